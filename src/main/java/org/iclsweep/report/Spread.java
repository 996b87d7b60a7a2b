package org.iclsweep.report;

/**
 * The minimum, median and maximum of a quantity over several trials. See {@link #middle} for the
 * median of an even number of gaps.
 *
 * @param low the minimum
 * @param median the median
 * @param high the maximum
 */
record Spread(double low, double median, double high) {
  /**
   * The median of an even number of gaps or losses: the geometric mean of the middle two, both at
   * least 0.
   */
  static double middle(double lower, double upper) {
    return lower == upper ? lower : Math.sqrt(lower) * Math.sqrt(upper);
  }

  /** The median alone if all values are equal, else with the minimum and maximum in brackets. */
  String text() {
    String middle = Numbers.rounded(median);
    return low == high
        ? middle
        : middle + " [" + Numbers.rounded(low) + ", " + Numbers.rounded(high) + "]";
  }
}
