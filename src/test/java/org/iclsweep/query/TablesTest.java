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
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.spark.Session;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.table.TableNames;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as values, and aggregates that are brought up to date. */
class TablesTest {
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
    return tables.ask(COUNTS).first(1).rows().get(0);
  }

  @Test
  void whatOneIsAskedDoesNotDependOnOthers() throws IOException {
    withSession(
        (session, folder) -> {
          Tables all = Tables.of(session, folder);
          Answer early = all.ask(COUNTS);
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
  void aggregatesBroughtUpToDateAreThoseComputedAnew() throws IOException {
    List<String> updated = CommandLineRunner.rows(sweep);
    assertTrue(updated.stream().anyMatch(row -> row.startsWith("5,2,3,")), updated.toString());
    delete(sweep.resolve("convergence"));
    assertTrue(run("--m 3,4 --seed 1:3").err().contains("nothing to train"));
    assertEquals(updated, CommandLineRunner.rows(sweep));
  }

  @Test
  void onlyConfigurationsWithNewResultsAreComputed() throws IOException {
    withSession(
        (session, folder) -> {
          Tables results = Tables.results(session, folder);
          for (String aggregate : TableNames.AGGREGATES) {
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
