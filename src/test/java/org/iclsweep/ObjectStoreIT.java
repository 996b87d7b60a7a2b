package org.iclsweep;

import static org.iclsweep.RunningProcess.files;
import static org.iclsweep.cli.CommandLineRunner.csv;
import static org.iclsweep.cli.CommandLineRunner.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps on an object store that fails, lags and is cut off, and drivers that are killed there. */
@Tag("clusters")
class ObjectStoreIT {
  /** Trials of a tenth of a second. */
  private static final String GRID =
      "run --m 8 --heads 8,12,16 --prompt-length 6,8 --tokens 40 --dim 16 --steps 5000"
          + " --tolerance 0 --no-report --seed ";

  /** What is killed need not be fast: this starts sooner, and leaves more to train. */
  private static final String SLOW = "-XX:TieredStopAtLevel=1 -Diclsweep.kernel=portable";

  private static final int TRIALS = 48;
  private static final String SEEDS = "1:8";
  private static final String FEW_SEEDS = "1:2";

  @TempDir private static Path folder;

  /** The sweep on local files. */
  private static Path local;

  private static List<String> fewRows;

  private static List<String> words(String seeds, String out, String... more) {
    List<String> words = new ArrayList<>(List.of((GRID + seeds).split(" ", -1)));
    words.addAll(List.of("--out", out));
    words.addAll(List.of(more));
    return words;
  }

  private static Result run(String seeds, String out) {
    return CommandLineRunner.run(words(seeds, out).toArray(String[]::new));
  }

  @BeforeAll
  static void runLocally() {
    local = folder.resolve("local");
    Result few = run(FEW_SEEDS, local.toString());
    assertEquals(0, few.code(), few.err());
    fewRows = rows(local);
  }

  @AfterAll
  static void stop() {
    CommandLineRunner.stopShared();
  }

  /** Retries soon; the numbers of tries are those of a user. */
  private static Map<String, String> settings(int port) {
    Map<String, String> settings = new HashMap<>(ObjectStore.settings(port));
    settings.put("fs.s3a.retry.interval", "20ms");
    settings.put("fs.s3a.retry.throttle.interval", "20ms");
    return settings;
  }

  private static void assertComplete(Result result, String out) {
    assertEquals(0, result.code(), result.err());
    assertFalse(result.err().contains("\tat "), result.err());
    assertEquals(fewRows, rows(out));
  }

  private static void assertOneLine(Result result) {
    List<String> lines = result.err().lines().filter(l -> l.startsWith("icl-sweep: ")).toList();
    assertTrue(result.code() == 1 || result.code() == 2, result.err());
    assertEquals(1, lines.size(), result.err());
    assertFalse(result.err().contains("\tat "), result.err());
    assertFalse(result.err().contains(ObjectStore.SECRET_KEY), result.err());
  }

  @Test
  void aRequestThatFailsIsRepeated() throws Exception {
    Faults faults = new Faults(1);
    try (ObjectStore store = ObjectStore.start(folder.resolve("failing"), 0, faults)) {
      String out = store.folder("sweep");
      CommandLineRunner.sharing(
          ObjectStore.forSpark(settings(store.port())),
          () -> {
            for (Faults.Fault fault : Faults.Fault.values()) {
              faults.happen(fault, 0.05);
            }
            Result result = run(FEW_SEEDS, out);
            faults.end();
            for (Faults.Fault fault : Faults.Fault.values()) {
              assertTrue(faults.count(fault) > 0, fault.toString());
            }
            assertComplete(result, out);
          });
    }
  }

  /**
   * Reads and uploads are repeated. The client gives up if a listing is cut off, but no file is
   * taken for damaged and the next command continues.
   */
  @Test
  void aConnectionThatIsCutDamagesNothing() throws Exception {
    try (ObjectStore store = ObjectStore.start(folder.resolve("cut"), 0);
        CuttingRelay relay = new CuttingRelay(store.port(), 2)) {
      String out = store.folder("sweep");
      CommandLineRunner.sharing(
          ObjectStore.forSpark(settings(relay.port())),
          () -> {
            for (int i = 0; i < 3; i++) {
              Result result = run(FEW_SEEDS, out);
              if (result.code() != 0) {
                assertOneLine(result);
              }
              Result repair = CommandLineRunner.run("repair", "--out", out);
              if (repair.code() != 0) {
                assertOneLine(repair);
              } else {
                assertTrue(repair.out().startsWith("nothing is damaged"), repair.out());
              }
            }
            assertTrue(relay.cuts() > 1, "cuts: " + relay.cuts());
            relay.behave();
            assertComplete(run(FEW_SEEDS, out), out);
          });
    }
  }

