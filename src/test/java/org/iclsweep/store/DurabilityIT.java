package org.iclsweep.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.query.Tables;
import org.iclsweep.spark.Session;
import org.iclsweep.sweep.Grids;
import org.iclsweep.table.TableNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code run} on a folder that others want and on a file system that fails. */
class DurabilityIT {
  private static final Map<String, String> DYING =
      Map.of("spark.hadoop.fs.dying.impl", DyingFileSystem.class.getName());

  @TempDir private Path temporary;

  @AfterEach
  void revive() {
    DyingFileSystem.live();
  }

  private static String[] words(String out, String seeds) {
    return new String[] {
      "run",
      "--out",
      out,
      "--m",
      "3",
      "--heads",
      "2",
      "--prompt-length",
      "3",
      "--tokens",
      "6",
      "--dim",
      "4",
      "--steps",
      "5",
      "--seed",
      seeds
    };
  }

  private static void assertOneLine(int code, String part, Result result) {
    List<String> lines =
        result.err().lines().filter(line -> line.startsWith("icl-sweep: ")).toList();
    assertEquals(code, result.code(), result.err());
    assertEquals(1, lines.size(), result.err());
    assertTrue(lines.get(0).contains(part), lines.get(0));
    assertFalse(result.err().contains("\tat "), result.err());
  }

  private static void assertTrials(String out, int trials) {
    String sql =
        "select count(*), count(distinct trial_id), (select count(*) from trajectories)"
            + " from trials";
    Result rows = CommandLineRunner.run("query", "--out", out, "--format", "csv", sql);
    assertEquals(trials + "," + trials + "," + 6 * trials, rows.lines().get(1), rows.err());
  }

  @Test
  void aSecondDriverIsRefusedAndThenNot() throws IOException {
    String out = temporary.resolve("sweep").toString();
    try (SweepLock lock = StoredRows.lock(StoredRows.folder(out))) {
      lock.check();
      Result refused = CommandLineRunner.run(words(out, "1:2"));
      assertOneLine(2, "is in use by process " + ProcessHandle.current().pid(), refused);
      assertEquals(1, refused.err().lines().count(), refused.err());
      assertEquals(List.of(SweepLock.NAME), StoredRows.names(temporary.resolve("sweep")));
    }
    Result run = CommandLineRunner.run(words(out, "1:2"));
    assertEquals(0, run.code(), run.err());
    assertTrials(out, 2);
    assertFalse(Files.exists(temporary.resolve("sweep").resolve(SweepLock.NAME)));
  }

  @Test
  void aDriverWhoseLockIsTakenStops() throws Exception {
    Path folder = temporary.resolve("sweep");
    String[] words = words(folder.toString(), "1:2000");
    words[words.length - 3] = "20000";
    Thread thief =
        new Thread(
            () -> {
              try {
                while (!Files.exists(folder.resolve(TableNames.TRAJECTORIES))) {
                  Thread.sleep(20);
                }
                LockCases.write(
                    folder.toUri().toString(),
                    SweepLock.NAME,
                    "{\"id\":\"x\",\"host\":\"elsewhere\",\"pid\":7,\"started\":\"now\"}");
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    thief.start();
    Result result = CommandLineRunner.run(words);
    thief.join();
    assertOneLine(1, "was taken over by process 7 on elsewhere since now", result);
    assertTrue(Files.exists(folder.resolve(SweepLock.NAME)));
  }

  private static List<String> summary(Result result) {
    return result.out().lines().filter(line -> !line.startsWith("Tables")).toList();
  }

  @Test
  void aFullDiskIsOneLineWhereverItHappens() throws IOException {
    CommandLineRunner.sharing(
        DYING,
        () -> {
          String whole = "dying://" + temporary.resolve("whole");
          Result fresh = CommandLineRunner.run(words(whole, "1:4"));
          assertEquals(0, fresh.code(), fresh.err());
          for (String part :
              List.of("/sweep.json", "/trials", "/trajectories", "/convergence", "/ridge_gap")) {
            String out = "dying://" + temporary.resolve("old" + part.length());
            Result first = CommandLineRunner.run(words(out, "1:2"));
            assertEquals(0, first.code(), first.err());
            DyingFileSystem.dieAfter(part.startsWith("/tr") ? 1 : 0, part);
            assertOneLine(1, DyingFileSystem.MESSAGE, CommandLineRunner.run(words(out, "1:4")));
            DyingFileSystem.live();
            Result again = CommandLineRunner.run(words(out, "1:4"));
            assertEquals(0, again.code(), again.err());
            assertTrue(again.out().contains("4 of 4 trials stored"), again.out());
            assertTrials(out, 4);
            assertEquals(summary(fresh), summary(again));
          }
        });
  }

  @Test
  void aReadOnlyFolderIsRefused() throws IOException {
    String out = "dying://" + temporary.resolve("sweep");
    DyingFileSystem.dieAfter(0);
    CommandLineRunner.sharing(
        DYING,
        () ->
            assertOneLine(
                2,
                "cannot be written: " + DyingFileSystem.MESSAGE,
                CommandLineRunner.run(words(out, "1"))));
  }

  @Test
  void onlyTheNewestAttemptHasATrajectory() throws IOException {
    Path folder = temporary.resolve("sweep");
    SweepFolder store = StoredRows.folder(folder.toString());
    try (SweepLock lock = StoredRows.lock(store)) {
      StoredRows.writer(store, lock).append(StoredRows.results(1, 3));
      System.setProperty("spark.master", "local[2]");
      try (Session session = Session.open("test")) {
        store.sweepFile().begin(Grids.spec(), 3, List.of(), "4");
        Tables tables = Tables.of(session, store);
        assertEquals(
            List.of(List.of(3, (long) StoredRows.trial(1).steps().size())),
            tables.query("select attempt, count(*) from trajectories group by 1").first(9).rows());
        assertEquals(
            List.of(List.of(3, 1L)),
            tables.query("select attempt, count(*) from trials group by 1").first(9).rows());
      } finally {
        System.clearProperty("spark.master");
      }
    }
    try (Stream<Path> files = Files.list(folder.resolve(TableNames.TRAJECTORIES))) {
      assertEquals(1, files.count());
    }
  }
}
