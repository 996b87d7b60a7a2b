package org.iclsweep.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.iclsweep.model.Transformer.GradientNorms;
import org.iclsweep.task.TestPrompts;
import org.junit.jupiter.api.Test;

/** The rules that end a run early, on made-up trajectories. */
class StopRuleTest {
  private static Trajectory trajectory(long last, long distance, LongToDoubleFunction gap) {
    Trajectory trajectory = new Trajectory();
    for (long step = 0; step <= last; step += distance) {
      double g = gap.applyAsDouble(step);
      trajectory.put(point(step, g, null));
    }
    return trajectory;
  }

  private static Trajectory.Point point(long step, double gap, Trajectory.Dynamics dynamics) {
    TestPrompts.Errors errors = new TestPrompts.Errors(gap, gap, gap);
    return new Trajectory.Point(step, gap, gap, gap, gap, gap, errors, errors, dynamics);
  }

  private static Optional<Status> plateau(Trajectory trajectory) {
    Trajectory.Point last = trajectory.last();
    return new StopRule.Plateau().check(last.step(), last.gap(), trajectory);
  }

  @Test
  void toleranceIsReachedAtEquality() {
    Trajectory start = trajectory(0, 1, t -> 4);
    StopRule rule = new StopRule.Tolerance(0.25);
    assertEquals(Optional.of(Status.CONVERGED), rule.check(5, 1, start));
    assertEquals(Optional.of(Status.CONVERGED), rule.check(5, 0, start));
    assertEquals(Optional.empty(), rule.check(5, Math.nextUp(1.0), start));
    assertEquals(Optional.empty(), rule.check(5, Double.NaN, start));
  }

  @Test
  void divergenceIsAMillionfoldOrNoNumber() {
    Trajectory start = trajectory(0, 1, t -> 4);
    StopRule rule = new StopRule.Divergence();
    assertEquals(Optional.empty(), rule.check(5, 4e6, start));
    assertEquals(Optional.of(Status.DIVERGED), rule.check(5, 4.001e6, start));
    assertEquals(Optional.of(Status.DIVERGED), rule.check(5, Double.NaN, start));
    assertEquals(Optional.of(Status.DIVERGED), rule.check(5, Double.POSITIVE_INFINITY, start));
    assertEquals(Optional.of(Status.DIVERGED), rule.check(5, Double.NEGATIVE_INFINITY, start));
  }

  @Test
  void aFlatCurveIsStalledFromStepThousandOn() {
    assertEquals(Optional.of(Status.STALLED), plateau(trajectory(1000, 10, t -> 1)));
    assertEquals(Optional.empty(), plateau(trajectory(990, 10, t -> 1)));
  }

  @Test
  void aCurveThatFallsByMoreThanOnePercentGoesOn() {
    assertEquals(Optional.empty(), plateau(trajectory(2000, 10, t -> t <= 1000 ? 1 : 0.9899)));
    assertEquals(
        Optional.of(Status.STALLED), plateau(trajectory(2000, 10, t -> t <= 1000 ? 1 : 0.9901)));
    assertEquals(Optional.of(Status.STALLED), plateau(trajectory(2000, 10, t -> 1 + 1e-3 * t)));
  }

  @Test
  void oneLowPointInTheSecondHalfIsAFall() {
    assertEquals(Optional.empty(), plateau(trajectory(2000, 10, t -> t == 1500 ? 0.5 : 1)));
    assertEquals(
        Optional.of(Status.STALLED), plateau(trajectory(2000, 10, t -> t == 500 ? 0.5 : 1)));
  }

  @Test
  void onlyRecordedStepsAreAsked() {
    Trajectory flat = trajectory(2000, 10, t -> 1);
    assertEquals(Optional.empty(), new StopRule.Plateau().check(2005, 1, flat));
  }

  @Test
  void aPlateauIsStalledHoweverLow() {
    for (double gap : new double[] {2.1e-26, 1e-30, 0}) {
      assertEquals(
          Optional.of(Status.STALLED), plateau(trajectory(2000, 10, t -> t == 0 ? 2 : gap)));
    }
  }

  @Test
  void anAttemptEndsWhereItClimbed() {
    Trajectory trajectory = trajectory(20, 10, t -> 1);
    StopRule rule = new StopRule.Climb();
    assertEquals(Optional.empty(), rule.check(20, 1, trajectory));
    trajectory.climbed(21);
    trajectory.climbed(25);
    assertEquals(Optional.of(Status.DIVERGED), rule.check(25, 1, trajectory));
  }

  @Test
  void aPointReplacesOneOfTheSameStep() {
    Trajectory trajectory = trajectory(20, 10, t -> 1);
    trajectory.put(point(20, 3, new Trajectory.Dynamics(0.5, new GradientNorms(1, 1), null, null)));
    assertEquals(3, trajectory.points().size());
    assertEquals(0.25, trajectory.last().zeta());
    assertEquals(1, trajectory.gapStart());
    assertEquals(6, trajectory.last().ridgeGap());
  }
}
