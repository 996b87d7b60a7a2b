package org.iclsweep.linalg;

/**
 * The exponential function for the attention weights, bitwise identical in every kernel.
 *
 * <p>{@code Math.exp} may differ in the last bit from one processor, lane count or JDK to another.
 * Here all operations are IEEE operations in a fixed order (derived here):
 *
 * <pre>
 *     n      = round(x / ln 2)
 *     r      = x - n ln 2                       (|r| &lt;= ln(2) / 2, two fused steps)
 *     exp(r) = 1 + r (1 + r (c_0 + c_1 r + .. + c_9 r^9))
 *     exp(x) = 2^n exp(r)
 * </pre>
 *
 * <p>The coefficients c are minimax for (exp(r) - 1 - r) / r^2, weighted so that the relative error
 * of exp(r) is at most 4.6e-18, or 0.05 units in the last place of a number below 1. The rounding
 * of r and of the last two sums adds at most 0.9 units. The result is therefore within 1 unit in
 * the last place, subnormal results included.
 */
final class Exponential {
  /** Below this the result rounds to 0: exp(-745.14) is half the smallest positive double. */
  static final double MIN_ARGUMENT = -746;

  static final double LOG2_E = 0x1.71547652b82fep0;
  static final double LN2_HIGH = 0x1.62e42fefa39efp-1;
  static final double LN2_LOW = 0x1.abc9e3b39803fp-56;

  /**
   * 1.5 2^52 plus the exponent bias 1023 plus 64. Adding it to x / ln 2 leaves n + 1023 + 64 in the
   * lowest bits of the sum. Shifted left by 52 bits, these represent 2^(n + 64).
   */
  static final double ROUND = 0x1.8p52 + 1023 + 64;

  static final int MANTISSA_BITS = 52;

  /**
   * The 1 of the series, scaled by 2^-64 like the coefficients. The computed exp(r) is then too
   * small by a factor of 2^64, so that 2^(n + 64) is a normal number even if the result is
   * subnormal.
   */
  static final double ONE = 0x1p-64;

  static final double C0 = 0x1.0000000000008p-65;
  static final double C1 = 0x1.55555555554fep-67;
  static final double C2 = 0x1.5555555550f8ap-69;
  static final double C3 = 0x1.1111111127473p-71;
  static final double C4 = 0x1.6c16c182e3996p-74;
  static final double C5 = 0x1.a01a012a78e89p-77;
  static final double C6 = 0x1.a0199d0750f4fp-80;
  static final double C7 = 0x1.71df28e389461p-83;
  static final double C8 = 0x1.28ab030b19b87p-86;
  static final double C9 = 0x1.ad752ec97a98ep-90;

  private Exponential() {}

  /**
   * Computes exp(x) to within 1 unit in the last place.
   *
   * @param x a score minus the maximum of its column: at most 0, -infinity or NaN
   * @return a value in [0, 1]: 1 for 0, 0 for -infinity; NaN for NaN
   */
  static double of(double x) {
    double bounded = bounded(x);
    double rounded = rounded(bounded);
    return scaled(fraction(bounded, rounded), rounded);
  }

  /** The larger of x and {@link #MIN_ARGUMENT}. */
  static double bounded(double x) {
    return Math.max(x, MIN_ARGUMENT);
  }

  /** n + {@link #ROUND}. */
  static double rounded(double bounded) {
    return Math.fma(bounded, LOG2_E, ROUND);
  }

  /** 2^-64 exp(r). */
  static double fraction(double bounded, double rounded) {
    double n = ROUND - rounded;
    double r = Math.fma(n, LN2_HIGH, bounded);
    r = Math.fma(n, LN2_LOW, r);
    double square = r * r;
    double even = Math.fma(C8, square, C6);
    even = Math.fma(even, square, C4);
    even = Math.fma(even, square, C2);
    even = Math.fma(even, square, C0);
    double odd = Math.fma(C9, square, C7);
    odd = Math.fma(odd, square, C5);
    odd = Math.fma(odd, square, C3);
    odd = Math.fma(odd, square, C1);
    return Math.fma(Math.fma(Math.fma(odd, r, even), r, ONE), r, ONE);
  }

  /** 2^n exp(r). */
  static double scaled(double fraction, double rounded) {
    long power = Double.doubleToRawLongBits(rounded) << MANTISSA_BITS;
    return fraction * Double.longBitsToDouble(power);
  }
}
