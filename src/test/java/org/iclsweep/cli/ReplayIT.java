package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stored trials trained again: identical bits, or a list of differences. */
class ReplayIT {
  @TempDir private static Path sweeps;

  private static Path sweep;

  @TempDir private Path folder;

  private static Result run(String command, Path out, String... more) {
    List<String> words = new ArrayList<>(List.of(command, "--out", out.toString()));
    words.addAll(List.of(more));
    return CommandLineRunner.run(words.toArray(String[]::new));
  }

  /** One trial for each seed, of all kinds. */
  @BeforeAll
  static void train() {
    sweep = sweeps.resolve("sweep");
    Result result =
        run(
            "run",
            sweep,
            "--m=3",
            "--prompt-length=3",
            "--tokens=7",
            "--dim=4",
            "--training-prompts=20",
            "--steps=3000",
            "--seed=1:7",
            "--let=heads = if(seed = 2, 1, 6)",
            "--let=learning_rate = case when seed = 3 then '1e9' when seed = 7 then 'theory'"
                + " else 'auto' end",
            "--let=learning_rate_w = if(seed = 5, 0.125D, null)",
            "--let=tolerance = if(seed = 1, 1e-4D, 1e-20D)",
            "--let=objective = if(seed = 4, 'sampled', 'population')",
            "--let=batch_size = if(seed = 4, 6, 256)",
            "--let=optimizer = if(seed = 5, 'adam', 'gd')",
            "--let=init_scale = if(seed = 6, 1e308D, 1D)");
    assertEquals(1, result.code(), result.err());
  }

  private static List<String> csv(String sql) {
    Result result = run("query", sweep, "--format", "csv", sql);
    assertEquals(0, result.code(), result.err());
    return result.lines();
  }

  private static String id(int seed) {
    return csv("select trial_id from trials where seed = " + seed).get(1);
  }

  @ParameterizedTest
  @CsvSource({
    "1, converged",
    "2, stalled",
    "3, diverged",
    "4, budget",
    "5, stalled",
    "6, failed",
    "7, budget"
  })
  void repeatedTrialsAreBitwiseIdentical(int seed, String status) {
    assertEquals(status, csv("select status from trials where seed = " + seed).get(1));
    String id = id(seed);
    Result result = run("replay", sweep, id.substring(0, 10));
    assertEquals(0, result.code(), result.out() + result.err());
    assertEquals(2, result.lines().size(), result.out());
    long steps =
        Long.parseLong(
            csv("select count(*) from trajectories where trial_id = '" + id + "'").get(1));
    assertEquals(status.equals("failed"), steps == 0);
    String line = result.lines().get(0);
    assertTrue(line.startsWith("trial " + id + ": "), line);
    assertTrue(line.endsWith(" of its " + steps + " recorded steps are bitwise identical"));
    String kernel = status.equals("failed") ? "-" : "vector";
    assertEquals(
        "trained with kernel " + kernel + " then, " + kernel + " now", result.lines().get(1));
  }

  /** Copies the sweep with a column of a table changed by an SQL expression. */
  private Path tampered(String table, String column, String sql) throws IOException {
    Path copy = folder.resolve("tampered-" + column);
    for (String name : List.of("trials", "trajectories")) {
      Files.createDirectories(copy.resolve(name));
      try (Stream<Path> files = Files.list(sweep.resolve(name))) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(name).resolve(file.getFileName()));
        }
      }
    }
    Files.copy(sweep.resolve("sweep.json"), copy.resolve("sweep.json"));
    try (Stream<Path> files = Files.list(copy.resolve(table))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Path rewritten = folder.resolve("rewritten-" + column + file.getFileName());
        Dataset<Row> rows = CommandLineRunner.spark().read().parquet(file.toString());
        rows.withColumn(column, org.apache.spark.sql.functions.expr(sql))
            .coalesce(1)
            .write()
            .parquet(rewritten.toString());
        try (Stream<Path> parts = Files.list(rewritten)) {
          Path part =
              parts.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
          Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return copy;
  }

  @Test
  void aDifferenceInOneBitIsFound() throws IOException {
    String id = id(2);
    double stored = Double.parseDouble(csv("select gap_end from trials where seed = 2").get(1));
    double other = Math.nextUp(stored);
    Path copy = tampered("trials", "gap_end", "if(seed = 2, " + other + "D, gap_end)");
    Result result = run("replay", copy, id);
    assertEquals(1, result.code(), result.out() + result.err());
    List<String> lines = result.lines();
    assertEquals(5, lines.size(), result.out());
    assertEquals(
        List.of("trials", "gap_end", "-", Double.toString(other), Double.toString(stored), "1"),
        List.of(lines.get(1).strip().split(" +")));
    assertEquals("trial " + id + ": NOT identical, see above", lines.get(3));
    assertEquals(0, run("replay", copy, id(1)).code());
  }

  @Test
  void differingStepsAreCountedFromTheFirst() throws IOException {
    String id = id(3);
    List<String> steps =
        csv("select step, zeta from trajectories where trial_id = '" + id + "' order by step");
    assertTrue(steps.size() > 2, steps.toString());
    Path copy = tampered("trajectories", "zeta", "if(step = 0, null, if(zeta is null, 1, zeta))");
    Result result = run("replay", copy, id);
    assertEquals(1, result.code(), result.out() + result.err());
    String row = result.lines().get(1);
    assertTrue(row.matches("trajectories +zeta +0 +- +\\S+ +\\d+"), row);
    assertTrue(row.contains(" " + steps.get(1).substring(2) + " "), row);
    Path later = tampered("trajectories", "step", "if(step > 1, step + 1000000, step)");
    Result moved = run("replay", later, id(4));
    assertEquals(1, moved.code(), moved.out());
    assertTrue(moved.lines().get(1).matches("trajectories +step +2 +- +2 +\\d+"), moved.out());
  }

  @ParameterizedTest
  @CsvSource({"version, 2, is of version 2 of the mathematics", "m, 4, is damaged"})
  void trialsOfOtherBuildsAreRefused(String column, String value, String part) throws IOException {
    Path copy = tampered("trials", column, value);
    for (String command : List.of("replay", "export")) {
      Result result = run(command, copy, id(1));
      assertEquals(2, result.code(), result.err());
      assertEquals(1, result.err().lines().count(), result.err());
      assertTrue(result.err().contains(part), result.err());
      assertEquals("", result.out());
    }
  }

  @Test
  void wordsAreCheckedBeforeSparkStarts() {
    Result none = run("replay", sweep, "xyz");
    assertEquals(2, none.code());
    assertTrue(none.err().contains("ID: 'xyz' is not allowed"), none.err());
    Result nowhere = run("replay", folder, "ab");
    assertEquals(2, nowhere.code());
    assertTrue(nowhere.err().contains("there is no sweep"), nowhere.err());
    Result help = CommandLineRunner.run("replay", "--help");
    assertEquals(0, help.code());
    assertTrue(help.out().contains("Example: ./submit.sh replay"), help.out());
  }
}
