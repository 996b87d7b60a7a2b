package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.theory.Conditions;
import org.iclsweep.theory.RateBound;
import org.iclsweep.theory.Regime;
import org.iclsweep.train.Status;
import org.iclsweep.train.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the theory says of whole trials, with guaranteed and other rates. */
class GuaranteeTest {
  private static final double SLACK = 1e-12;

  private static final String[] SMALL = {
    "m=5", "heads=6", "prompt_length=4", "noise=0.1", "tokens=12", "dim=6", "steps=150"
  };

  /** Trials of a small grid. */
  private static List<TrialResult> results(String... more) {
    List<String> axes = new ArrayList<>(List.of(SMALL));
    for (String axis : more) {
      String name = axis.substring(0, axis.indexOf('=') + 1);
      axes.removeIf(other -> other.startsWith(name));
      axes.add(axis);
    }
    return Grids.trials(axes.toArray(String[]::new)).stream()
        .map(Trial::run)
        .peek(result -> assertNull(result.error()))
        .toList();
  }

  private static List<TrialResult.Measured> measured(String... more) {
    return results(more).stream().map(TrialResult::measured).toList();
  }

  private static Regime regime(TrialResult result) {
    return result.measured().theory().regime();
  }

  /** No recorded gap is above the one before, up to rounding. */
  private static void assertFalling(TrialResult.Measured measured) {
    double[] gaps = measured.trajectory().gaps();
    for (int i = 1; i < gaps.length; i++) {
      assertTrue(gaps[i] <= gaps[i - 1] * (1 + SLACK), i + ": " + gaps[i - 1] + ", " + gaps[i]);
    }
  }

  @Test
  void guaranteedTrialsStayInTheTheorysRegime() {
    for (TrialResult result :
        results("learning_rate=theory", "heads=4,6,16", "noise=0.05,1", "seed=1:4")) {
      TrialResult.Measured measured = result.measured();
      assertFalling(measured);
      assertEquals(Regime.THEORY, measured.theory().regime(), result.config().toString());
      assertEquals(new Conditions(null, null, null, null), measured.theory().conditions());
      assertNull(measured.theory().firstViolation());
      assertNotNull(measured.theory().ball());
      assertTrue(measured.learningRateQ() > 0 && measured.learningRateW() > 0);
    }
  }

  @Test
  void aGuaranteedRateOfFewHeadsIsANumberThatDescends() {
    for (TrialResult result :
        results("learning_rate=theory", "heads=1:3", "token_norm=unit,raw", "seed=1:5")) {
      TrialResult.Measured measured = result.measured();
      assertEquals(Regime.FEW_HEADS, regime(result));
      assertTrue(Double.isFinite(measured.learningRateQ()) && measured.learningRateQ() >= 0);
      assertTrue(Double.isFinite(measured.learningRateW()) && measured.learningRateW() > 0);
      assertFalling(measured);
      assertNull(measured.theory().conditions().descentFailedAt());
    }
  }

  @Test
  void aGuaranteedRateOfEqualHeadsIsANumberThatDescends() {
    for (TrialResult result :
        results("learning_rate=theory", "init_scale=0", "heads=3,4,9", "seed=1:5")) {
      TrialResult.Measured measured = result.measured();
      boolean few = result.config().heads() < result.config().promptLength();
      assertEquals(few ? Regime.FEW_HEADS : Regime.RANK_LOST, regime(result));
      assertTrue(Double.isFinite(measured.learningRateQ()) && measured.learningRateQ() >= 0);
      assertTrue(Double.isFinite(measured.learningRateW()) && measured.learningRateW() > 0);
      assertFalling(measured);
    }
  }

  @Test
  void aLargeRateOfQBesideTheGuaranteeIsLabelled() {
    int left = 0;
    for (TrialResult result :
        results("learning_rate=theory", "learning_rate_q=1,100", "heads=6,16", "seed=1:5")) {
      TrialResult.Theory theory = result.measured().theory();
      assertNotNull(theory.ball());
      Long first =
          dynamics(result.measured())
              .filter(point -> Boolean.FALSE.equals(point.dynamics().inBall()))
              .map(Trajectory.Point::step)
              .findFirst()
              .orElse(null);
      assertEquals(first, theory.conditions().ballLeftAt());
      if (first != null) {
        left++;
        assertTrue(
            theory.regime() == Regime.LEFT_BALL
                || theory.regime() == Regime.SIGMA_HALVED
                || theory.regime() == Regime.RATE_TOO_LARGE);
      }
    }
    assertTrue(left >= 10, left + " of 20 left the ball");
  }

  private static Stream<Trajectory.Point> dynamics(TrialResult.Measured measured) {
    return measured.trajectory().points().stream().filter(point -> point.dynamics() != null);
  }

