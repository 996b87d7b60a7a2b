package org.iclsweep.theory;

/**
 * How far rounding moves a gap. In double precision Delta is known to about 1e-13 of A, and the gap
 * is |R Delta|^2 / (2K), so that sqrt(gap) is known to about 1e-13 sqrt(gap(0)).
 */
public final class RoundingFloor {
  /** A gap below this share of gap(0) may be nothing but rounding. */
  public static final double RELATIVE = 1e-26;

  private static final double ROOT = 1e-13;

  /** The relative rounding of a gap that is not small. */
  private static final double SLACK = 1e-12;

  private RoundingFloor() {}

  /**
   * The largest gap that rounding can make of a gap: (sqrt(gap) + 1e-13 sqrt(gap(0)))^2 (1 +
   * 1e-12).
   *
   * @param gap at least 0
   * @param gapStart gap(0)
   */
  public static double above(double gap, double gapStart) {
    double root = Math.sqrt(gap) + ROOT * Math.sqrt(gapStart);
    return root * root * (1 + SLACK);
  }
}
