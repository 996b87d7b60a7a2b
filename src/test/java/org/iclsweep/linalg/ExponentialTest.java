package org.iclsweep.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.IntToDoubleFunction;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exponential function, compared with values of forty digits. */
class ExponentialTest {
  private static final MathContext DIGITS = new MathContext(50);

  /** Every argument here, divided by 2^20, is below 0.00072 in magnitude. */
  private static final int HALVINGS = 20;

  /** 0.00072^13 / 13! is below 1e-50, the error of rounding to 50 digits. */
  private static final int TERMS = 13;

  private static final double LN2 = Math.log(2);

  /** The minimum argument whose result is a normal number. */
  private static final double MIN_NORMAL = -708.3964185322641;

  /**
   * exp(x) = exp(x / 2^20)^(2^20), with Taylor's series for the inner exponential. Each squaring
   * doubles the relative error, so the error of the result is at most 2^20 times a few 1e-50.
   */
  private static BigDecimal exact(double x) {
    BigDecimal y = new BigDecimal(x).divide(BigDecimal.valueOf(1L << HALVINGS), DIGITS);
    BigDecimal sum = BigDecimal.ONE;
    for (int i = TERMS; i > 0; i--) {
      sum = BigDecimal.ONE.add(sum.multiply(y, DIGITS).divide(BigDecimal.valueOf(i), DIGITS));
    }
    for (int i = 0; i < HALVINGS; i++) {
      sum = sum.multiply(sum, DIGITS);
    }
    return sum;
  }

  /**
   * |Exponential.of(x) - exp(x)| divided by the distance between doubles at the correctly rounded
   * exp(x).
   */
  private static double ulps(double x) {
    BigDecimal exact = exact(x);
    BigDecimal ulp = new BigDecimal(Math.ulp(exact.doubleValue()));
    return new BigDecimal(Exponential.of(x))
        .subtract(exact)
        .abs()
        .divide(ulp, DIGITS)
        .doubleValue();
  }

  private static void assertWithinOneUnit(int count, IntToDoubleFunction argument) {
    for (int i = 0; i < count; i++) {
      double x = argument.applyAsDouble(i);
      double error = ulps(x);
      assertTrue(error <= 1, () -> "exp(%s) is off by %s units".formatted(x, error));
      double result = Exponential.of(x);
      assertTrue(result >= 0 && result <= 1, () -> "exp(%s) = %s".formatted(x, result));
    }
  }

  /** The digits come from another program, with numbers of arbitrary length. */
  @ParameterizedTest
  @CsvSource({
    "-1, 0.367879441171442321595523770161460867445811131031767834507837",
    "-4, 0.0183156388887341802937180212732412422119120675534755947695999",
    "-700, 9.85967654375977085670537294784946510511560018140094171058647E-305",
  })
  void theReferenceOfThisTestHasFortyDigits(double x, BigDecimal digits) {
    BigDecimal relative = exact(x).subtract(digits).divide(digits, DIGITS).abs();
    assertTrue(relative.doubleValue() < 1e-39, () -> relative.toString());
  }

  @Test
  void isWithinOneUnitWhereScoresMostlyAre() {
    RandomStream stream = RandomTasks.stream(1);
    assertWithinOneUnit(15_000, i -> -40 * stream.nextUniform());
  }

  @Test
  void isWithinOneUnitDownToTheSmallestResults() {
    RandomStream stream = RandomTasks.stream(2);
    assertWithinOneUnit(10_000, i -> -746 * stream.nextUniform());
  }

  /**
   * Midway between two multiples of ln 2 the reduced argument is largest, and rounding selects
   * either multiple.
   */
  @Test
  void isWithinOneUnitWhereTheReducedArgumentIsLargest() {
    RandomStream stream = RandomTasks.stream(3);
    assertWithinOneUnit(
        8_000, i -> -((i % 1076 + 0.5) * LN2) * (1 + 0x1p-30 * (stream.nextUniform() - 0.5)));
    assertWithinOneUnit(
        1_076 * 5,
        i -> {
          double middle = -(i % 1076 + 0.5) * LN2;
          return middle + (i / 1076 - 2) * Math.ulp(middle);
        });
  }

  /** At multiples of ln 2 the cancellation in the reduction is largest. */
  @Test
  void isWithinOneUnitWhereTheReductionCancelsMost() {
    assertWithinOneUnit(
        1_076 * 3,
        i -> {
          double multiple = -(i % 1076) * LN2;
          return Math.min(0, multiple + (i / 1076 - 1) * Math.ulp(multiple));
        });
  }

  @Test
  void isWithinOneUnitForTinyArguments() {
    RandomStream stream = RandomTasks.stream(4);
    assertWithinOneUnit(
        4_000, i -> -Math.scalb(0.5 + 0.5 * stream.nextUniform(), -(i % 120) / 2 - i % 2));
    for (double x : new double[] {-1e-300, -Double.MIN_NORMAL, -Double.MIN_VALUE}) {
      assertEquals(1.0, Exponential.of(x));
    }
  }

