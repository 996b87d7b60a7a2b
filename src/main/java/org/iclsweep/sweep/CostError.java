package org.iclsweep.sweep;

/**
 * How far the {@link CostModel} was off, over any number of trials in bounded memory: two sums, and
 * a histogram of measured over predicted seconds with bins of one percent.
 *
 * <p>A trial that stopped early is compared with the prediction for the steps that it did. One that
 * went on from a checkpoint counts with the seconds of all its parts. Failed trials, those that
 * took too long among them, do not count: what they would have taken is not known.
 */
public final class CostError {
  /** The width of a bin, in the logarithm of the ratio. */
  private static final double BIN = 0.01;

  /** Ratios beyond e^-23 and e^23, some 1e-10 and 1e10, count as these. */
  private static final int MOST = 2300;

  private final long[] bins = new long[2 * MOST + 1];
  private long trials;
  private double predicted;
  private double measured;

  /** The predicted seconds of the updates that a trial did; 0 if it failed. */
  public static double expected(TrialResult result) {
    TrialResult.Measured measured = result.measured();
    return measured == null
        ? 0
        : CostModel.trialSeconds(result.config(), measured.steps() + measured.discarded());
  }

  /**
   * Counts a trial, unless it failed.
   *
   * @param expected see {@link #expected}
   * @param seconds the seconds that it took
   */
  public synchronized void add(double expected, double seconds) {
    if (expected == 0) {
      return;
    }
    long bin = Math.round(Math.log(seconds / expected) / BIN);
    bins[(int) Math.max(0, Math.min(bin + MOST, 2 * MOST))]++;
    trials++;
    predicted += expected;
    measured += seconds;
  }

  /** The number of trials that count. */
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
   * A quantile of measured over predicted seconds, to one percent of its value.
   *
   * @param share of the trials that took no larger multiple of their prediction, above 0 and at
   *     most 1
   * @return NaN if no trial counts
   */
  public synchronized double ratio(double share) {
    long rank = (long) Math.ceil(share * trials);
    long below = 0;
    for (int i = 0; i < bins.length; i++) {
      below += bins[i];
      if (below >= rank && below > 0) {
        return Math.exp(BIN * (i - MOST));
      }
    }
    return Double.NaN;
  }
}
