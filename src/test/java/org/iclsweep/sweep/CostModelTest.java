package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
   * The order of submission follows predictions, so they must order trials whose time goes into
   * drawing, decompositions, spectra or steps. A factor of 20 leaves room for a machine that is
   * busy; without its set-up a trial of one step would be predicted 40 times too cheap.
   */
  @Test
  void trialsPredictedMuchMoreExpensiveTakeLonger() {
    List<TrialConfig> configs =
        List.of(
            trial(4, 4, 4, 12, 5, 1),
            trial(4, 4, 4, 12, 5, 300),
            trial(8, 16, 10, 50, 20, 1),
            trial(8, 16, 10, 50, 20, 2000),
            trial(20, 64, 30, 200, 100, 1),
            trial(20, 8, 30, 200, 100, 30),
            trial(50, 100, 50, 150, 60, 1),
            trial(3, 8, 8, 20, 300, 1));
    List<Double> taken = new ArrayList<>();
    for (TrialConfig config : configs) {
      Trial.run(config); // compiles
      taken.add(Math.min(Trial.run(config).seconds(), Trial.run(config).seconds()));
    }
    int pairs = 0;
    for (int i = 0; i < configs.size(); i++) {
      for (int j = 0; j < configs.size(); j++) {
        double predicted = CostModel.seconds(configs.get(i)) / CostModel.seconds(configs.get(j));
        if (predicted > 20) {
          pairs++;
          assertTrue(taken.get(i) > taken.get(j), i + " and " + j + ": " + taken);
        }
      }
    }
    assertTrue(pairs >= 5, pairs + " pairs");
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
