package org.iclsweep.query;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.iclsweep.spark.Grid;
import org.iclsweep.spark.ReadOnlySql;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.SqlError;
import org.iclsweep.spark.SweepFolders;
import org.iclsweep.spark.TableFile;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.table.TableNames;

/**
 * The tables of a sweep, each holding every trial once. Instances behave as values: restricting one
 * returns another, and a query of one does not affect the others. A table is analyzed when it is
 * first used: the analysis of an aggregate takes longer than many queries.
 */
public final class Tables {
  private final Session session;
  private final boolean large;
  private final boolean ordered;
  private final Map<String, Supplier<Dataset<Row>>> tables;

  /** The session in which the tables are views; created by the first query. */
  private SparkSession views;

  /** The tables that are views by now. */
  private final Set<String> defined = new HashSet<>();

  private Tables(Session session, boolean large, Map<String, Supplier<Dataset<Row>>> tables) {
    this(session, large, false, tables);
  }

  private Tables(
      Session session, boolean large, boolean ordered, Map<String, Supplier<Dataset<Row>>> tables) {
    this.session = session;
    this.large = large;
    this.ordered = ordered;
    this.tables = tables;
  }

  /**
   * The tables of one sweep.
   *
   * @param folder a folder that passed {@link SweepFolder#checkExists()}
   * @throws org.iclsweep.sweep.UsageException if it cannot be read
   */
  public static Tables of(Session session, SweepFolder folder) {
    Tables results = ofResults(session, folder);
    return results.with(
        TableNames.CLAIMS, new Lazy<>(() -> ClaimsTable.read(results.session, folder)));
  }

  /** The tables of one sweep without its claims. */
  static Tables ofResults(Session session, SweepFolder folder) {
    if (folder.current()) {
      return upToDate(session, folder);
    }
    // A run is in progress or was killed: older attempts of trials may be stored as well.
    Tables stored = results(session, folder);
    Dataset<Row> trials = stored.table(TableNames.TRIALS);
    Dataset<Row> steps = stored.table(TableNames.TRAJECTORIES);
    Dataset<Row> attempts = trials.groupBy("trial_id").agg(functions.max("attempt").as("attempt"));
    return stored.withRows(
        newest(trials), steps.join(attempts, new String[] {"trial_id", "attempt"}, "left_semi"));
  }

  /** Tables without rows, for checking queries. */
  static Tables empty(Session session) {
    SparkSession spark = session.sized(false);
    Map<String, Supplier<Dataset<Row>>> tables = new LinkedHashMap<>();
    for (List<String> names : List.of(TableNames.RESULTS, TableNames.AGGREGATES)) {
      names.forEach(name -> tables.put(name, new Lazy<>(() -> SweepFolders.empty(spark, name))));
    }
    return new Tables(session, false, tables);
  }

  /** The tables of a sweep whose trials are stored once and whose aggregates are up to date. */
  static Tables upToDate(Session session, SweepFolder folder) {
    Tables results = results(session, folder);
    Map<String, Supplier<Dataset<Row>>> tables = new LinkedHashMap<>(results.tables);
    for (String aggregate : TableNames.AGGREGATES) {
      tables.put(aggregate, new Lazy<>(() -> results.stored(folder, aggregate)));
    }
    return new Tables(session, results.large, tables);
  }

  /** The result tables of a sweep whose trials are stored once, without aggregates. */
  static Tables results(Session session, SweepFolder folder) {
    boolean large = SweepFolders.large(folder);
    SparkSession spark = session.sized(large);
    return new Tables(
        session,
        large,
        results(
            SweepFolders.read(spark, folder, TableNames.TRIALS),
            SweepFolders.read(spark, folder, TableNames.TRAJECTORIES)));
  }

  /** The last stored version of an aggregate. */
  Dataset<Row> stored(SweepFolder folder, String aggregate) {
    return SweepFolders.readDerived(table(TableNames.TRIALS).sparkSession(), folder, aggregate);
  }

  private static Map<String, Supplier<Dataset<Row>>> results(
      Dataset<Row> trials, Dataset<Row> steps) {
    Map<String, Supplier<Dataset<Row>>> tables = new LinkedHashMap<>();
    tables.put(TableNames.TRIALS, () -> trials);
    tables.put(TableNames.TRAJECTORIES, () -> steps);
    return tables;
  }

  private static Dataset<Row> newest(Dataset<Row> stored) {
    return stored
        .groupBy("trial_id")
        .agg(functions.expr("max_by(struct(*), attempt)").as("newest"))
        .select("newest.*");
  }

  /** Returns tables of other rows, with aggregates computed from them. */
  Tables withRows(Dataset<Row> trials, Dataset<Row> steps) {
    Map<String, Supplier<Dataset<Row>>> all = results(trials, steps);
    Tables results = new Tables(session, large, results(trials, steps));
    for (String aggregate : TableNames.AGGREGATES) {
      all.put(aggregate, new Lazy<>(() -> results.computed(aggregate)));
    }
    if (tables.containsKey(TableNames.CLAIMS)) { // claims are about the whole sweep
      all.put(TableNames.CLAIMS, tables.get(TableNames.CLAIMS));
    }
    return new Tables(session, large, all);
  }

  /**
   * Returns these tables with a fixed order of rows in a single partition, so that the result of a
   * query, including sums of floating-point numbers, does not depend on the number of cores.
   */
  Tables inOrder() {
    Map<String, Supplier<Dataset<Row>>> all = new LinkedHashMap<>();
    tables.forEach((name, rows) -> all.put(name, new Lazy<>(() -> inOrder(name, rows.get()))));
    return new Tables(session, large, true, all);
  }

