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

  /** Counts a trial, unless it failed. */
  public synchronized void add(TrialResult result) {
    if (result.measured() == null) {
      return;
    }
    long steps = result.measured().steps() + result.measured().discarded();
    double expected = CostModel.trialSeconds(result.config(), steps);
    double ratio = result.seconds() / expected;
    long bin = Math.round(Math.log(ratio) / BIN);
    bins[(int) Math.max(0, Math.min(bin + MOST, 2 * MOST))]++;
    trials++;
    predicted += expected;
    measured += result.seconds();
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
