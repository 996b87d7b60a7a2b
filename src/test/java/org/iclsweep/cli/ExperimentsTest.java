package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The paper's experiments at small sizes, from their argument files, have the expected results. */
class ExperimentsTest {
  @TempDir private Path folder;

  private Path run(String experiment, String... more) {
    Path out = folder.resolve(experiment);
    List<String> words = new ArrayList<>(List.of("run", "@conf/" + experiment + ".args"));
    words.addAll(List.of("--out", out.toString()));
    words.addAll(List.of(more));
    Result result = CommandLineRunner.run(words.toArray(String[]::new));
    assertEquals(0, result.code(), result.err());
    return out;
  }

  private static List<String[]> query(Path out, String sql) {
    Result result = CommandLineRunner.run("query", "--out", out.toString(), "--format", "csv", sql);
    assertEquals(0, result.code(), result.err());
    return result.out().lines().skip(1).map(line -> line.split(",", -1)).toList();
  }

  private static double[] column(List<String[]> rows, int column) {
    return rows.stream().mapToDouble(row -> Double.parseDouble(row[column])).toArray();
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
      assertEquals(11, names.size(), names.toString());
      for (String name : names) {
        String out = folder.resolve("plan-" + name).toString();
        Result plan = CommandLineRunner.run("plan", "@conf/" + name, "--out", out);
        assertEquals(0, plan.code(), name + ": " + plan.err());
        assertTrue(plan.out().contains(" trials: 0 stored"), plan.out());
      }
    }
  }

  @Test
  void figure3IsZeroWherePromptLengthIsM() {
    for (String experiment : List.of("paper-figure-3", "paper-figure-3-small")) {
      Path out = run(experiment);
      List<String[]> rows = query(out, "select m, prompt_length, best_gap from trials");
      for (String[] row : rows) {
        double bestGap = Double.parseDouble(row[2]);
        if (row[0].equals(row[1])) {
          assertEquals(0, bestGap, 1e-25);
        } else {
          assertTrue(bestGap > 1e-9, String.join(" ", row));
        }
      }
      assertEquals(5 * 11, rows.size());
    }
  }

  /** All three curves fall together, with out of domain above in domain. */
  @Test
  void figure2aFallsTogether() {
    Path out = run("paper-figure-2a-small", "--steps", "3000", "--seed", "1");
    for (String norm : List.of("raw", "unit")) {
      List<String[]> rows =
          query(
              out,
              "select loss, j.ridge_gap, j.ridge_gap_ood, j.sampled_ridge_gap,"
                  + " j.sampled_ridge_gap_ood, minimum_loss from trajectories j join trials t"
                  + " on j.trial_id = t.trial_id where zeta is not null and token_norm = '"
                  + norm
                  + "' order by step");
      assertTrue(rows.size() >= 15, "points: " + rows.size());
      for (int curve = 0; curve < 5; curve++) {
        double[] values = column(rows, curve);
        double least = Double.parseDouble(rows.get(0)[5]);
        double floor = curve == 0 ? least : 0;
        assertTrue(
            values[values.length - 1] - floor < 0.05 * (values[0] - floor), norm + " " + curve);
        for (int i = 1; i < values.length; i++) {
          // Later, batch noise may raise a curve a little.
          assertTrue(values[i] < 1.02 * values[i - 1] + 1e-3 * values[0], norm + " " + curve);
        }
      }
      for (String[] row : rows) {
        assertTrue(Double.parseDouble(row[2]) > Double.parseDouble(row[1]), norm);
        assertTrue(Double.parseDouble(row[4]) > Double.parseDouble(row[3]), norm);
      }
    }
  }

  /** With fewer heads than examples the gap stays high; with more heads it is lower. */
  @Test
  void figure4IsOrderedByHeads() {
    Path out = run("paper-figure-4-small", "--heads", "4,7,10,20,64", "--steps", "2000");
    List<String[]> rows =
        query(out, "select heads, loss_end - minimum_loss, gap_end from trials order by heads");
    double[] above = column(rows, 1);
    double[] gap = column(rows, 2);
    for (int i = 1; i < rows.size(); i++) {
      assertTrue(gap[i] < gap[i - 1], rows.get(i)[0] + " heads: " + gap[i]);
    }
    assertTrue(above[0] > 10 * above[4], above[0] + " " + above[4]);
  }

  /**
   * In the theory's regime no trial exceeds its bound; nearly all trials with H >= 2N are in it,
   * and both the bound and the gap fall by a meaningful factor.
   */
  @Test
  void theorem1HoldsInTheTheorysRegime() {
    Path out = run("theorem-1-small");
    assertEquals(
        "0",
        query(out, "select count(*) from trials where regime = 'theory' and not bound_held")
            .get(0)[0]);
    String[] wide =
        query(
                out,
                "select avg(int(regime = 'theory')), max(exp(-bound_rate * steps_run)),"
                    + " max(gap_end / gap_start), min(rate / bound_rate), count(*), count(rate)"
                    + " from trials where heads >= 2 * prompt_length")
            .get(0);
    assertTrue(Double.parseDouble(wide[0]) >= 0.8, "share in the regime " + wide[0]);
    assertTrue(Double.parseDouble(wide[1]) < 1e-2, "largest end of the bound " + wide[1]);
    assertTrue(Double.parseDouble(wide[2]) < 1e-3, "largest share of the gap left " + wide[2]);
    assertTrue(Double.parseDouble(wide[3]) > 7.9, "least rate against bound " + wide[3]);
    assertEquals(wide[4], wide[5], "trials with a rate");
  }

  @Test
  void oneHeadStaysAboveItsFloor() {
    Path out = run("one-head-small", "--heads", "1,16", "--seed", "1:2");
    for (String[] row :
        query(
            out,
            "select heads, gap_end / gap_start, floor_end, gap_end from trials order by heads")) {
      if (row[0].equals("1")) {
        assertTrue(Double.parseDouble(row[1]) > 0.1, row[1]);
        assertTrue(Double.parseDouble(row[2]) > 0, row[2]);
        assertTrue(
            Double.parseDouble(row[2]) <= Double.parseDouble(row[3]) * (1 + 1e-9),
            row[2] + " " + row[3]);
      } else {
        assertTrue(Double.parseDouble(row[1]) < 1e-6, row[1]);
        assertEquals("", row[2]);
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
