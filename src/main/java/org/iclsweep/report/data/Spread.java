package org.iclsweep.report.data;

import org.iclsweep.format.NumberFormatter;

/**
 * The minimum, median and maximum of a quantity over several trials.
 *
 * @param low the minimum
 * @param median the median
 * @param high the maximum
 */
public record Spread(double low, double median, double high) {
  /** The median alone if all values are equal, else with the minimum and maximum in brackets. */
  public String text() {
    String middle = NumberFormatter.rounded(median);
    return low == high
        ? middle
        : middle + " [" + NumberFormatter.rounded(low) + ", " + NumberFormatter.rounded(high) + "]";
  }
}
