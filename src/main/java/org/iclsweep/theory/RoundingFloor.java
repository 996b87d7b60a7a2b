package org.iclsweep.theory;

/**
 * The effect of rounding on a gap. In double precision Delta is accurate to about 1e-13 of A. Since
 * the gap is |R Delta|^2 / (2K), sqrt(gap) is accurate to about 1e-13 sqrt(gap(0)).
 */
public final class RoundingFloor {
  /** A gap below this fraction of gap(0) may be pure rounding error. */
  public static final double RELATIVE = 1e-26;

  private static final double ROOT = 1e-13;

  /** The relative rounding error of a gap that is not small. */
  private static final double SLACK = 1e-12;

  private RoundingFloor() {}

  /**
   * The maximum value that rounding can give a gap: (sqrt(gap) + 1e-13 sqrt(gap(0)))^2 (1 + 1e-12).
   *
   * @param gap at least 0
   * @param gapStart gap(0)
   */
  public static double above(double gap, double gapStart) {
    double root = Math.sqrt(gap) + ROOT * Math.sqrt(gapStart);
    return root * root * (1 + SLACK);
  }
}
