package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.ejml.UtilEjml;
import org.iclsweep.theory.AttentionSpectrum.Extremes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rate bound, the measured rate and the regime of a trial. */
class RateTest {
  private static final double EPS = UtilEjml.EPS;

  private static Optional<RateFit> fit(long[] steps, LongToDoubleFunction gap) {
    return RateFit.late(steps, Arrays.stream(steps).mapToDouble(gap).toArray());
  }

  private static long[] every(long distance, long last) {
    return LongStream.rangeClosed(0, last / distance).map(i -> i * distance).toArray();
  }

  /** log gap is good to eps (1 + |log gap|), which 100 points over 50 steps or more average. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1e-3, 0.02, 0.5})
  void anExactExponentialGivesItsRate(double rate) {
    RateFit fit = fit(every(1, 100), t -> 7.5 * Math.exp(-rate * t)).orElseThrow();
    assertEquals(rate, fit.rate(), 1e-9 * rate);
    assertEquals(1, fit.r2(), 1e-12);
    assertTrue(fit.r2() <= 1);
    assertEquals(50, fit.from());
    assertEquals(100, fit.to());
  }

  @Test
  void aGrowingGapHasANegativeRate() {
    RateFit fit = fit(every(3, 60), t -> Math.exp(0.1 * t)).orElseThrow();
    assertEquals(-0.1, fit.rate(), 1e-10);
  }

  @Test
  void onlyTheSecondHalfOfTheStepsCounts() {
    long[] steps = {0, 1, 2, 5, 10, 20, 49, 50, 60, 70, 80, 90, 100};
    RateFit fit =
        fit(steps, t -> Math.exp(t <= 50 ? -0.01 * t : -0.3 * (t - 50) - 0.5)).orElseThrow();
    assertEquals(0.3, fit.rate(), 1e-9 * 0.3);
    assertEquals(1, fit.r2(), 1e-12);
    assertEquals(50, fit.from());
    assertEquals(100, fit.to());
  }

  /** Against the textbook formulas, written with raw sums, which lose some digits. */
  @Test
  void aBentCurveGivesTheLeastSquaresLine() {
    long[] steps = every(1, 40);
    RateFit fit = fit(steps, t -> 1 / (1.0 + t * t)).orElseThrow();
    double n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (long t = 20; t <= 40; t++) {
      double l = -Math.log(1.0 + t * t);
      n++;
      x += t;
      y += l;
      xx += (double) t * t;
      xy += t * l;
      yy += l * l;
    }
    double slope = (n * xy - x * y) / (n * xx - x * x);
    double r2 = Math.pow(n * xy - x * y, 2) / ((n * xx - x * x) * (n * yy - y * y));
    assertEquals(-slope, fit.rate(), 1e-11);
    assertEquals(r2, fit.r2(), 1e-11);
    assertTrue(fit.r2() < 0.999);
  }

  @Test
  void theRoundingFloorIsLeftOut() {
    // exp(-0.5 t) reaches 1e-26 between steps 119 and 120.
    RateFit fit = fit(every(1, 1000), t -> t < 120 ? 3 * Math.exp(-0.5 * t) : 1e-29).orElseThrow();
    assertEquals(119, fit.to());
    assertEquals(60, fit.from());
    assertEquals(0.5, fit.rate(), 1e-9);
    assertEquals(1, fit.r2(), 1e-12);
  }

  @Test
  void whatComesAfterTheFirstTouchOfTheFloorIsLeftOutToo() {
    RateFit fit = fit(every(1, 40), t -> t == 30 ? 0 : Math.exp(-0.1 * t)).orElseThrow();
    assertEquals(29, fit.to());
    assertEquals(0.1, fit.rate(), 1e-10);
  }

  @Test
  void aFlatCurveHasNoRate() {
    for (int i = 1; i < 1000; i++) {
      double gap = 0.001 * i;
      assertTrue(fit(every(1, 100), t -> gap).isEmpty(), "gap " + gap);
    }
  }

  @Test
  void fewerThanFivePointsHaveNoRate() {
    LongToDoubleFunction gap = t -> Math.exp(-0.1 * t);
    assertTrue(fit(new long[] {0}, gap).isEmpty());
    assertTrue(fit(new long[] {0, 1, 2, 3, 4, 5, 10, 10_000}, gap).isEmpty());
    assertTrue(fit(new long[] {0, 1, 2, 50, 60, 70, 100}, gap).isEmpty());
    assertTrue(fit(new long[] {0, 1, 2, 50, 60, 70, 80, 100}, gap).isPresent());
  }

  @Test
  void aGapOfZeroHasNoRate() {
    assertTrue(fit(every(1, 100), t -> 0).isEmpty());
  }

  @Test
  void boundIsThatOfTheTheorem() {
    RateBound bound = RateBound.of(2.5, 0.03, 40, 7);
    double factor = 1 - 2.5 * 0.03 / (4 * 40);
    assertEquals(7, bound.gapStart());
    // 1 - x is rounded at eps, and x is 5e-4: some 2000 eps relative in its logarithm.
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

  @Test
  void regimeIsDecidedByTheFirstAssumptionThatFails() {
    Extremes full = new Extremes(0.1, 2);
    Extremes none = new Extremes(0, 2);
    RateBound good = RateBound.of(1, 0.01, 10, 1);
    RateBound tooLarge = RateBound.of(41, 1, 10, 1);
    assertEquals(Regime.THEORY, Regime.of(true, false, 5, 5, full, good));
    assertEquals(Regime.ADAM, Regime.of(false, true, 4, 5, none, tooLarge));
    assertEquals(Regime.ADAM, Regime.of(false, false, 5, 5, full, good));
    assertEquals(Regime.SINGULAR, Regime.of(true, true, 4, 5, none, tooLarge));
    assertEquals(Regime.SINGULAR, Regime.of(true, true, 5, 5, full, good));
    assertEquals(Regime.FEW_HEADS, Regime.of(true, false, 4, 5, none, tooLarge));
    assertEquals(Regime.RANK_LOST, Regime.of(true, false, 5, 5, none, tooLarge));
    assertEquals(Regime.RATE_TOO_LARGE, Regime.of(true, false, 5, 5, full, tooLarge));
  }

  @Test
  void rankIsLostAtTheRoundingOfTheLargestSingularValue() {
    RateBound bound = RateBound.of(1, 0, 10, 1);
    Extremes lost = new Extremes(5 * EPS * 2, 2);
    Extremes kept = new Extremes(5.01 * EPS * 2, 2);
    assertEquals(Regime.RANK_LOST, Regime.of(true, false, 9, 5, lost, bound));
    assertEquals(Regime.THEORY, Regime.of(true, false, 9, 5, kept, bound));
  }
}
