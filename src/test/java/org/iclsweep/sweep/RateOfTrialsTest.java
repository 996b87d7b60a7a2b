package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertTrue;

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
        new java.util.ArrayList<>(
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
      System.out.println(optimizer + " plateau " + fits);
      long straight = fits.stream().filter(f -> f.shape() == Shape.STRAIGHT).count();
      assertTrue(straight == 0, optimizer + ": " + fits);
    }
  }

  /** The longer run has the same first steps. */
  @Test
  void anIntervalHoldsTheRateOfTenTimesTheSteps() {
    for (String axes :
        List.of(
            "optimizer=adam learning_rate=0.001",
            "optimizer=adam learning_rate=0.003",
            "optimizer=gd")) {
      int both = 0;
      int covered = 0;
      StringBuilder table = new StringBuilder();
      for (int seed = 0; seed < SEEDS; seed++) {
        String[] words = (axes + " steps=3000").split(" ");
        RateFit part = fit(config(seed, words));
        words[words.length - 1] = "steps=30000";
        RateFit whole = fit(config(seed, words));
        table.append(String.format("%n%s %s", part, whole));
        if (part.shape() == Shape.STRAIGHT && whole.shape() == Shape.STRAIGHT) {
          both++;
          double rate = whole.line().rate();
          covered += part.line().low() <= rate && rate <= part.line().high() ? 1 : 0;
        }
      }
      System.out.println(axes + " " + covered + " of " + both + table);
    }
  }
}
