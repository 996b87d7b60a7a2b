package org.iclsweep.sweep;

/**
 * Prediction error of the {@link CostModel} over any number of trials, in bounded memory: two sums
 * and a histogram of measured over predicted seconds with bins of one percent.
 *
 * <p>A trial that stopped early is compared with the prediction for its completed steps. A trial
 * that resumed from a checkpoint counts with the seconds of all its parts. Failed trials, including
 * those that exceeded the time limit, do not count because their full duration is unknown.
 */
public final class CostError {
  /** The width of a bin in the logarithm of the ratio. */
  private static final double BIN = 0.01;

  /** Number of bins on each side. Ratios are clamped to e^-23 and e^23, about 1e-10 and 1e10. */
  private static final int MAX_BIN = 2300;

  private final long[] bins = new long[2 * MAX_BIN + 1];
  private long trials;
  private double predicted;
  private double measured;

  /** Returns the predicted seconds of a trial for its completed updates; 0 if it failed. */
  public static double expected(TrialResult result) {
    TrialResult.Measured measured = result.measured();
    return measured == null
        ? 0
        : CostModel.trialSeconds(result.config(), measured.steps() + measured.discarded());
  }

  /**
   * Counts a trial, unless it failed.
   *
   * @param expected the predicted seconds, see {@link #expected}
   * @param seconds the measured seconds
   */
  public synchronized void add(double expected, double seconds) {
    if (expected == 0) {
      return;
    }
    long bin = Math.round(Math.log(seconds / expected) / BIN);
    bins[(int) Math.max(0, Math.min(bin + MAX_BIN, 2 * MAX_BIN))]++;
    trials++;
    predicted += expected;
    measured += seconds;
  }

  /** The number of counted trials. */
  public synchronized long trials() {
    return trials;
  }

  /** The sum of the predicted seconds. */
  public synchronized double predicted() {
    return predicted;
  }

  /** The sum of the measured seconds. */
  public synchronized double measured() {
    return measured;
  }

  /**
   * Returns a quantile of measured over predicted seconds, to within one percent.
   *
   * @param fraction the fraction of trials at or below the quantile, above 0 and at most 1
   * @return the ratio, or NaN if no trial was counted
   */
  public synchronized double ratio(double fraction) {
    long rank = (long) Math.ceil(fraction * trials);
    long below = 0;
    for (int i = 0; i < bins.length; i++) {
      below += bins[i];
      if (below >= rank && below > 0) {
        return Math.exp(BIN * (i - MAX_BIN));
      }
    }
    return Double.NaN;
  }
}
