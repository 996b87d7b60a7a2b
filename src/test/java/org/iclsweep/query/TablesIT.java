package org.iclsweep.query;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.spark.Session;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.table.TableNames;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables behave as values; stored aggregates are kept up to date. */
class TablesIT {
  private static final String COUNTS =
      "select (select count(*) from trials), (select count(distinct trial_id) from trajectories),"
          + " (select sum(n) from convergence), (select sum(n) from ridge_gap)";

  @TempDir private static Path temporary;

  private static Path sweep;

  /** Two configurations with two seeds; then one of them and a new one with three. */
  @BeforeAll
  static void makeSweep() {
    sweep = temporary.resolve("sweep");
    run("--m 3,5 --seed 1:2");
    run("--m 3,4 --seed 1:3");
  }

  private static Result run(String more) {
    String words =
        "run --heads 2 --prompt-length 3 --tokens 6 --dim 4 --steps 5 --no-report --out ";
    Result result = CommandLineRunner.run((words + sweep + " " + more).split(" ", -1));
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private interface Action {
    void accept(Session session, SweepFolder folder) throws IOException;
  }

  private static void withSession(Action action) throws IOException {
    System.setProperty("spark.master", "local[2]");
    try (Session session = Session.open("test")) {
      action.accept(session, SweepFolder.local(sweep));
    } finally {
      System.clearProperty("spark.master");
    }
  }

  private static List<Object> counts(Tables tables) {
    return tables.query(COUNTS).first(1).rows().get(0);
  }

  @Test
  void queriesDoNotAffectEachOther() throws IOException {
    withSession(
        (session, folder) -> {
          Tables all = Tables.of(session, folder);
          QueryResult early = all.query(COUNTS);
          Tables some = all.where(List.of("m = 5"));
          Tables fewer = some.where(List.of("seed = 1"));
          assertEquals(List.of(1L, 1L, 1L, 1L), counts(fewer));
          assertEquals(List.of(8L, 8L, 8L, 8L), counts(all));
          assertEquals(List.of(2L, 2L, 2L, 2L), counts(some));
          assertEquals(List.of(8L, 8L, 8L, 8L), early.first(1).rows().get(0));
        });
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    }
  }

  @Test
  void updatedAggregatesEqualRecomputedOnes() throws IOException {
    List<String> updated = CommandLineRunner.rows(sweep);
    assertTrue(updated.stream().anyMatch(row -> row.startsWith("5,2,3,")), updated.toString());
    delete(sweep.resolve("convergence"));
    assertTrue(run("--m 3,4 --seed 1:3").err().contains("nothing to train"));
    assertEquals(updated, CommandLineRunner.rows(sweep));
  }

  /** As a build stored them whose aggregates had fewer columns. */
  @Test
  void aggregatesWithOtherColumnsAreComputedAgain() throws IOException {
    String sql = "select m, rate_median from convergence order by m";
    withSession(
        (session, folder) -> {
          List<List<Object>> expected = Tables.of(session, folder).query(sql).first(9).rows();
          assertEquals(3, expected.size());
          String convergence = sweep.resolve("convergence").toString();
          SparkSession spark = session.sized(false);
          List<Row> stored = spark.read().parquet(convergence).drop("rate_median").collectAsList();
          spark
              .createDataFrame(stored, stored.get(0).schema())
              .coalesce(1)
              .write()
              .mode(SaveMode.Overwrite)
              .parquet(convergence);
          Files.delete(sweep.resolve("files.json")); // it lists files by checksum
          SweepFolder old = SweepFolder.local(sweep);
          assertFalse(old.current());
          assertEquals(expected, Tables.of(session, old).query(sql).first(9).rows());
        });
    run("--m 3,4 --seed 1:3");
    assertTrue(SweepFolder.local(sweep).current());
  }

  @Test
  void onlyConfigurationsWithNewResultsAreComputed() throws IOException {
    withSession(
        (session, folder) -> {
          Tables results = Tables.results(session, folder);
          for (String aggregate : TableNames.BY_CONFIGURATION) {
            Dataset<Row> stored = results.stored(folder, aggregate);
            Dataset<Row> changed =
                stored
                    .where("m = 3")
                    .select(
                        TableNames.KEYS.stream()
                            .map(name -> col(name))
                            .toArray(org.apache.spark.sql.Column[]::new));
            Dataset<Row> wrong = stored.withColumn("n", col("n").plus(100));
            List<Row> rows =
                Aggregates.updated(results, wrong, aggregate, changed)
                    .select("m", "n")
                    .collectAsList();
            assertEquals("[[3,3], [4,103], [5,102]]", rows.toString());
            assertFalse(
                List.of(Aggregates.updated(results, wrong, aggregate, changed).inputFiles())
                    .stream()
                    .anyMatch(file -> file.contains(TableNames.TRAJECTORIES)));
          }
        });
  }
}
