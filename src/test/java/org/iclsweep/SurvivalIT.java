package org.iclsweep;

import static org.iclsweep.cli.CommandLineRunner.csv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps whose process is killed or told to end lose nothing, and go on by the same command. */
class SurvivalIT {
  /** Some 60 trials of a quarter of a second. */
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
          "8000",
          "--tolerance",
          "0",
          "--seed",
          "1:10");

  private static final int TRIALS = 60;

  @TempDir private Path folder;

  private static List<String> words(String... more) {
    List<String> words = new ArrayList<>(List.of("run"));
    words.addAll(GRID);
    words.addAll(List.of(more));
    return words;
  }

  private RunningProcess start(Path out) throws IOException {
    return RunningProcess.submit(folder, words("--out", out.toString()));
  }

  /** Waits until a running process has stored more files than there were; false if it ended. */
  private static boolean awaitMoreFiles(RunningProcess running, Path out, int before)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
    while (running.process().isAlive()) {
      if (visible(out).size() > before) {
        return true;
      }
      assertTrue(System.nanoTime() < deadline, "nothing was stored: " + running.said());
      boolean unused = running.process().waitFor(50, TimeUnit.MILLISECONDS);
    }
    return false;
  }

  private static List<Path> visible(Path out) throws IOException {
    Path trials = out.resolve("trials");
    if (!Files.isDirectory(trials)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(trials)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    }
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

  /** In this JVM, which may have another kernel: the bits are the same. */
  private List<String> undisturbed() {
    Path out = folder.resolve("undisturbed");
    List<String> words = words("--out", out.toString());
    assertEquals(0, CommandLineRunner.run(words.toArray(String[]::new)).code());
    return rows(out);
  }

  /** Random moments: some trials are stored, some run, some have not begun. */
  @Test
  void killedDriversLoseNothingAndCountNothingTwice() throws Exception {
    Path out = folder.resolve("killed");
    Random random = new Random(1);
    int kills = 0;
    for (int run = 0; ; run++) {
      assertTrue(run < 40, "runs");
      RunningProcess running = start(out);
      int before = visible(out).size();
      boolean kill = kills < 10 && awaitMoreFiles(running, out, before);
      if (!kill) {
        int code = running.end();
        assertEquals(0, code, running.said());
        break;
      }
      boolean ended = running.process().waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
      running.kill();
      int code = running.end();
      if (!ended) {
        assertNotEquals(0, code);
        kills++;
      }
    }
    assertTrue(kills >= 3, "kills while trials were running: " + kills);
    assertEquals(
        List.of("n,ids", TRIALS + "," + TRIALS),
        csv(out, "select count(*) as n, count(distinct trial_id) as ids from trials"));
    assertEquals(undisturbed(), rows(out));
    try (Stream<Path> files = Files.walk(out)) {
      List<String> hidden =
          files.map(file -> file.getFileName().toString()).filter(n -> n.startsWith(".")).toList();
      assertEquals(List.of(), hidden.stream().filter(n -> !n.endsWith(".crc")).toList());
    }
  }

  @Test
  void aSignalStoresWhatIsFinishedAndTheNextRunGoesOn() throws Exception {
    Path out = folder.resolve("signalled");
    RunningProcess running = start(out);
    assertTrue(awaitMoreFiles(running, out, 0), running.said());
    running.process().destroy();
    assertEquals(143, running.end(), running.said());
    String said = running.said();
    assertTrue(said.contains("icl-sweep: stopped: "), said);
    assertTrue(said.contains("the same command goes on"), said);
    assertFalse(said.contains("\tat "), said);
    assertFalse(Files.exists(out.resolve(".lock")));
    long stored = Long.parseLong(csv(out, "select count(*) from trials").get(1));
    assertTrue(stored > 0 && stored < TRIALS, "stored " + stored);

    RunningProcess second = start(out);
    assertEquals(0, second.end(), second.said());
    assertTrue(second.said().contains("training " + (TRIALS - stored) + " trials"), second.said());
    assertEquals(
        List.of("n,most", TRIALS + ",1"),
        csv(out, "select count(*) as n, max(attempt) as most from trials"));
  }
}
