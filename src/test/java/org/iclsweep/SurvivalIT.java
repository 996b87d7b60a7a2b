package org.iclsweep;

import static org.iclsweep.RunningProcess.files;
import static org.iclsweep.cli.CommandLineRunner.csv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sweeps whose process is killed or told to end lose nothing, and go on by the same command. */
class SurvivalIT {
  /** Trials of a tenth of a second. */
  private static final List<String> GRID =
      List.of(
          "--m",
          "8",
          "--heads",
          "8,12,16",
          "--prompt-length",
          "6,8",
          "--tokens",
          "40",
          "--dim",
          "16",
          "--steps",
          "5000",
          "--tolerance",
          "0",
          "--seed",
          "1:14",
          "--no-report");

  private static final int TRIALS = 84;
  private static final int KILLS = 10;

  /** What is killed need not be fast: this starts sooner, and leaves more to train. */
  private static final String SLOW = "-XX:TieredStopAtLevel=1 -Diclsweep.kernel=portable";

  @TempDir private static Path folder;

  /** Trials of a minute and more. */
  private static final String LONG =
      "--master local[8] run --heads 32 --prompt-length 10 --tokens 50 --dim 20 --steps 400000"
          + " --tolerance 0";

  /** What asks a process to end, with its exit code. */
  private enum Signal {
    INT(130),
    TERM(143);

    private final int code;

    Signal(int code) {
      this.code = code;
    }
  }

  private static String[] words(String line, Path out) {
    List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
    words.addAll(List.of("--out", out.toString(), "--seed", "1:16"));
    return words.toArray(String[]::new);
  }

  private static List<String> words(String... more) {
    List<String> words = new ArrayList<>(List.of("run"));
    words.addAll(GRID);
    words.addAll(List.of(more));
    return words;
  }

