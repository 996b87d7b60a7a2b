package org.iclsweep.report;

/**
 * A number of several trials: the least, the median and the greatest. See {@link #middle} for the
 * median of an even number of gaps.
 *
 * @param low the least
 * @param median the median
 * @param high the greatest
 */
record Spread(double low, double median, double high) {
  /**
   * The median of gaps or losses of which two are in the middle, both at least 0: their geometric
   * mean.
   */
  static double middle(double lower, double upper) {
    return lower == upper ? lower : Math.sqrt(lower) * Math.sqrt(upper);
  }

  /** The median alone where all are the same, else with the ends in brackets. */
  String text() {
    String middle = Numbers.rounded(median);
    return low == high
        ? middle
        : middle + " [" + Numbers.rounded(low) + ", " + Numbers.rounded(high) + "]";
  }
}
