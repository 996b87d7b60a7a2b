package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.iclsweep.model.ExactTransformer;
import org.iclsweep.theory.Regime;
import org.iclsweep.theory.RoundingFloor;
import org.iclsweep.train.Status;
import org.iclsweep.train.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trials without noise, or with hardly any, against arithmetic of 60 digits. */
class ExactTrialTest {
  private static TrialResult.Measured measured(TrialConfig config) {
    TrialResult result = Trial.run(config);
    assertNull(result.error());
    return result.measured();
  }

  private static ExactTransformer exact(TrialConfig config) {
    TrialSetup setup = new TrialSetup(config);
    return new ExactTransformer(setup.task(), config.heads(), setup::head);
  }

  private static void assertClose(BigDecimal expected, double actual, TrialConfig config) {
    double e = expected.doubleValue();
    assertEquals(e, actual, 1e-12 * e, config.toString());
  }

  private static void assertPoint(
      ExactTransformer exact, Trajectory.Point point, TrialConfig config) {
    assertClose(exact.gap(), point.gap(), config);
    assertClose(exact.ridgeGap().prompt(), point.ridgeGapPrompt(), config);
    assertClose(exact.ridgeGap().query(), point.ridgeGapQuery(), config);
    assertClose(
        exact.ridgeGap(config.testSettings().outOfDomain()).total(), point.ridgeGapOod(), config);
  }

  /** m below N, so that M is singular: what Delta has in its null space must not be seen. */
  @ParameterizedTest
  @ValueSource(strings = {"representation=gaussian", "representation=linear"})
  void aStepWithoutNoiseIsThatOfExactArithmetic(String representation) {
    boolean linear = representation.endsWith("linear");
    for (TrialConfig config :
        Grids.trials(
            linear ? "m=2,4,6" : "m=2,4,8",
            "noise=0",
            "heads=16",
            "steps=1",
            "seed=1",
            linear ? "dim=6" : "dim=20",
            representation)) {
      TrialResult.Measured measured = measured(config);
      assertEquals(Regime.SINGULAR, measured.theory().regime());
      List<Trajectory.Point> points = measured.trajectory().points();
      ExactTransformer exact = exact(config);
      assertPoint(exact, points.get(0), config);
      exact.step(measured.learningRateQ(), measured.learningRateW());
      assertPoint(exact, points.get(1), config);
      assertEquals(0.0, measured.bestGap());
    }
  }

  /** No rounding decides how a trial ends. */
  @ParameterizedTest
  @ValueSource(strings = {"representation=gaussian", "representation=linear"})
  void withoutNoiseTrialsConverge(String representation) {
    boolean linear = representation.endsWith("linear");
    for (TrialConfig config :
        Grids.trials(
            linear ? "m=2,4,6" : "m=2,4,8",
            "noise=0",
            linear ? "heads=16" : "heads=16,64",
            "steps=20000",
            linear ? "seed=1" : "seed=1:2",
            linear ? "dim=6" : "dim=20",
            representation)) {
      TrialResult.Measured measured = measured(config);
      boolean reached = measured.gapEnd() <= config.tolerance() * measured.gapStart();
      assertEquals(reached, measured.status() == Status.CONVERGED, config.toString());
      assertTrue(linear || reached, config.toString());
      for (Trajectory.Point point : measured.trajectory().points()) {
        assertTrue(point.gap() >= 0 && point.ridgeGapOod() >= 0, config.toString());
        assertTrue(point.ridgeGapPrompt() >= 0 && point.ridgeGapQuery() >= 0);
        assertEquals(
            point.ridgeGap(), point.ridgeGapPrompt() + point.ridgeGapQuery(), 1e-15 * point.gap());
      }
      if (!linear) {
        assertNull(measured.theory().conditions().descentFailedAt(), config.toString());
        assertNull(measured.theory().conditions().climbedAt(), config.toString());
      }
    }
  }

  /**
   * The same steps descend as in exact arithmetic, with the automatic rate and with ten times that,
   * which is too large.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1e-15, 1e-12, 1e-10, 1e-8, 1e-3})
  void withHardlyAnyNoiseTheSameStepsDescend(double noise) {
    for (int seed = 1; seed <= 2; seed++) {
      String[] axes = {
        "m=2", "heads=4", "prompt_length=3", "tokens=6", "dim=3", "steps=160", "seed=" + seed
      };
      TrialConfig automatic = with(axes, noise, "auto");
      double rate = measured(automatic).learningRateQ();
      assertSameDescent(automatic);
      assertSameDescent(with(axes, noise, Double.toString(10 * rate)));
    }
  }

  private static TrialConfig with(String[] axes, double noise, String rate) {
    String[] all = Arrays.copyOf(axes, axes.length + 2);
    all[axes.length] = "noise=" + noise;
    all[axes.length + 1] = "learning_rate=" + rate;
    return Grids.trial(all);
  }

  private static void assertSameDescent(TrialConfig config) {
    TrialResult.Measured measured = measured(config);
    ExactTransformer exact = exact(config);
    Long failed = null;
    Long climbed = null;
    BigDecimal start = exact.gap();
    BigDecimal gap = start;
    for (Trajectory.Point point : measured.trajectory().points()) {
      assertEquals(
          gap.doubleValue(),
          point.gap(),
          RoundingFloor.above(point.gap(), start.doubleValue()) - point.gap(),
          config.toString());
      BigDecimal decrease = exact.decrease(measured.learningRateQ(), measured.learningRateW());
      exact.step(measured.learningRateQ(), measured.learningRateW());
      BigDecimal next = exact.gap();
      boolean last = point.step() == measured.steps();
      if (!last && climbed == null && next.compareTo(gap) > 0) {
        climbed = point.step() + 1;
      }
      boolean checked = point.dynamics() != null && !last;
      if (checked && failed == null && next.compareTo(gap.subtract(decrease)) > 0) {
        failed = point.step();
      }
      gap = next;
    }
    assertEquals(failed, measured.theory().conditions().descentFailedAt(), config.toString());
    assertEquals(climbed, measured.theory().conditions().climbedAt(), config.toString());
  }

  @Test
  void noiseBeyondDoublePrecisionIsAFailureInOneSentence() {
    TrialResult result = Trial.run(Grids.trial("noise=1e300", "steps=10"));
    assertEquals(Status.FAILED, result.status());
    assertTrue(result.error().contains("at step 0 is beyond double precision"), result.error());
  }

  /** A gap that is no number cannot be recorded; with few heads the bound is gap(0). */
  @Test
  void aDivergedTrialIsAboveItsBound() {
    String[] axes = {"m=5", "heads=2", "prompt_length=4", "tokens=12", "dim=6", "steps=9"};
    TrialResult.Measured measured = measured(with(axes, 0.1, "1e200"));
    assertEquals(Status.DIVERGED, measured.status());
    assertTrue(measured.trajectory().last().step() < measured.steps());
    assertEquals(measured.steps(), measured.theory().firstViolation());
  }
}