  private static RunningProcess start(Path out, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of("--master", "local[2]"));
    words.addAll(List.of(options));
    words.addAll(words("--checkpoint-every", "0.02", "--out", out.toString()));
    return RunningProcess.submit(folder, words);
  }

  /** Whether a folder has a file that it did not have, or another in its place. */
  private static boolean changed(Path folder, Map<String, Object> before) throws IOException {
    return !before.entrySet().containsAll(files(folder).entrySet());
  }

  private static long stored(Path out) throws IOException {
    return files(out.resolve("trials")).isEmpty()
        ? 0
        : Long.parseLong(csv(out, "select count(*) from trials").get(1));
  }

  private static List<String> rows(Path out) {
    List<String> rows =
        new ArrayList<>(
            csv(
                out,
                "select * except (seconds, host, executor, attempt, kernel) from trials"
                    + " order by trial_id"));
    rows.addAll(csv(out, "select * except (attempt) from trajectories order by trial_id, step"));
    return rows;
  }

  /**
   * Kills at random moments. One counts if some trials are stored, some are not, and some are
   * running: of these each has left the checkpoint that it wrote in this run. Two are just after a
   * batch was stored, which takes seconds.
   */
  @Test
  void killedDriversLoseNothingAndCountNothingTwice() throws Exception {
    Path out = folder.resolve("killed");
    Path checkpoints = out.resolve("checkpoints");
    Random random = new Random(1);
    int kills = 0;
    for (int run = 0; kills < KILLS; run++) {
      assertTrue(run < 3 * KILLS, kills + " kills in " + run + " runs");
      boolean afterBatch = run == 0 || run == KILLS / 2;
      Map<String, Object> checkpointsBefore = files(checkpoints);
      RunningProcess running = start(out, "--driver-java-options", SLOW);
      running.await("a trial", () -> changed(checkpoints, checkpointsBefore));
      if (afterBatch) {
        Path trials = out.resolve("trials");
        Map<String, Object> before = files(trials);
        running.await("a batch", () -> changed(trials, before));
      }
      boolean ended =
          running.process().waitFor(random.nextInt(afterBatch ? 300 : 800), TimeUnit.MILLISECONDS);
      assertFalse(ended, "all trials are stored after " + kills + " kills: " + running.said());
      running.kill();
      assertEquals(137, running.end(), running.said());
      long stored = stored(out);
      if (stored > 0 && stored < TRIALS && changed(checkpoints, checkpointsBefore)) {
        kills++;
      }
    }
    RunningProcess last = start(out);
    assertEquals(0, last.end(), last.said());
    assertEquals(
        List.of("n,ids", TRIALS + "," + TRIALS),
        csv(out, "select count(*) as n, count(distinct trial_id) as ids from trials"));
    assertEquals(rows(stoppedBySignals()), rows(out));
    try (Stream<Path> files = Files.walk(out)) {
      List<String> hidden =
          files.map(file -> file.getFileName().toString()).filter(n -> n.startsWith(".")).toList();
      assertEquals(List.of(), hidden.stream().filter(n -> !n.endsWith(".crc")).toList());
    }
  }

  /**
   * A process that a background job of a shell has started may ignore SIGINT; this one does not.
   */
  private static RunningProcess interruptible(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(RunningProcess.HOME.resolve("submit.sh").toString());
    command.addAll(List.of(words));
    return RunningProcess.start(folder, Map.of(), command);
  }

  private static void assertEndsQuietly(RunningProcess running, int code) throws Exception {
    assertEquals(code, running.end(), running.said());
    String said = running.said();
    assertFalse(said.contains("\tat ") || said.contains("Exception"), said);
  }

  private static void assertSaysHowToGoOn(long stored, long trials, Path out, String said) {
    assertEquals(
        List.of(
            "icl-sweep: stopped: %d of %d trials trained and stored in %s; the same command resumes"
                .formatted(stored, trials, out)),
        said.lines().filter(line -> line.startsWith("icl-sweep: stopped")).toList());
  }

  /** A sweep of which two signals interrupted a few trials; both tests need a complete one. */
  private static Path stoppedBySignals;

  private static synchronized Path stoppedBySignals() throws Exception {
    if (stoppedBySignals == null) {
      stoppedBySignals = stopBySignals(folder.resolve("signalled"));
    }
    return stoppedBySignals;
  }

  /**
   * Each signal comes once a few trials are finished, and before the first batch is stored. Trials
   * show their progress by checkpoints.
   */
  private static Path stopBySignals(Path out) throws Exception {
    List<String> words = new ArrayList<>(List.of("--master", "local[2]"));
    words.addAll(words("--checkpoint-every", "0.02", "--out", out.toString()));
    long stored = 0;
    for (Signal signal : Signal.values()) {
      RunningProcess running = interruptible(words.toArray(String[]::new));
      Set<String> begun = new HashSet<>();
      running.await(
          "finished trials",
          () -> {
            begun.addAll(files(out.resolve("checkpoints")).keySet());
            return begun.size() > 8;
          });
      running.signal(signal.name());
      assertEndsQuietly(running, signal.code);
      assertFalse(Files.exists(out.resolve(".lock")));
      assertTrains(TRIALS - stored, running);
      long after = stored(out);
      assertTrue(after > stored && after < TRIALS, "stored " + stored + ", then " + after);
      assertSaysHowToGoOn(after - stored, TRIALS - stored, out, running.err());
      stored = after;
    }
    RunningProcess last = start(out);
    assertEquals(0, last.end(), last.said());
    assertTrains(TRIALS - stored, last);
    return out;
  }

  private static void assertTrains(long trials, RunningProcess running) throws IOException {
    assertTrue(running.said().contains("training " + trials + " trials"), running.said());
  }

  @Test
  void aSignalStoresWhatIsFinishedAndTheNextRunGoesOn() throws Exception {
    assertEquals(
        List.of("n,ids,most", TRIALS + "," + TRIALS + ",1"),
        csv(
            stoppedBySignals(),
            "select count(*) as n, count(distinct trial_id) as ids, max(attempt) as most"
                + " from trials"));
  }

  /** Eight trials at a time, none of which ends in time; each has left a checkpoint. */
  @ParameterizedTest
  @EnumSource
  void aSignalAmongLongTrialsIsOneLine(Signal signal) throws Exception {
    Path out = folder.resolve("long" + signal);
    List<String> words = new ArrayList<>(List.of(words(LONG, out)));
    words.addAll(List.of("--checkpoint-every", "0.1"));
    RunningProcess running = interruptible(words.toArray(String[]::new));
    running.await("eight trials", () -> files(out.resolve("checkpoints")).size() == 8);
    running.signal(signal.name());
    assertEndsQuietly(running, signal.code);
    assertSaysHowToGoOn(0, 16, out, running.err());
    assertFalse(Files.exists(out.resolve(".lock")));
  }

  /** While the JVM, Spark and the grid begin, too, whatever the command. */
  @Test
  void aSignalAtAnyMomentPrintsNoStackTrace() throws Exception {
    Random random = new Random(2);
    for (int i = 0; i < 4; i++) {
      String command = i % 2 == 0 ? "run" : "plan";
      Map<Signal, RunningProcess> both = new EnumMap<>(Signal.class);
      for (Signal signal : Signal.values()) {
        String[] words = words(LONG, folder.resolve("early" + i + signal));
        words[2] = command;
        words[words.length - 1] = "1:900000";
        both.put(signal, interruptible(words));
      }
      for (Signal signal : Signal.values()) {
        RunningProcess running = both.get(signal);
        boolean ended = running.process().waitFor(random.nextInt(3000), TimeUnit.MILLISECONDS);
        assertFalse(ended, running.said());
        running.signal(signal.name());
      }
      for (Signal signal : Signal.values()) {
        assertEndsQuietly(both.get(signal), signal.code);
      }
    }
  }
}
