package org.iclsweep;

import static java.nio.charset.StandardCharsets.UTF_8;
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
  private static final Path HOME = Path.of("").toAbsolutePath();

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

  private record Running(Process process, Path err) {
    String said() throws IOException {
      return Files.readString(err, UTF_8);
    }
  }

  private static List<String> words(String... more) {
    List<String> words = new ArrayList<>(List.of("run"));
    words.addAll(GRID);
    words.addAll(List.of(more));
    return words;
  }

  private Running start(Path out, String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("submit.sh").toString()));
    command.addAll(words(more));
    command.addAll(List.of("--out", out.toString()));
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(Files.createTempFile(folder, "out", "").toFile())
            .redirectError(err.toFile());
    builder.environment().remove("SPARK_HOME");
    return new Running(builder.start(), err);
  }

  private static int end(Running running) throws IOException, InterruptedException {
    if (!running.process().waitFor(4, TimeUnit.MINUTES)) {
      running.process().destroyForcibly();
      throw new AssertionError("still running: " + running.said());
    }
    return running.process().exitValue();
  }

  /** Waits until a running process has stored more files than there were; false if it ended. */
  private static boolean awaitMoreFiles(Running running, Path out, int before)
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

  private static List<String> csv(Path out, String sql) {
    CommandLineRunner.Result result =
        CommandLineRunner.run("query", "--out", out.toString(), "--format", "csv", sql);
    assertEquals(0, result.code(), result.err());
    return result.lines();
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
      Running running = start(out);
      int before = visible(out).size();
      boolean kill = kills < 10 && awaitMoreFiles(running, out, before);
      if (!kill) {
        int code = end(running);
        assertEquals(0, code, running.said());
        break;
      }
      boolean ended = running.process().waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
      running.process().descendants().forEach(ProcessHandle::destroyForcibly);
      running.process().destroyForcibly();
      int code = end(running);
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
    Running running = start(out);
    assertTrue(awaitMoreFiles(running, out, 0), running.said());
    running.process().destroy();
    assertEquals(143, end(running), running.said());
    String said = running.said();
    assertTrue(said.contains("icl-sweep: stopped: "), said);
    assertTrue(said.contains("the same command goes on"), said);
    assertFalse(said.contains("\tat "), said);
    assertFalse(Files.exists(out.resolve(".lock")));
    long stored = Long.parseLong(csv(out, "select count(*) from trials").get(1));
    assertTrue(stored > 0 && stored < TRIALS, "stored " + stored);

    Running second = start(out);
    assertEquals(0, end(second), second.said());
    assertTrue(second.said().contains("training " + (TRIALS - stored) + " trials"), second.said());
    assertEquals(
        List.of("n,most", TRIALS + ",1"),
        csv(out, "select count(*) as n, max(attempt) as most from trials"));
  }
}
