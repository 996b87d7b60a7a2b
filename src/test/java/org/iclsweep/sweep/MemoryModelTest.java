package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.util.SizeEstimator;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.train.Trainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The memory that a trial is said to need is what it takes. */
class MemoryModelTest {
  private static Trainer trainer(TrialConfig config) {
    Kernel kernel = Kernels.choice().kernel();
    TrialSetup setup = new TrialSetup(config);
    Trainer trainer = setup.trainer(kernel, setup.transformer(kernel));
    double unused = trainer.step();
    assertTrue(Double.isFinite(unused));
    return trainer;
  }

  /**
   * The bytes reachable from a trainer, as Spark's estimator counts them: arrays exactly, whatever
   * else the JVM allocates meanwhile.
   */
  @ParameterizedTest
  @CsvSource({
    "100, 400, 60, 100, 64, gd,",
    "30, 200, 100, 20, 200, adam,",
    "60, 300, 400, 20, 64, gd,",
    "8, 2000, 500, 1000, 16, gd,",
    "30, 400, 50, 20, 8, adam, sampled",
    "30, 2000, 50, 20, 8, gd, fresh"
  })
  void theFormulaIsTheMemoryThatATrialHolds(
      int n, int k, int d, int m, int heads, String optimizer, String objective) {
    TrialConfig config =
        Grids.trial(
            "prompt_length=" + n,
            "tokens=" + k,
            "dim=" + d,
            "m=" + m,
            "heads=" + heads,
            "optimizer=" + optimizer,
            "objective=" + (objective == null ? "population" : objective));
    double held = SizeEstimator.estimate(trainer(config));
    double expected = MemoryModel.bytes(config);
    assertTrue(expected > 1e6, "large enough for arrays to dominate: " + expected);
    assertEquals(1, held / expected, 0.05);
  }
}
