package org.iclsweep.theory;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;

/**
 * The measured rate of convergence: the least-squares line through log gap against step, late in
 * training.
 *
 * @param rate minus the slope: the decay of log gap a step
 * @param r2 the share of the variance of log gap that the line explains, in [0, 1]
 * @param from the first step of the fit
 * @param to the last step of the fit
 */
public record RateFit(double rate, double r2, long from, long to) implements Serializable {
  private static final int LEAST_POINTS = 5;

  /**
   * Fits the second half of the steps up to the last one above the rounding floor.
   *
   * @param steps increasing, beginning with step 0. Not modified.
   * @param gaps the gap at each of them. Not modified.
   * @return the fit, or nothing where fewer than 5 recorded steps or no change of the gap leave
   *     nothing to fit
   */
  public static Optional<RateFit> late(long[] steps, double[] gaps) {
    int end = endAboveFloor(gaps);
    if (end == 0) {
      return Optional.empty();
    }
    int begin = 0;
    while (2 * steps[begin] < steps[end - 1]) {
      begin++;
    }
    int count = end - begin;
    if (count < LEAST_POINTS) {
      return Optional.empty();
    }
    if (Arrays.stream(gaps, begin, end).allMatch(gap -> gap == gaps[end - 1])) {
      return Optional.empty();
    }
    double meanStep = 0;
    double meanLog = 0;
    for (int i = begin; i < end; i++) {
      meanStep += steps[i];
      meanLog += StrictMath.log(gaps[i]);
    }
    meanStep /= count;
    meanLog /= count;
    double stepStep = 0;
    double stepLog = 0;
    double logLog = 0;
    for (int i = begin; i < end; i++) {
      double s = steps[i] - meanStep;
      double l = StrictMath.log(gaps[i]) - meanLog;
      stepStep += s * s;
      stepLog += s * l;
      logLog += l * l;
    }
    double r2 = stepLog * stepLog / (stepStep * logLog);
    return Optional.of(
        new RateFit(-stepLog / stepStep, Math.min(1, r2), steps[begin], steps[end - 1]));
  }

  private static int endAboveFloor(double[] gaps) {
    int end = 0;
    while (end < gaps.length && gaps[end] > RoundingFloor.RELATIVE * gaps[0]) {
      end++;
    }
    return end;
  }
}
