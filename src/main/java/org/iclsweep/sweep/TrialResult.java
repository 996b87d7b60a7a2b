package org.iclsweep.sweep;

import java.io.Serializable;
import org.iclsweep.model.Form;
import org.iclsweep.theory.AttentionSpectrum;
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
 * @param seconds the wall time it took
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
   * @param fit the measured late rate, null where there was nothing to fit or the trial diverged
   * @param bound the rate bound, null where it is not defined or the optimizer is not gradient
   *     descent
   * @param start the extreme singular values of B_k at the start
   * @param regime whether the theory's assumptions hold at the start
   * @param firstViolation the first recorded step with a gap above the bound, null if there is none
   * @param end the last recorded point, null if the trial diverged
   * @param bestGap the ridge optimum against the paper's best ridge
   * @param minimumLoss L_min
   * @param rateQ eta_Q as used
   * @param rateW eta_w as used
   * @param trajectory the recorded steps
   * @param kernel the kernel that it was trained with
   * @param form the computational form
   */
  public record Measured(
      Status status,
      long steps,
      double gapStart,
      double gapEnd,
      RateFit fit,
      RateBound bound,
      AttentionSpectrum.Extremes start,
      Regime regime,
      Long firstViolation,
      Trajectory.Point end,
      double bestGap,
      double minimumLoss,
      double rateQ,
      double rateW,
      Trajectory trajectory,
      String kernel,
      Form form)
      implements Serializable {}
}
