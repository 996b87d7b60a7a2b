package org.iclsweep.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.iclsweep.SqlShell;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.SweepFolders;
import org.iclsweep.table.ColumnDescription;
import org.iclsweep.table.TableNames;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of a sweep's folder define its tables in a Spark session that is not ours. */
class SqlViewsIT {
  /** No character of a path is part of SQL, of a pattern or of a URI. */
  private static final String NAME = "a sweep's [1-2] \\ {x,y}* %20; -- #?";

  private static final Set<String> ALL = new TreeSet<>(TableNames.RESULTS);

  @TempDir private static Path temporary;

  private static Path sweep;
  private static Session session;
  private static SparkSession spark;

  @BeforeAll
  static void makeSweep() throws IOException {
    ALL.addAll(TableNames.DERIVED);
    sweep = temporary.resolve(NAME);
    Path claims =
        Files.writeString(
            temporary.resolve("c.sql"), "-- It ends.\nselect count(*) > 0 as holds from trials;");
    List<String> words =
        new ArrayList<>(
            List.of(
                "run --m 3 --heads 1,2,4 --prompt-length 3 --tokens 6 --dim 4 --steps 5 --seed 1:2 --no-report"
                    .split(" ", -1)));
    words.addAll(List.of("--claims", claims.toString(), "--out", sweep.toString()));
    Result result = CommandLineRunner.run(words.toArray(String[]::new));
    assertEquals(0, result.code(), result.err());
    System.setProperty("spark.master", "local[2]");
    session = Session.open("test");
    System.clearProperty("spark.master");
  }

  @AfterAll
  static void end() {
    session.close();
  }

  /** Executes the statements of a script. */
  private static void execute(String script) throws IOException {
    spark = session.sized(false).newSession();
    String text = Files.readString(sweep.resolve(script), UTF_8);
    SqlShell.statements(text).forEach(spark::sql);
  }

  private static List<Row> rows(String table) {
    return spark.table(table).sort("trial_id").collectAsList();
  }

  private static void assertTables(String prefix) {
    Tables expected = Tables.of(session, SweepFolders.at(sweep.toString()));
    for (String table : ALL) {
      String[] order = expected.table(table).columns();
      assertEquals(
          List.of(order), List.of(spark.table(prefix + table).columns()), "columns of " + table);
      assertEquals(
          expected.table(table).orderBy(columns(order)).collectAsList().toString(),
          spark.table(prefix + table).orderBy(columns(order)).collectAsList().toString());
      List<String> comments =
          spark.sql("describe " + prefix + table).limit(order.length).collectAsList().stream()
              .map(row -> row.getString(2))
              .toList();
      assertEquals(
          ColumnDescription.of(table).stream().map(ColumnDescription::meaning).toList(), comments);
    }
  }

  private static org.apache.spark.sql.Column[] columns(String... names) {
    return List.of(names).stream()
        .map(name -> col(name))
        .toArray(org.apache.spark.sql.Column[]::new);
  }

  @Test
  void temporaryViewsEqualTheTables() throws IOException {
    execute("tables.sql");
    assertTables("");
  }

  @Test
  void externalTablesEqualTheTables() throws IOException {
    execute("external-tables.sql");
    List<String> databases =
        spark.sql("show databases").collectAsList().stream().map(row -> row.getString(0)).toList();
    String database =
        databases.stream().filter(name -> !name.equals("default")).findFirst().orElseThrow();
    try {
      assertTables("`" + database + "`.");
      execute("external-tables.sql"); // a second time
      assertTables("`" + database + "`.");
    } finally {
      spark.sql("drop database `%s` cascade".formatted(database));
    }
    assertTrue(Files.exists(sweep.resolve("trials"))); // dropping leaves the files alone
    execute("tables.sql");
    assertTables("");
  }

  /** While a run retries trials, or after a kill, older attempts are stored as well. */
  @Test
  void everyTrialOccursOnceWithItsNewestAttempt() throws IOException {
    execute("tables.sql");
    List<Row> trials = rows("trials");
    String retried = trials.get(2).getAs("trial_id");
    Path copies = temporary.resolve("copies");
    for (String table : TableNames.RESULTS) {
      spark
          .table(table)
          .where(col("trial_id").equalTo(lit(retried)))
          .withColumn("attempt", expr("cast(attempt + 1 as int)"))
          .limit(3)
          .coalesce(1)
          .write()
          .mode(SaveMode.Overwrite)
          .parquet(copies.resolve(table).toString());
      try (var files = Files.list(copies.resolve(table))) {
        Path file = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
        Files.copy(file, sweep.resolve(table).resolve("level0-0.parquet"));
      }
    }
    try {
      execute("tables.sql");
      assertEquals(7, rows("trials_stored").size());
      List<Row> newest = rows("trials");
      assertEquals(trials.size(), newest.size());
      assertEquals(2, newest.get(2).<Integer>getAs("attempt"));
      assertEquals(
          List.of(1, 1, 2, 1, 1, 1),
          newest.stream().map(row -> row.<Integer>getAs("attempt")).toList());
      assertEquals(
          3, spark.table("trajectories").where(col("trial_id").equalTo(lit(retried))).count());
    } finally {
      for (String table : TableNames.RESULTS) {
        Files.delete(sweep.resolve(table).resolve("level0-0.parquet"));
      }
    }
  }
}
