package org.iclsweep.train;

import java.util.List;
import java.util.Optional;

/** A rule that can end training before the step budget is exhausted. */
public interface StopRule {
  /**
   * Decides whether to stop, given the gap at a step.
   *
   * @param step the number of updates so far
   * @param gap the gap after them
   * @param recorded the trajectory; already contains {@code step} if that is a recorded step
   * @return the final status, or empty to continue
   */
  Optional<Status> check(long step, double gap, Trajectory recorded);

  /**
   * The rules of a sweep, in the order in which they are checked.
   *
   * @param tolerance converged once gap / gap(0) is at most this
   */
  static List<StopRule> standard(double tolerance) {
    return List.of(new Divergence(), new Tolerance(tolerance), new Plateau());
  }

  /**
   * The rules of an attempt that is abandoned at the first step that raises the gap.
   *
   * @param tolerance converged once gap / gap(0) is at most this
   */
  static List<StopRule> descent(double tolerance) {
    return List.of(new Climb(), new Tolerance(tolerance), new Plateau());
  }

  /**
   * The rules for steps along batches of prompts. Their gap fluctuates, so stalling is not checked.
   *
   * @param tolerance converged once gap / gap(0) is at most this
   */
  static List<StopRule> sampled(double tolerance) {
    return List.of(new Divergence(), new Tolerance(tolerance));
  }

  /**
   * Converged once gap &lt;= ratio gap(0).
   *
   * @param ratio the tolerance
   */
  record Tolerance(double ratio) implements StopRule {
    private static final Optional<Status> CONVERGED = Optional.of(Status.CONVERGED);

    @Override
    public Optional<Status> check(long step, double gap, Trajectory recorded) {
      return gap <= ratio * recorded.gapStart() ? CONVERGED : Optional.empty();
    }
  }

  /** Diverged once the gap is not finite or has grown a millionfold. */
  record Divergence() implements StopRule {
    private static final double EXPLODED = 1e6;
    private static final Optional<Status> DIVERGED = Optional.of(Status.DIVERGED);

    @Override
    public Optional<Status> check(long step, double gap, Trajectory recorded) {
      // Sums that overflow may yield -infinity.
      boolean small = Double.isFinite(gap) && gap <= EXPLODED * recorded.gapStart();
      return small ? Optional.empty() : DIVERGED;
    }
  }

  /** Diverged once a step has raised the gap by more than rounding. */
  record Climb() implements StopRule {
    private static final Optional<Status> DIVERGED = Optional.of(Status.DIVERGED);

    @Override
    public Optional<Status> check(long step, double gap, Trajectory recorded) {
      return recorded.climbed() ? DIVERGED : Optional.empty();
    }
  }

  /**
   * Stalled once the minimum recorded gap of the second half of the steps is not at least 1% below
   * that of the first half; checked at recorded steps from 1000 on. A gap at its rounding floor
   * also stalls, unless the tolerance is above the floor and ended the run earlier.
   */
  record Plateau() implements StopRule {
    private static final long FIRST_STEP = 1000;
    private static final double MIN_DECREASE = 0.01;
    private static final Optional<Status> STALLED = Optional.of(Status.STALLED);

    @Override
    public Optional<Status> check(long step, double gap, Trajectory recorded) {
      if (step < FIRST_STEP || recorded.last().step() != step) {
        return Optional.empty();
      }
      double early = Double.POSITIVE_INFINITY;
      double late = Double.POSITIVE_INFINITY;
      for (Trajectory.Point point : recorded.points()) {
        if (2 * point.step() <= step) {
          early = Math.min(early, point.gap());
        } else {
          late = Math.min(late, point.gap());
        }
      }
      return late < (1 - MIN_DECREASE) * early ? Optional.empty() : STALLED;
    }
  }
}
