package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
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

  /** Bytes in use after collections, until they stay the same. */
  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    long last = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      System.gc();
      long now = runtime.totalMemory() - runtime.freeMemory();
      if (Math.abs(now - last) < 10_000) {
        return now;
      }
      last = now;
    }
    return last;
  }

  /**
   * Sizes of 15 to 60 MB, beside which what the JVM itself allocates in the meantime is small.
   * Heads of large arrays fill whole regions of the heap, so a tenth is allowed above.
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
  void theFormulaIsWhatIsAllocated(
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
    Trainer warm = trainer(Grids.trial("steps=5", "optimizer=" + optimizer));
    Trainer trainer = warm;
    try {
      long before = used();
      trainer = trainer(config);
      double held = used() - before;
      double expected = MemoryModel.bytes(config);
      assertTrue(expected > 1e7, "large enough to be measured: " + expected);
      assertEquals(1, held / expected, 0.1);
    } finally {
      Reference.reachabilityFence(trainer);
      Reference.reachabilityFence(warm);
    }
  }
}