  @Test
  void listingsThatLagLoseNothing() throws Exception {
    Faults faults = new Faults(3);
    try (ObjectStore store = ObjectStore.start(folder.resolve("lagging"), 0, faults)) {
      String out = store.folder("sweep");
      CommandLineRunner.sharing(
          ObjectStore.forSpark(settings(store.port())),
          () -> {
            faults.listingsLag();
            for (int i = 0; i < 3; i++) {
              Result result = run(FEW_SEEDS, out);
              if (result.code() != 0) {
                assertOneLine(result);
              }
            }
            assertTrue(faults.late() > 0);
            faults.end();
            assertComplete(run(FEW_SEEDS, out), out);
          });
    }
  }

  /** From each of some moments on nothing is answered any more. */
  @Test
  void aStoreThatIsGoneIsOneLineAndWhatIsStoredStays() throws Exception {
    Faults faults = new Faults(4);
    try (ObjectStore store = ObjectStore.start(folder.resolve("gone"), 0, faults)) {
      Map<String, String> settings = settings(store.port());
      settings.put("fs.s3a.attempts.maximum", "1");
      settings.put("fs.s3a.retry.limit", "2");
      settings.put("fs.s3a.retry.throttle.limit", "2");
      CommandLineRunner.sharing(
          ObjectStore.forSpark(settings),
          () -> {
            for (int requests : List.of(5, 75, 110)) {
              String out = store.folder("sweep" + requests);
              faults.dieAfter(requests);
              Result result = run(FEW_SEEDS, out);
              faults.end();
              assertOneLine(result);
              assertComplete(run(FEW_SEEDS, out), out);
            }
          });
    }
  }

  @Test
  void aStoreWithoutExclusiveCreationIsWarnedOf() throws Exception {
    try (ObjectStore store = ObjectStore.start(folder.resolve("unconditional"), 0)) {
      Map<String, String> settings = settings(store.port());
      settings.put("fs.s3a.create.conditional.enabled", "false");
      String out = store.folder("sweep");
      CommandLineRunner.sharing(
          ObjectStore.forSpark(settings),
          () -> {
            Result result = run(FEW_SEEDS, out);
            assertEquals(
                1,
                result.err().lines().filter(l -> l.contains("lets two drivers create")).count(),
                result.err());
            assertComplete(result, out);
          });
    }
  }

  private static RunningProcess start(ObjectStore store, String out, String javaOptions)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("--master", "local[2]"));
    words.addAll(List.of("--jars", ObjectStore.clientJars()));
    ObjectStore.forSpark(store.settings())
        .forEach((name, value) -> words.addAll(List.of("--conf", name + "=" + value)));
    words.addAll(List.of("--driver-java-options", javaOptions));
    words.addAll(words(SEEDS, out, "--checkpoint-every", "0.1"));
    return RunningProcess.submit(folder, words);
  }

  /** Kills while trials run, while a batch is being stored, and just after one was stored. */
  @Test
  void killedDriversLoseNothingAndCountNothingTwice() throws Exception {
    Path objects = folder.resolve("killing");
    try (ObjectStore store = ObjectStore.start(objects, 0)) {
      String out = store.folder("killed");
      Path trials = objects.resolve("sweeps/killed/trials");
      Path checkpoints = objects.resolve("sweeps/killed/checkpoints");
      Random random = new Random(5);
      for (int kill = 0; kill < 3; kill++) {
        RunningProcess running = start(store, out, SLOW);
        Path watched = kill == 1 ? checkpoints : trials;
        Map<String, Object> before = files(watched);
        running.await("a file", () -> !before.entrySet().containsAll(files(watched).entrySet()));
        boolean ended = running.process().waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
        assertFalse(ended, running.said());
        running.kill();
        assertEquals(137, running.end(), running.said());
      }
      RunningProcess last = start(store, out, SLOW);
      assertEquals(0, last.end(), last.said());
      assertFalse(last.said().contains(ObjectStore.SECRET_KEY), last.said());
      assertEquals(0, run(SEEDS, local.toString()).code());
      List<String> expected = rows(local);
      CommandLineRunner.sharing(
          ObjectStore.forSpark(store.settings()),
          () -> {
            assertEquals(
                List.of("n,ids", TRIALS + "," + TRIALS),
                csv(out, "select count(*) as n, count(distinct trial_id) as ids from trials"));
            assertEquals(expected, rows(out));
          });
    }
  }
}
