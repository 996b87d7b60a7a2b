package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.UtilEjml;
import org.junit.jupiter.api.Test;

/** The rate bound and the regime of a trial. */
class RateTest {
  private static final double EPS = UtilEjml.EPS;

  @Test
  void boundIsThatOfTheTheorem() {
    RateBound bound = RateBound.of(2.5, 0.03, 40, 7);
    double factor = 1 - 2.5 * 0.03 / (4 * 40);
    assertEquals(7, bound.gapStart());
    // The rounding of 1 - x is eps, and x is 5e-4: the relative error of the logarithm is 2000 eps.
    assertEquals(-Math.log(factor), bound.perStep(), 8 * EPS);
    for (int step : new int[] {0, 1, 2, 1000, 20_000}) {
      double expected = Math.pow(factor, step) * 7;
      assertEquals(expected, bound.at(step), (8 * step + 8) * EPS * expected);
    }
    assertTrue(bound.defined());
  }

  @Test
  void boundKeepsItsDigitsWhereZetaIsTiny() {
    // -log(1 - x) = x + x^2 / 2 + ..., and x = 1e-18 / 40 here.
    assertEquals(2.5e-20, RateBound.of(1, 1e-18, 10, 1).perStep(), 1e-35);
    assertEquals(0.0, RateBound.of(1, 0, 10, 1).perStep());
    assertEquals(3.0, RateBound.of(1, 0, 10, 3).at(1000));
  }

  @Test
  void boundHoldsUpToRounding() {
    RateBound bound = RateBound.of(1, 1, 10, 2);
    for (long step : new long[] {0, 1, 10, 500}) {
      double at = bound.at(step);
      assertTrue(bound.holds(step, at));
      assertTrue(bound.holds(step, at * (1 + 0.9e-12)));
      assertFalse(bound.holds(step, at * (1 + 1.1e-12)));
      assertTrue(bound.holds(step, at / 2));
      assertFalse(bound.holds(step, Double.NaN));
      assertFalse(bound.holds(step, Double.POSITIVE_INFINITY));
    }
  }

  @Test
  void aGapAtTheRoundingFloorCountsAsZero() {
    RateBound bound = RateBound.of(1, 1, 1, 2);
    long step = 10_000;
    assertTrue(bound.at(step) < 1e-300);
    assertTrue(bound.holds(step, 1e-26 * 2));
    assertFalse(bound.holds(step, 1.01e-26 * 2));
    assertTrue(bound.holds(step, 0));
  }

  @Test
  void boundIsNotDefinedForStepsThatAreTooLarge() {
    assertTrue(RateBound.of(3.999, 1, 1, 1).defined());
    assertFalse(RateBound.of(4, 1, 1, 1).defined());
    assertFalse(RateBound.of(5, 1, 1, 1).defined());
  }
}
