package org.iclsweep.report;

/**
 * A number of several trials: the least, the median and the greatest. See {@link #middle} for the
 * median of an even number.
 *
 * @param low the least
 * @param median the median
 * @param high the greatest
 */
record Spread(double low, double median, double high) {
  /**
   * The median of numbers of which two are in the middle: their geometric mean, or their mean where
   * one is negative, as a rate may be.
   */
  static double middle(double lower, double upper) {
    if (lower == upper) {
      return lower;
    }
    return lower < 0 || upper < 0 ? 0.5 * (lower + upper) : Math.sqrt(lower) * Math.sqrt(upper);
  }

  /** The median alone where all are the same, else with the ends in brackets. */
  String text() {
    String middle = Numbers.rounded(median);
    return low == high
        ? middle
        : middle + " [" + Numbers.rounded(low) + ", " + Numbers.rounded(high) + "]";
  }
}
