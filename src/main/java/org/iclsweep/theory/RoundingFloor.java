package org.iclsweep.theory;

/**
 * Where the gap stops meaning anything: in double precision Delta is known to about 1e-13 of A, and
 * the gap is quadratic in Delta.
 */
public final class RoundingFloor {
  /** A gap below this share of gap(0) may be nothing but rounding. */
  public static final double RELATIVE = 1e-26;

  private RoundingFloor() {}
}
