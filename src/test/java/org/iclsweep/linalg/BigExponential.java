package org.iclsweep.linalg;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * exp(x) to any number of digits.
 *
 * <pre>
 *     n      = round(x / ln 10)
 *     r      = (x - n ln 10) / 2^8           (|r| &lt;= ln(10) / 2^9)
 *     exp(x) = 10^n (sum_i r^i / i!)^(2^8)
 * </pre>
 *
 * <p>The series ends where a term is below the last digit.
 */
public final class BigExponential {
  private static final int SQUARINGS = 8;

  /** Squaring 8 times loses three digits; n ln 10 and the series lose less than three. */
  private static final int GUARD_DIGITS = 6;

  private final MathContext result;
  private final MathContext working;
  private final BigDecimal ln10;

  /**
   * @param context the digits of the result, of which the last may be off by one
   */
  public BigExponential(MathContext context) {
    result = context;
    working = new MathContext(context.getPrecision() + GUARD_DIGITS);
    // ln 2 = 14 artanh(1/31) + 10 artanh(1/49) + 6 artanh(1/161) and the same for ln 5.
    ln10 =
        artanh(31, 46, working).add(artanh(49, 34, working)).add(artanh(161, 20, working), working);
  }

  /** factor artanh(1 / reciprocal). */
  private static BigDecimal artanh(int reciprocal, int factor, MathContext context) {
    BigDecimal square = BigDecimal.valueOf((long) reciprocal * reciprocal);
    BigDecimal power = BigDecimal.valueOf(factor).divide(BigDecimal.valueOf(reciprocal), context);
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 1; ; i += 2) {
      BigDecimal next = sum.add(power.divide(BigDecimal.valueOf(i), context), context);
      if (next.compareTo(sum) == 0) {
        return sum;
      }
      sum = next;
      power = power.divide(square, context);
    }
  }

  /**
   * exp(x). The rounding of x itself, which costs |x| units in the last digit of the context,
   * remains.
   */
  public BigDecimal of(BigDecimal x) {
    BigDecimal n = x.divide(ln10, 0, RoundingMode.HALF_EVEN);
    BigDecimal r =
        x.subtract(n.multiply(ln10)).divide(BigDecimal.valueOf(1L << SQUARINGS), working);
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    for (int i = 1; ; i++) {
      term = term.multiply(r, working).divide(BigDecimal.valueOf(i), working);
      BigDecimal next = sum.add(term, working);
      if (next.compareTo(sum) == 0) {
        break;
      }
      sum = next;
    }
    for (int i = 0; i < SQUARINGS; i++) {
      sum = sum.multiply(sum, working);
    }
    return sum.scaleByPowerOfTen(n.intValueExact()).round(result);
  }
}
