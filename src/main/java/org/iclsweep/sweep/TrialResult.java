package org.iclsweep.sweep;

import java.io.Serializable;
import org.iclsweep.model.Form;
import org.iclsweep.task.TestPrompts;
import org.iclsweep.theory.Assumptions;
import org.iclsweep.theory.AttentionSpectrum;
import org.iclsweep.theory.Ball;
import org.iclsweep.theory.Conditions;
import org.iclsweep.theory.RateBound;
import org.iclsweep.theory.RateFit;
import org.iclsweep.theory.Regime;
import org.iclsweep.train.Status;
import org.iclsweep.train.Trajectory;

/**
 * What one trial gave.
 *
 * @param config what was run
 * @param status how it ended
 * @param error why it failed, null if it did not
 * @param measured its numbers, null if it failed
 * @param seconds the wall time it took, parts that were interrupted included
 */
public record TrialResult(
    TrialConfig config, Status status, String error, Measured measured, double seconds)
    implements Serializable {

  /**
   * The numbers of a trial that did not fail.
   *
   * @param status how training ended
   * @param steps the number of updates done
   * @param gapStart gap(0)
   * @param gapEnd the last finite gap
   * @param stepsToTolerance the updates until gap / gap(0) reached the tolerance, null if it did
   *     not
   * @param fit what kind of curve the late part of log gap is, with its rate where it is straight;
   *     null if the trial diverged
   * @param theory what the theory says of the trial
   * @param end the last recorded point, null if the trial diverged
   * @param floor what w alone can reach, null if H >= N
   * @param bestGap the ridge optimum against the paper's best ridge
   * @param bestTest the errors of the paper's best ridge on in-domain test prompts
   * @param bestTestOod the same out of domain
   * @param minimumLoss L_min
   * @param rateQ eta_Q as used
   * @param rateW eta_w as used
   * @param halvings how often the automatic rate was halved so that no step raises the gap, null if
   *     that was not asked for
   * @param discarded the updates of the attempts with larger rates
   * @param trajectory the recorded steps
   * @param kernel the kernel that it was trained with
   * @param form the computational form
   */
  public record Measured(
      Status status,
      long steps,
      double gapStart,
      double gapEnd,
      Long stepsToTolerance,
      RateFit fit,
      Theory theory,
      Trajectory.Point end,
      Floor floor,
      double bestGap,
      TestPrompts.Errors bestTest,
      TestPrompts.Errors bestTestOod,
      double minimumLoss,
      double rateQ,
      double rateW,
      Integer halvings,
      long discarded,
      Trajectory trajectory,
      String kernel,
      Form form)
      implements Serializable {}

  /**
   * What the theory says of a trial.
   *
   * @param assumptions what it assumes, checked at the start
   * @param start the extreme singular values of B_k at the start
   * @param bound the rate bound, null where it is not defined or steps do not descend on the
   *     population loss
   * @param firstViolation the first recorded step with a gap above the bound, or else the step at
   *     which the trial diverged; null if the bound held
   * @param ball where guaranteed rates are proved, null if neither rate is one
   * @param conditions of the bound, along the way
   * @param regime what follows from assumptions and conditions
   */
  public record Theory(
      Assumptions assumptions,
      AttentionSpectrum.Extremes start,
      RateBound bound,
      Long firstViolation,
      Ball ball,
      Conditions conditions,
      Regime regime)
      implements Serializable {}

  /**
   * The smallest gap that w alone can reach.
   *
   * @param start with the heads at the start
   * @param end with the heads at the end, null if the trial diverged
   */
  public record Floor(double start, Double end) implements Serializable {}
}
