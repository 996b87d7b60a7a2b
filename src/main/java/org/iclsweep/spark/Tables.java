package org.iclsweep.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The tables of a sweep as views of a session, and the answers to questions about them. */
public final class Tables {
  /** The tables that are computed from {@code trials} by an SQL file of the same name. */
  public static final List<String> AGGREGATES = List.of("convergence", "ridge_gap");

  private final SparkSession spark;

  private Tables(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Registers the views {@code trials} and {@code trajectories}, with the highest attempt of each
   * trial alone.
   *
   * @param store the sweep's folder
   */
  public static Tables results(Session session, ResultStore store) {
    Tables tables = new Tables(session.spark());
    Dataset<Row> trials = store.read(tables.spark, ResultStore.TRIALS, StoredTrial.TRIALS);
    newest(trials).createOrReplaceTempView(ResultStore.TRIALS);
    Dataset<Row> attempts = trials.groupBy("trial_id").agg(functions.max("attempt").as("attempt"));
    store
        .read(tables.spark, ResultStore.TRAJECTORIES, StoredTrial.TRAJECTORIES)
        .join(attempts, new String[] {"trial_id", "attempt"}, "left_semi")
        .createOrReplaceTempView(ResultStore.TRAJECTORIES);
    return tables;
  }

  /**
   * Registers the views of {@link #results} and the aggregates, computed from them.
   *
   * @param store the sweep's folder
   */
  public static Tables computed(Session session, ResultStore store) {
    return results(session, store).aggregated();
  }

  /**
   * Registers the views of several sweeps, each with all their rows and a first column {@code
   * sweep} that names the folder.
   *
   * @param stores different folders
   */
  public static Tables computed(Session session, List<ResultStore> stores) {
    if (stores.size() == 1) {
      return computed(session, stores.get(0));
    }
    Map<String, Dataset<Row>> all = new LinkedHashMap<>();
    List<String> views = new ArrayList<>(List.of(ResultStore.TRIALS, ResultStore.TRAJECTORIES));
    views.addAll(AGGREGATES);
    for (ResultStore store : stores) {
      Tables one = computed(session, store);
      for (String view : views) {
        Dataset<Row> named =
            one.view(view)
                .select(functions.lit(name(store, stores)).as("sweep"), functions.col("*"));
        all.merge(view, named, Dataset::union);
      }
    }
    all.forEach((view, rows) -> rows.createOrReplaceTempView(view));
    return new Tables(session.spark());
  }

  /** The last part of a folder's path where that tells it from the others, else all of it. */
  private static String name(ResultStore store, List<ResultStore> stores) {
    String last = last(store);
    return stores.stream().filter(other -> last(other).equals(last)).count() == 1
        ? last
        : store.path();
  }

  private static String last(ResultStore store) {
    return store.path().replaceFirst(".*/", "");
  }

  /** Registers the aggregates of the trials that {@code trials} has now. */
  Tables aggregated() {
    for (String aggregate : AGGREGATES) {
      spark.sql(sql(aggregate)).createOrReplaceTempView(aggregate);
    }
    return this;
  }

  /** Registers the aggregates alone, from their files; these must be up to date. */
  static Tables stored(Session session, ResultStore store) {
    Tables tables = new Tables(session.spark());
    for (String aggregate : AGGREGATES) {
      store.read(tables.spark, aggregate).createOrReplaceTempView(aggregate);
    }
    return tables;
  }

  private static Dataset<Row> newest(Dataset<Row> stored) {
    return stored
        .groupBy("trial_id")
        .agg(functions.expr("max_by(struct(*), attempt)").as("newest"))
        .select("newest.*");
  }

  /** Leaves only the trials of a grid in {@code trials}. */
  public Tables restrictedTo(Session session, Grid grid) {
    view(ResultStore.TRIALS)
        .join(grid.ids(session), new String[] {"trial_id"}, "left_semi")
        .createOrReplaceTempView(ResultStore.TRIALS);
    return this;
  }

  /**
   * Leaves only some trials in {@code trials}.
   *
   * @param wheres Spark SQL conditions; all apply
   * @throws org.iclsweep.sweep.UsageException with Spark's own message if one is wrong
   */
  public Tables where(List<String> wheres) {
    for (String where : wheres) {
      Dataset<Row> kept =
          SqlError.explained(
              "--where \"" + where + "\"", () -> view(ResultStore.TRIALS).where(where));
      kept.createOrReplaceTempView(ResultStore.TRIALS);
    }
    return this;
  }

  /**
   * Reads {@code trials} once, for several questions, and leaves only the trajectories of these
   * trials.
   *
   * @param store the sweep's folder
   */
  public Tables held(ResultStore store) {
    Dataset<Row> trials = view(ResultStore.TRIALS).coalesce(1).cache();
    trials.createOrReplaceTempView(ResultStore.TRIALS);
    store
        .read(spark, ResultStore.TRAJECTORIES, StoredTrial.TRAJECTORIES)
        .join(trials, new String[] {"trial_id", "attempt"}, "left_semi")
        .createOrReplaceTempView(ResultStore.TRAJECTORIES);
    return this;
  }

  /** One of the views. */
  Dataset<Row> view(String name) {
    return spark.table(name);
  }

  /** The SQL text of an aggregate. */
  static String sql(String aggregate) {
    try (InputStream in = Tables.class.getResourceAsStream(aggregate + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The first rows that a query gives.
   *
   * @param sql Spark SQL over the views
   * @param most how many rows at the most
   * @throws org.iclsweep.sweep.UsageException with Spark's own message in one line if the query is
   *     wrong
   */
  public Rows query(String sql, int most) {
    return SqlError.explained(
        "SQL",
        () -> {
          Dataset<Row> result = spark.sql(sql);
          List<List<Object>> rows = new ArrayList<>();
          for (Row row : result.takeAsList(most + 1)) {
            rows.add(values(row));
          }
          boolean more = rows.size() > most;
          return new Rows(List.of(result.columns()), more ? rows.subList(0, most) : rows, more);
        });
  }

  /**
   * Rows of an answer.
   *
   * @param columns their names
   * @param rows the values, in the order of the columns; null where there is none
   * @param more whether there are more rows than these
   */
  public record Rows(List<String> columns, List<List<Object>> rows, boolean more) {}

  /**
   * Goes through the answer to a query without holding it.
   *
   * @param sql Spark SQL over the views
   * @param row told each row's values in turn; null where there is none
   * @throws org.iclsweep.sweep.UsageException with Spark's own message in one line if the query is
   *     wrong
   */
  public void each(String sql, Consumer<List<Object>> row) {
    SqlError.explained(
        "SQL",
        () -> {
          spark.sql(sql).toLocalIterator().forEachRemaining(r -> row.accept(values(r)));
          return null;
        });
  }

  private static List<Object> values(Row row) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < row.length(); i++) {
      values.add(row.get(i));
    }
    return values;
  }

  /**
   * Prints the answer to a query as CSV with a header; a double reads back as the same double.
   *
   * @throws org.iclsweep.sweep.UsageException with Spark's own message in one line if the query is
   *     wrong
   */
  public void csv(String sql, PrintStream out) {
    SqlError.explained(
        "SQL",
        () -> {
          Dataset<Row> result = spark.sql(sql);
          String[] names = result.columns();
          String[] positions = new String[names.length];
          Arrays.setAll(positions, i -> "c" + i);
          org.apache.spark.sql.Column[] header = new org.apache.spark.sql.Column[names.length];
          Arrays.setAll(header, i -> functions.lit(names[i]).as(positions[i]));
          org.apache.spark.sql.Column[] cells = new org.apache.spark.sql.Column[names.length];
          print(spark.range(1).select(csvLine(header)), out);
          // Names may repeat in an answer, positions do not.
          Dataset<Row> renamed = result.toDF(positions);
          Arrays.setAll(cells, i -> functions.col(positions[i]));
          print(renamed.select(csvLine(cells)), out);
          return null;
        });
  }

  private static org.apache.spark.sql.Column csvLine(org.apache.spark.sql.Column[] cells) {
    // Quotes are doubled within quotes, as RFC 4180 has it.
    var line = functions.to_csv(functions.struct(cells), Map.of("escape", "\""));
    // Of a single null Spark makes no text at all; this is what other tools write.
    return cells.length > 1
        ? line
        : functions.when(cells[0].isNull(), functions.lit("\"\"")).otherwise(line);
  }

  /**
   * Prints the answer to a query as a JSON array with an object a line; a double reads back as the
   * same double.
   *
   * @throws org.iclsweep.sweep.UsageException with Spark's own message in one line if the query is
   *     wrong
   */
  public void json(String sql, PrintStream out) {
    SqlError.explained(
        "SQL",
        () -> {
          Dataset<Row> result = spark.sql(sql);
          Iterator<Row> lines =
              result
                  .select(
                      functions.to_json(
                          functions.struct(functions.col("*")),
                          Map.of("ignoreNullFields", "false")))
                  .toLocalIterator();
          out.print("[");
          String separator = "\n";
          while (lines.hasNext()) {
            out.print(separator + lines.next().getString(0));
            separator = ",\n";
          }
          out.println("\n]");
          return null;
        });
  }

  private static void print(Dataset<Row> lines, PrintStream out) {
    Iterator<Row> rows = lines.toLocalIterator();
    while (rows.hasNext()) {
      out.println(rows.next().getString(0));
    }
  }
}
