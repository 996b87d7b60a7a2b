package org.iclsweep;

import static org.iclsweep.RunningProcess.files;
import static org.iclsweep.cli.CommandLineRunner.csv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A sweep of two trials of 3 s and more, which write many checkpoints, one on each executor. */
final class LongSweep {
  /** The command, without the folder. */
  static final List<String> RUN =
      List.of(
          ("run --heads 32 --prompt-length 10 --tokens 50 --dim 20 --steps 15000 --tolerance 0"
                  + " --seed 1,2 --checkpoint-every 0.2 --no-report")
              .split(" ", -1));

  private static final Pattern RESUMED =
      Pattern.compile("icl-sweep: trial ([0-9a-f]+) resumes at step ([0-9]+)");

  private LongSweep() {}

  /**
   * Kills an executor while both trials run and have a checkpoint.
   *
   * @param sweep the running driver or its client, which is killed if this fails
   * @param executors finds the processes of the executors of which one is killed
   */
  static void killAnExecutor(
      RunningProcess sweep, Path out, Callable<List<ProcessHandle>> executors) throws Exception {
    try {
      sweep.await(
          "checkpoints of both trials", () -> files(out.resolve("checkpoints")).size() == 2);
      assertTrue(executors.call().get(0).destroyForcibly());
    } catch (Exception | Error e) {
      sweep.process().destroyForcibly();
      throw e;
    }
  }

  /**
   * Asserts that one trial resumed at its checkpoint on another executor, and that both are stored
   * once.
   *
   * @param said all that executors have printed
   */
  static void assertResumed(Path out, String said) throws IOException {
    List<String> trials =
        csv(out.toUri().toString(), "select trial_id, status, executor, attempt from trials");
    assertEquals(3, trials.size(), trials.toString());
    List<MatchResult> resumed = RESUMED.matcher(said).results().toList();
    assertEquals(1, resumed.size(), resumed.stream().map(MatchResult::group).toList().toString());
    String id = resumed.get(0).group(1);
    assertTrue(Long.parseLong(resumed.get(0).group(2)) > 0, resumed.get(0).group());
    assertEquals(1, trials.stream().filter(line -> line.startsWith(id)).count(), trials.toString());
    assertFalse(Files.exists(out.resolve("checkpoints")));
  }

  /** All that executors have printed to files in a folder. */
  static String said(Path logs) throws IOException {
    StringBuilder said = new StringBuilder();
    try (Stream<Path> files = Files.walk(logs.toRealPath())) {
      for (Path file : files.filter(f -> f.endsWith("stderr")).toList()) {
        said.append(Files.readString(file));
      }
    }
    return said.toString();
  }
}
