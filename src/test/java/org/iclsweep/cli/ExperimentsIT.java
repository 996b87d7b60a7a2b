package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Argument files are valid grids, and training that overflows ends well. */
class ExperimentsIT {
  @TempDir private Path folder;

  private static List<String[]> query(Path out, String sql) {
    Result result = CommandLineRunner.run("query", "--out", out.toString(), "--format", "csv", sql);
    assertEquals(0, result.code(), result.err());
    return result.out().lines().skip(1).map(line -> line.split(",", -1)).toList();
  }

  /** Every argument file can be planned, the small ones within two minutes by the cost model. */
  @Test
  void everyArgumentFileIsAValidGrid() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".args"))
              .sorted()
              .toList();
      assertEquals(13, names.size(), names.toString());
      for (String name : names) {
        String out = folder.resolve("plan-" + name).toString();
        Result plan = CommandLineRunner.run("plan", "@conf/" + name, "--out", out);
        assertEquals(0, plan.code(), name + ": " + plan.err());
        assertTrue(plan.out().contains(" trials: 0 stored"), plan.out());
      }
    }
  }

  /** Training that overflows ends as diverged, with its step and with finite numbers. */
  @Test
  void overflowIsDivergedWithFiniteNumbers() {
    Path out = folder.resolve("overflow");
    Result result =
        CommandLineRunner.run(
            "run",
            "--out",
            out.toString(),
            "--learning-rate",
            "1e2,1e5,1e30,1e100,1e150,1e200,1e300",
            "--optimizer",
            "gd,adam",
            "--objective",
            "population,sampled",
            "--training-prompts",
            "300",
            "--heads",
            "2,12",
            "--tokens",
            "16",
            "--dim",
            "8",
            "--prompt-length",
            "6",
            "--steps",
            "300");
    assertEquals(0, result.code(), result.err());
    List<String[]> rows =
        query(
            out,
            "select status, steps_run, * from trials where status = 'diverged' or"
                + " learning_rate_q >= 1e100");
    assertTrue(rows.size() >= 28, "rows " + rows.size());
    for (String[] row : rows) {
      assertEquals("diverged", row[0], String.join(",", row));
      assertTrue(Long.parseLong(row[1]) >= 1);
      for (String value : row) {
        assertTrue(!value.equals("NaN") && !value.contains("Infinity"), String.join(",", row));
      }
    }
  }
}
