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
 * The result of one trial.
 *
 * @param config its configuration
 * @param status its final status
 * @param error the reason for failure, or null if it did not fail
 * @param measured its numbers, or null if it failed
 * @param seconds its wall time, including interrupted parts
 */
public record TrialResult(
    TrialConfig config, Status status, String error, Measured measured, double seconds)
    implements Serializable {

  /**
   * The numbers of a trial that did not fail.
   *
   * @param status the status at the end of training
   * @param steps the number of updates
   * @param gapStart gap(0)
   * @param gapEnd the last finite gap
   * @param stepsToTolerance the number of updates until gap / gap(0) reached the tolerance, or null
   *     if it did not
   * @param fit the shape of the late part of log gap, with its rate if straight; null if the trial
   *     diverged
   * @param theory the theory applied to the trial
   * @param end the last recorded point, or null if the trial diverged
   * @param floor the smallest gap that w alone can reach, or null if H >= N
   * @param bestGap the mean squared distance between the ridge optimum and the paper's best ridge
   * @param bestTest the errors of the paper's best ridge on in-domain test prompts
   * @param bestTestOod the same on out-of-domain test prompts
   * @param minimumLoss L_min
   * @param learningRateQ eta_Q as used
   * @param learningRateW eta_w as used
   * @param halvings the number of times the automatic rate was halved so that no step raises the
   *     gap, or null if that was not requested
   * @param discarded the number of updates in the attempts with larger rates
   * @param trajectory the recorded steps
   * @param kernel the kernel used for training
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
      double learningRateQ,
      double learningRateW,
      Integer halvings,
      long discarded,
      Trajectory trajectory,
      String kernel,
      Form form)
      implements Serializable {}

  /**
   * The theory applied to a trial.
   *
   * @param assumptions the theory's assumptions, checked at the start
   * @param start the extreme singular values of B_k at the start
   * @param bound the rate bound, or null if it is undefined or the trial does not use gradient
   *     descent on the population loss
   * @param firstViolation the first recorded step with a gap above the bound, or else the step at
   *     which the trial diverged; null if the bound held
   * @param ball the ball on which guaranteed rates are proved, or null if neither rate is
   *     guaranteed
   * @param conditions the conditions of the bound during training
   * @param regime the regime that follows from assumptions and conditions
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
   * @param start the gap with the heads at the start
   * @param end the gap with the heads at the end, or null if the trial diverged
   */
  public record Floor(double start, Double end) implements Serializable {}
}