  /** The regime follows from what was checked and never from the bound. */
  @Test
  void theRegimeFollowsFromTheConditions() {
    List<TrialResult> results = new ArrayList<>();
    for (String axis :
        List.of(
            "learning_rate=auto,theory,3,1000",
            "optimizer=adam",
            "objective=sampled,fresh",
            "heads=2,4",
            "init_scale=0",
            "token_norm=raw",
            "dim=1",
            "templates=gaussian,rademacher,uniform")) {
      results.addAll(results(axis, "noise=0,0.1", "seed=1:3"));
    }
    for (TrialResult result : results) {
      TrialResult.Theory theory = result.measured().theory();
      double zeta = theory.start().zeta();
      boolean defined = result.measured().learningRateW() * zeta < 4.0 * result.config().tokens();
      assertEquals(
          Regime.of(
              result.config().optimizer() == OptimizerKind.GD,
              result.config().objective().sampled(),
              result.config().heads() < result.config().promptLength(),
              theory.assumptions(),
              defined,
              theory.conditions()),
          theory.regime(),
          result.config().toString());
    }
  }

  @Test
  void unitTokensOfOneDimensionAreOutsideTheTheory() {
    for (TrialResult result : results("dim=1", "seed=1:5")) {
      assertEquals(Regime.SAME_TOKENS, regime(result));
    }
    for (TrialResult result : results("dim=1", "token_norm=raw", "seed=1:5")) {
      assertNotEquals(Regime.SAME_TOKENS, regime(result));
    }
  }

  /** H = N with the automatic rate: sigma_min falls far below its start in some trials. */
  @Test
  void halvedSigmasAreTheFirstMeasuredOnes() {
    int halved = 0;
    for (TrialResult result : results("heads=4", "steps=2000", "seed=1:15")) {
      double half = result.measured().theory().start().sigmaMin() / 2;
      Long first =
          dynamics(result.measured())
              .filter(point -> point.dynamics().sigmaMin() < half)
              .map(Trajectory.Point::step)
              .findFirst()
              .orElse(null);
      Conditions conditions = result.measured().theory().conditions();
      assertEquals(first, conditions.sigmaHalvedAt());
      if (first != null && conditions.descentFailedAt() == null) {
        assertEquals(Regime.SIGMA_HALVED, regime(result));
        halved++;
      }
    }
    assertTrue(halved >= 1, halved + " of 15");
  }

  /** Between recorded steps that follow each other. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "theory", "1"})
  void aDescendingStepFallsByTheLocalRate(String rate) {
    int checked = 0;
    for (TrialResult result : results("learning_rate=" + rate, "heads=4,12", "seed=1:5")) {
      List<Trajectory.Point> points = result.measured().trajectory().points();
      for (int i = 0; i + 1 < points.size(); i++) {
        Trajectory.Dynamics dynamics = points.get(i).dynamics();
        if (dynamics != null && Boolean.TRUE.equals(dynamics.descended())) {
          assertEquals(points.get(i).step() + 1, points.get(i + 1).step());
          double local =
              RateBound.localRate(
                  result.measured().learningRateW(), dynamics.zeta(), result.config().tokens());
          double gap = points.get(i).gap();
          if (gap > 1e-20 * result.measured().gapStart()) {
            assertTrue(points.get(i + 1).gap() <= (local + 1e-6) * gap, "point " + i);
            checked++;
          }
        }
      }
    }
    assertTrue(checked >= 20, checked + " steps");
  }

  /** Heads that stand still leave the gap above their floor, heads that move above the last one. */
  @Test
  void noGapFallsBelowTheFloor() {
    for (TrialResult.Measured measured :
        measured("heads=1:3", "learning_rate_q=1e-12", "steps=3000", "seed=1:5")) {
      double floor = measured.floor().start();
      for (double gap : measured.trajectory().gaps()) {
        assertTrue(gap >= floor * (1 - 1e-9), gap + " < " + floor);
      }
    }
    int ended = 0;
    for (TrialResult.Measured measured :
        measured(
            "heads=1:3", "token_norm=unit,raw", "init_scale=0,1,5", "steps=1000", "seed=1:5")) {
      double start = measured.gapStart();
      assertTrue(measured.floor().start() <= start * (1 + SLACK));
      Double end = measured.floor().end();
      assertEquals(measured.status() == Status.DIVERGED, end == null);
      if (end != null) {
        ended++;
        assertTrue(end <= measured.gapEnd() + 1e-26 * start, end + ", " + measured.gapEnd());
      }
    }
    assertTrue(ended >= 60, ended + " of 90");
    for (TrialResult.Measured measured : measured("heads=4,9")) {
      assertNull(measured.floor());
    }
  }

  /** The documented grid: no trial that the theory speaks of is above its bound. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "theory"})
  void theBoundHoldsWhereverTheTheorySpeaks(String rate) {
    int theory = 0;
    List<TrialResult> results =
        results(
            "m=4,8",
            "heads=12,24",
            "prompt_length=3,6",
            "noise=0.1,0.5",
            "tokens=16",
            "dim=8",
            "steps=1500",
            "learning_rate=" + rate,
            "seed=1:3");
    assertEquals(48, results.size());
    for (TrialResult result : results) {
      if (regime(result) == Regime.THEORY) {
        theory++;
        assertNull(result.measured().theory().firstViolation(), result.config().toString());
      }
    }
    assertTrue(rate.equals("theory") ? theory == 48 : theory > 0, theory + " of 48");
  }
}