  @Test
  void isWithinOneUnitForSubnormalResults() {
    RandomStream stream = RandomTasks.stream(5);
    double range = 745.2 + MIN_NORMAL;
    assertWithinOneUnit(8_000, i -> MIN_NORMAL - range * stream.nextUniform());
    // Halfway between the smallest results, where the second scaling rounds most.
    double halfOfTheSmallest = -1075 * LN2;
    assertWithinOneUnit(
        2_000,
        i -> {
          int odd = 2 * Math.floorDiv(i, 20) + 1;
          return halfOfTheSmallest + Math.log(odd) + (i % 20 - 10) * 1e-13;
        });
  }

  @Test
  void isWithinOneUnitForWholeNumbersAndHalves() {
    assertWithinOneUnit(1_493, i -> -i / 2.0);
  }

  @Test
  void theLargestScoreOfAColumnGetsOne() {
    assertEquals(1.0, Exponential.of(0.0));
    assertEquals(1.0, Exponential.of(-0.0));
  }

  /** Half of the smallest positive number is exp(-745.1332..). */
  @ParameterizedTest
  @ValueSource(
      doubles = {
        -745.14,
        -745.5,
        -745.9999999999999,
        -746,
        -746.0000000000001,
        -747,
        -1e4,
        -1e300,
        -1e308,
        -Double.MAX_VALUE,
        Double.NEGATIVE_INFINITY
      })
  void whatIsTooSmallIsPlusZero(double x) {
    assertEquals(0L, Double.doubleToRawLongBits(Exponential.of(x)));
  }

  @Test
  void theSmallestPositiveNumberIsReached() {
    assertEquals(Double.MIN_VALUE, Exponential.of(-745.13));
  }

  @Test
  void whatIsNotANumberStaysSo() {
    assertTrue(Double.isNaN(Exponential.of(Double.NaN)));
    // Any sign and payload.
    for (long bits : new long[] {0x7ff0000000000001L, 0xfff8000000000fffL, 0x7fffffffffffffffL}) {
      assertTrue(Double.isNaN(Exponential.of(Double.longBitsToDouble(bits))));
    }
  }

  /** A larger argument never gives a smaller result, even for adjacent doubles. */
  @Test
  void neverFalls() {
    RandomStream stream = RandomTasks.stream(6);
    for (int i = 0; i < 20_000; i++) {
      double x = i % 2 == 0 ? -746 * stream.nextUniform() : -(i % 1076 + 0.5) * LN2 - 1e-13;
      double before = Exponential.of(x);
      for (int j = 0; j < 50 && x < 0; j++) {
        x = Math.nextUp(x);
        double value = Exponential.of(x);
        double at = x;
        assertTrue(value >= before, () -> "exp falls at " + at);
        before = value;
      }
    }
    double before = 0;
    for (int i = -746 * 4096; i <= 0; i++) {
      double value = Exponential.of(i / 4096.0);
      assertTrue(value >= before);
      before = value;
    }
  }

  /** Results of earlier sweeps can be reproduced only if these bits do not change. */
  @ParameterizedTest
  @CsvSource({
    "-1.1102230246251565E-16, 3fefffffffffffff",
    "-0.001, 3feff7cfe56f1a9e",
    "-0.1, 3fecf46d99d52b3a",
    "-0.34657359027997264, 3fe6a09e667f3bcd",
    "-0.5, 3fe368b2fc6f960a",
    "-1.0, 3fd78b56362cef38",
    "-2.718281828459045, 3fb0e49787e20548",
    "-3.141592653589793, 3fa620227b598efa",
    "-10.0, 3f07cd79b5647c9b",
    "-37.5, 3c8dd5c566301ec8",
    "-100.0, 36ea8c1f14e2af5d",
    "-345.678, 20c3971a67444e9d",
    "-700.0, d14f2b0fb9307f",
    "-708.4, ff15b469edf89",
    "-720.25, 77564144f",
    "-744.0, 2",
    "-745.13, 1"
  })
  void bitsStayAsTheyAre(double x, String bits) {
    assertEquals(bits, Long.toHexString(Double.doubleToLongBits(Exponential.of(x))));
  }

  /**
   * The same for many arguments at once, including results that depend on the smallest
   * coefficients.
   */
  @Test
  void bitsOfManyResultsStayAsTheyAre() {
    long hash = 0;
    for (int i = 0; i <= 746 * 512; i++) {
      hash = 31 * hash + Double.doubleToLongBits(Exponential.of(-i / 512.0));
    }
    assertEquals("171c0048fc0a61b6", Long.toHexString(hash));
  }
}
