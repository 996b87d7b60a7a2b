package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.iclsweep.train.Status;
import org.junit.jupiter.api.Test;

class CostErrorTest {
  private static final TrialConfig CONFIG =
      Grids.trial(
          "m=3", "heads=2", "prompt_length=3", "tokens=6", "dim=4", "steps=400", "tolerance=0.1");

  private static final TrialResult RESULT = Trial.run(CONFIG);

  /** What is predicted for the steps that it did: it stops early. */
  private static double expected() {
    assertTrue(RESULT.measured().steps() < CONFIG.steps(), RESULT.status().toString());
    assertEquals(
        CostModel.trialSeconds(CONFIG, RESULT.measured().steps()), CostError.expected(RESULT));
    return CostError.expected(RESULT);
  }

  @Test
  void quantilesAreThoseOfTheRatiosToOnePercent() {
    CostError error = new CostError();
    for (int i = 100; i > 0; i--) {
      error.add(expected(), expected() * i / 50);
    }
    assertEquals(100, error.trials());
    assertEquals(100 * expected(), error.predicted(), 1e-9 * error.predicted());
    assertEquals(101 * expected(), error.measured(), 1e-9 * error.measured());
    assertEquals(0.1, error.ratio(0.05), 0.001);
    assertEquals(1, error.ratio(0.5), 0.01);
    assertEquals(1.9, error.ratio(0.95), 0.019);
    assertEquals(2, error.ratio(1), 0.02);
  }

  @Test
  void failedTrialsDoNotCount() {
    CostError error = new CostError();
    TrialResult failed = new TrialResult(CONFIG, Status.FAILED, "too long", null, 1e6);
    error.add(CostError.expected(failed), failed.seconds());
    assertEquals(0, error.trials());
    assertTrue(Double.isNaN(error.ratio(0.5)));
    error.add(expected(), expected() / 2);
    error.add(expected(), 0);
    error.add(expected(), 1e300);
    assertEquals(3, error.trials());
    assertEquals(0.5, error.ratio(0.5), 0.005);
  }
}