  private static Dataset<Row> inOrder(String name, Dataset<Row> rows) {
    return rows.orderBy(columns(TableNames.order(name, rows.columns())));
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(functions::col).toArray(Column[]::new);
  }

  private Tables with(String name, Supplier<Dataset<Row>> rows) {
    Map<String, Supplier<Dataset<Row>>> all = new LinkedHashMap<>(tables);
    all.put(name, rows);
    return new Tables(session, large, all);
  }

  /** The SQL text of an aggregate. */
  public static String sql(String aggregate) {
    try (InputStream in = Tables.class.getResourceAsStream(aggregate + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The tables of several sweeps, each holding the rows of all sweeps, with a first column {@code
   * sweep} that names the folder.
   *
   * @param folders distinct folders; for a single one, the tables are unchanged
   * @throws org.iclsweep.sweep.UsageException if a folder cannot be read
   */
  public static Tables of(Session session, List<SweepFolder> folders) {
    if (folders.size() == 1) {
      return of(session, folders.get(0));
    }
    Map<String, Supplier<Dataset<Row>>> all = new LinkedHashMap<>();
    boolean large = false;
    for (SweepFolder folder : folders) {
      String name = name(folder, folders);
      Tables one = of(session, folder);
      large |= one.large;
      one.tables.forEach(
          (table, rows) ->
              all.merge(
                  table,
                  () -> rows.get().select(functions.lit(name).as("sweep"), functions.col("*")),
                  (before, more) -> () -> before.get().union(more.get())));
    }
    all.replaceAll((table, rows) -> new Lazy<>(rows));
    return new Tables(session, large, all);
  }

  /** The last part of a folder's path if it is unique among the folders, else the whole path. */
  private static String name(SweepFolder folder, List<SweepFolder> folders) {
    String last = last(folder);
    return folders.stream().filter(other -> last(other).equals(last)).count() == 1
        ? last
        : folder.path();
  }

  private static String last(SweepFolder folder) {
    return folder.path().replaceFirst(".*/", "");
  }

  /** Restricts these tables to the trials of a grid. */
  public Tables restrictedTo(Grid grid) {
    Dataset<Row> ids = grid.ids(session);
    return withRows(
        table(TableNames.TRIALS).join(ids, new String[] {"trial_id"}, "left_semi"),
        table(TableNames.TRAJECTORIES).join(ids, new String[] {"trial_id"}, "left_semi"));
  }

  /**
   * Restricts these tables to the trials that satisfy conditions.
   *
   * @param wheres Spark SQL conditions on {@code trials}; all apply
   * @throws org.iclsweep.sweep.UsageException with Spark's own message if one is invalid
   */
  public Tables where(List<String> wheres) {
    Dataset<Row> trials = table(TableNames.TRIALS);
    for (String where : wheres) {
      Dataset<Row> all = trials;
      String option = "--where \"" + where + "\"";
      ReadOnlySql.checkReadOnly(all.sparkSession(), option, where);
      trials = SqlError.explained(option, () -> all.where(where));
    }
    return wheres.isEmpty()
        ? this
        : withRows(
            trials,
            table(TableNames.TRAJECTORIES)
                .join(trials.select("trial_id"), new String[] {"trial_id"}, "left_semi"));
  }

  /**
   * Returns these tables together with files.
   *
   * @param files files with distinct names, none of which is the name of a table
   * @throws org.iclsweep.sweep.UsageException if a file cannot be read
   */
  public Tables withFiles(List<TableFile> files) {
    Map<String, Supplier<Dataset<Row>>> all = new LinkedHashMap<>(tables);
    for (TableFile file : files) {
      Dataset<Row> rows = file.read(session.sized(large));
      all.put(file.name(), () -> rows);
    }
    return new Tables(session, large, all);
  }

  /** Returns a table. */
  Dataset<Row> table(String name) {
    return tables.get(name).get();
  }

  /**
   * Runs a query.
   *
   * @param sql a single Spark SQL query over these tables and nothing else
   * @throws org.iclsweep.sweep.UsageException with a one-line message if it reads anything else,
   *     and with Spark's own message if it is invalid
   */
  public QueryResult query(String sql) {
    return query("SQL", sql, ", and --table NAME=PATH adds a file");
  }

  /**
   * Runs a query.
   *
   * @param what the name of the query in messages
   * @param moreTables the end of the message about an unknown table
   */
  QueryResult query(String what, String sql, String moreTables) {
    return new QueryResult(
        what, ReadOnlySql.query(views(), what, sql, tables.keySet(), this::defineView, moreTables));
  }

  private Dataset<Row> computed(String aggregate) {
    TableNames.RESULTS.forEach(this::defineView);
    return views().sql(sql(aggregate));
  }

  private synchronized SparkSession views() {
    if (views == null) {
      views = ordered ? session.ordered(large) : session.sized(large);
    }
    return views;
  }

  private synchronized void defineView(String name) {
    if (defined.add(name)) {
      org.apache.spark.sql.classic.Dataset.ofRows(
              (org.apache.spark.sql.classic.SparkSession) views(),
              ((org.apache.spark.sql.classic.Dataset<Row>) table(name)).logicalPlan())
          .createOrReplaceTempView(name);
    }
  }
}
