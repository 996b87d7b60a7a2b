package org.iclsweep.report.plot;

/** The minimum and maximum of some numbers. */
final class Extent {
  /** Numbers that span less than this factor are shown on a linear axis. */
  private static final double MIN_LOGARITHMIC = 10;

  private double min = Double.POSITIVE_INFINITY;
  private double minPositive = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  void add(double value) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    minPositive = value > 0 ? Math.min(minPositive, value) : minPositive;
  }

  double min() {
    return min;
  }

  /** The minimum of the positive numbers. */
  double minPositive() {
    return minPositive;
  }

  double max() {
    return max;
  }

  /** Returns whether the numbers are best shown on a logarithmic axis. */
  boolean logarithmic() {
    return min >= 0 && max / minPositive >= MIN_LOGARITHMIC;
  }
}
