package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.iclsweep.theory.RateFit;
import org.iclsweep.theory.RateFit.Shape;
import org.junit.jupiter.api.Test;

/** The rates of curves as trials make them. */
class RateOfTrialsTest {
  private static final int SEEDS = 25;

  private static TrialConfig config(int seed, String... axes) {
    List<String> all =
        new ArrayList<>(
            List.of("m=4", "heads=8", "prompt_length=3", "noise=0.2", "tokens=10", "dim=5"));
    all.add("seed=" + seed);
    all.addAll(Arrays.asList(axes));
    return Grids.trial(all.toArray(String[]::new));
  }

  private static RateFit fit(TrialConfig config) {
    return Trial.run(config).measured().fit();
  }

  /** With a constant step the noise of batches keeps the gap from falling any further. */
  @Test
  void aPlateauOfASampledTrialHasNoRate() {
    for (String optimizer : List.of("gd", "adam")) {
      List<RateFit> fits =
          IntStream.range(0, SEEDS)
              .mapToObj(
                  seed ->
                      fit(
                          config(
                              seed,
                              "objective=fresh",
                              "batch_size=8",
                              "optimizer=" + optimizer,
                              "learning_rate=" + (optimizer.equals("gd") ? "0.2" : "0.02"),
                              "steps=8000")))
              .toList();
      long straight = fits.stream().filter(f -> f.shape() == Shape.STRAIGHT).count();
      assertTrue(straight == 0, optimizer + ": " + fits);
    }
  }

  /**
   * The longer run has the same first steps. Curves of Adam with a small step are mostly bent:
   * their decay becomes faster and faster.
   */
  @Test
  void anIntervalHoldsTheRateOfTenTimesTheSteps() {
    int straight = 0;
    int covered = 0;
    StringBuilder table = new StringBuilder();
    for (String optimizer : List.of("gd", "adam")) {
      String rate = "learning_rate=" + (optimizer.equals("gd") ? "auto" : "0.003");
      for (int seed = 0; seed < SEEDS; seed++) {
        RateFit part = fit(config(seed, "optimizer=" + optimizer, rate, "steps=3000"));
        RateFit whole = fit(config(seed, "optimizer=" + optimizer, rate, "steps=30000"));
        if (part.shape() == Shape.STRAIGHT && whole.shape() == Shape.STRAIGHT) {
          straight++;
          double late = whole.line().rate();
          boolean covers = part.line().low() <= late && late <= part.line().high();
          covered += covers ? 1 : 0;
          table.append(String.format("%n%s %s %s", optimizer, part.line(), whole.line()));
        }
      }
    }
    assertTrue(straight >= SEEDS, straight + " are straight" + table);
    assertTrue(covered >= 0.9 * straight, covered + " of " + straight + table);
  }
}
