package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostModelTest {
  private static TrialConfig trial(int m, int heads, int n, int k, int d, long steps) {
    return Grids.trial(
        "m=" + m,
        "heads=" + heads,
        "prompt_length=" + n,
        "tokens=" + k,
        "dim=" + d,
        "steps=" + steps,
        "tolerance=0");
  }

  /**
   * Trials whose time goes into drawing, decompositions, spectra or steps. The factor leaves room
   * for another machine that does other work beside; without its set-up a trial of a step would be
   * predicted 40 times too cheap.
   */
  @ParameterizedTest
  @CsvSource({
    "4, 4, 4, 12, 5, 300",
    "8, 16, 10, 50, 20, 1",
    "8, 16, 10, 50, 20, 1000",
    "20, 64, 30, 200, 100, 1",
    "20, 8, 30, 200, 100, 30",
    "50, 100, 50, 150, 60, 1",
    "3, 8, 8, 20, 300, 1",
  })
  void predictsWhatATrialTakes(int m, int heads, int n, int k, int d, long steps) {
    TrialConfig config = trial(m, heads, n, k, d, steps);
    double least = Double.POSITIVE_INFINITY;
    double spent = 0;
    // A JIT needs a second before it has compiled what a trial does.
    for (int i = 0; i < 3 || spent < 2; i++) {
      TrialResult result = Trial.run(config);
      assertEquals(steps, result.measured().steps());
      least = Math.min(least, result.seconds());
      spent += result.seconds();
    }
    double predicted = CostModel.trialSeconds(config, steps);
    assertTrue(
        predicted > least / 8 && predicted < least * 8,
        "predicted %g s, took %g s".formatted(predicted, least));
  }

  @Test
  void growsWithEverySizeAndWithTheSteps() {
    TrialConfig small = trial(4, 8, 5, 20, 10, 100);
    List<TrialConfig> larger =
        List.of(
            trial(6, 8, 5, 20, 10, 100),
            trial(4, 9, 5, 20, 10, 100),
            trial(4, 8, 6, 20, 10, 100),
            trial(4, 8, 5, 21, 10, 100),
            trial(4, 8, 5, 20, 11, 100),
            trial(4, 8, 5, 20, 10, 101));
    for (TrialConfig config : larger) {
      assertTrue(CostModel.seconds(config) > CostModel.seconds(small), config.toString());
    }
    assertTrue(CostModel.trialSeconds(small, 99) < CostModel.trialSeconds(small, 100));
    assertTrue(CostModel.trialSeconds(small, 100) < CostModel.seconds(small));
  }
}
