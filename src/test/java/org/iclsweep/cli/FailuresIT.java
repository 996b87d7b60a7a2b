package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failing trials are stored as rows and do not affect others. */
class FailuresIT {
  private static final List<String> GRID =
      List.of("run", "--m", "3", "--prompt-length", "4", "--dim", "5");

  @TempDir private Path folder;

  private static Result run(Path out, String... more) {
    List<String> words = new ArrayList<>(GRID);
    words.addAll(List.of("--out", out.toString()));
    words.addAll(List.of(more));
    return CommandLineRunner.run(words.toArray(String[]::new));
  }

  private static List<String> csv(Path out, String sql) {
    Result result = CommandLineRunner.run("query", "--out", out.toString(), "--format", "csv", sql);
    assertEquals(0, result.code(), result.err());
    return result.lines();
  }

  @Test
  void oneThatThrowsOneThatDivergesAndOneThatTakesTooLongAmongAHundred() {
    Path out = folder.resolve("bad");
    Result result =
        run(
            out,
            "--seed",
            "1:100",
            "--let",
            "init_scale = if(seed = 3, 1e308D, 1D)",
            "--let",
            "learning_rate = if(seed = 5, '1e9', 'auto')",
            "--let",
            "steps = if(seed = 7, 2000000000, 100)",
            // Steps so expensive that only the time limit ends this trial within seconds.
            "--let",
            "heads = if(seed = 7, 400, 5)",
            "--let",
            "tokens = if(seed = 7, 400, 9)",
            "--tolerance",
            "0",
            "--trial-timeout",
            "3");
    assertEquals(1, result.code(), result.err());
    assertEquals(
        List.of("seed,status", "3,failed", "5,diverged", "7,failed"),
        csv(out, "select seed, status from trials where status <> 'budget' order by seed"));
    assertEquals("100", csv(out, "select count(*) from trials").get(1));
    String late = csv(out, "select error from trials where seed = 7").get(1);
    assertTrue(late.contains("--trial-timeout 3"), late);
    assertTrue(result.out().contains("Failed trials, by error:"), result.out());

    Path alone = folder.resolve("good");
    assertEquals(
        0,
        run(
                alone,
                "--heads",
                "5",
                "--tokens",
                "9",
                "--seed",
                "1:100",
                "--steps",
                "100",
                "--tolerance",
                "0")
            .code());
    String numbers =
        "select seed, trial_id, gap_end, rate, zeta_end from trials"
            + " where seed not in (3, 5, 7) order by seed";
    assertEquals(csv(alone, numbers), csv(out, numbers));
  }

  @Test
  void forceTrainsAgainAndTablesShowTheNewestAttempt() {
    Path out = folder.resolve("forced");
    assertEquals(
        0, run(out, "--heads", "5", "--tokens", "9", "--seed", "1:3", "--steps", "100").code());
    List<String> first = csv(out, "select trial_id, gap_end from trials order by 1");
    Result again =
        run(out, "--heads", "5", "--tokens", "9", "--seed", "1:2", "--steps", "100", "--force");
    assertEquals(0, again.code(), again.err());
    assertTrue(again.err().contains("training 2 trials"), again.err());
    assertEquals(first, csv(out, "select trial_id, gap_end from trials order by 1"));
    assertEquals(
        List.of("seed,attempt", "1,2", "2,2", "3,1"),
        csv(out, "select seed, attempt from trials order by seed"));
    assertEquals(
        List.of("most", "1"),
        csv(
            out,
            "select max(n) as most from (select count(*) as n from trajectories"
                + " group by trial_id, step)"));
  }

  @Test
  void trialsWithoutMemoryAreRefusedBeforeAnythingIsTrained() {
    Path out = folder.resolve("large");
    Result result =
        CommandLineRunner.run(
            "run", "--tokens", "30000", "--dim", "20000", "--heads", "64", "--out", out.toString());
    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().contains("memory: the largest trial needs"), result.err());
  }
}
