package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.iclsweep.train.RecordedSteps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The measured rate: curves of known late rate, on both kinds of recorded steps. */
class RateFitTest {
  private static final int CURVES = 200;

  /** How the recorded steps are spaced. */
  enum Spacing {
    LINEAR {
      @Override
      long[] steps(long budget) {
        return LongStream.rangeClosed(0, 200).map(i -> i * budget / 200).toArray();
      }
    },
    LOGARITHMIC {
      @Override
      long[] steps(long budget) {
        return RecordedSteps.logSpaced(budget);
      }
    };

    abstract long[] steps(long budget);
  }

  /**
   * A curve.
   *
   * @param log log gap at a step
   * @param rate its late rate
   */
  private record Curve(DoubleUnaryOperator log, double rate) {
    Optional<RateFit> fit(long[] steps) {
      return RateFitTest.fit(steps, t -> StrictMath.exp(log.applyAsDouble((double) t)));
    }

    /** With lognormal noise on every recorded gap. */
    Optional<RateFit> fit(long[] steps, Random random, double deviation) {
      return RateFitTest.fit(
          steps,
          t -> StrictMath.exp(log.applyAsDouble((double) t) + deviation * random.nextGaussian()));
    }
  }

  /** Draws a curve. */
  private interface Family {
    Curve draw(Random random, double budget);
  }

  private static Optional<RateFit> fit(long[] steps, LongToDoubleFunction gap) {
    double[] gaps = Arrays.stream(steps).mapToDouble(gap).toArray();
    Optional<RateFit> fit = RateFit.late(steps, gaps);
    fit.ifPresent(f -> assertSane(f, steps));
    return fit;
  }

  private static void assertSane(RateFit fit, long[] steps) {
    for (double value : new double[] {fit.rate(), fit.low(), fit.high(), fit.r2(), fit.orders()}) {
      assertTrue(Double.isFinite(value), fit::toString);
    }
    assertTrue(fit.low() <= fit.rate() && fit.rate() <= fit.high(), fit::toString);
    assertTrue(fit.r2() >= 0 && fit.r2() <= 1, fit::toString);
    long used = Arrays.stream(steps).filter(t -> fit.from() <= t && t <= fit.to()).count();
    assertEquals(used, fit.points());
    assertTrue(fit.points() >= 8, fit::toString);
    assertEquals(fit.rate() > 0, fit.halfLife().isPresent());
  }

  private static boolean covers(RateFit fit, double rate) {
    return fit.low() <= rate && rate <= fit.high();
  }

  private static long[] every(long distance, long last) {
    return LongStream.rangeClosed(0, last / distance).map(i -> i * distance).toArray();
  }

  private static double uniform(Random random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  private static double logUniform(Random random, double low, double high) {
    return Math.exp(uniform(random, Math.log(low), Math.log(high)));
  }

  /** First numbers of Random of neighbouring seeds are much alike. */
  private static Random random(int seed) {
    return new Random(0x9E3779B97F4A7C15L * (seed + 1));
  }

  private static long budget(Random random) {
    return Math.round(logUniform(random, 1000, 100_000));
  }

  /** A straight curve that falls by so much in log gap. */
  private static Family straight(double least, double most) {
    return (random, budget) -> {
      double rate = uniform(random, least, most) / budget;
      return new Curve(t -> -rate * t, rate);
    };
  }

  /** The first rate is so many times the second, with a break at 10% to 60% of the steps. */
  private static Family phases(double leastRatio, double mostRatio, double least, double most) {
    return (random, budget) -> {
      double bend = uniform(random, 0.1, 0.6) * budget;
      double ratio = logUniform(random, leastRatio, mostRatio);
      double rate = uniform(random, least, most) / (ratio * bend + budget - bend);
      return new Curve(t -> -rate * (t < bend ? ratio * t : ratio * bend + t - bend), rate);
    };
  }

  /**
   * Constant until 10% to 50% of the steps, after a fall in the first 2% to 10% if it is middle.
   */
  private static Family plateau(boolean middle, double least, double most) {
    return (random, budget) -> {
      double first = middle ? uniform(random, 0.02, 0.1) * budget : 0;
      double fall = middle ? uniform(random, 1, 5) : 0;
      double end = uniform(random, 0.1, 0.5) * budget;
      double rate = uniform(random, least, most) / (budget - end);
      return new Curve(
          t -> t < first ? -fall * t / first : -fall - rate * Math.max(0, t - end), rate);
    };
  }

  /** A second exponential, 20 times to a twentieth as large, falls 3 to 10 times as fast. */
  private static Family twoExponentials(double least, double most) {
    return (random, budget) -> {
      double rate = uniform(random, least, most) / budget;
      double faster = rate * uniform(random, 2, 9) + 20 / budget;
      double share = logUniform(random, 0.05, 20);
      return new Curve(t -> -rate * t + Math.log1p(share * Math.exp(-faster * t)), rate);
    };
  }

  /** The slope goes from ratio rate to rate like a logistic function. */
  private static Family smoothBend(double least, double most) {
    return (random, budget) -> {
      double bend = uniform(random, 0.1, 0.4) * budget;
      double width = uniform(random, 0.01, 0.05) * budget;
      double ratio = logUniform(random, 0.1, 10);
      double rate = uniform(random, least, most) / (ratio * bend + budget - bend);
      return new Curve(
          t -> -rate * (ratio * t + (1 - ratio) * width * Math.log1p(Math.exp((t - bend) / width))),
          rate);
    };
  }

  private static void assertWithin(double tolerance, Family family, Spacing spacing) {
    for (int seed = 0; seed < CURVES; seed++) {
      Random random = random(seed);
      long budget = budget(random);
      Curve curve = family.draw(random, (double) budget);
      RateFit fit = curve.fit(spacing.steps(budget)).orElseThrow();
      assertEquals(curve.rate(), fit.rate(), tolerance * curve.rate(), "seed " + seed);
      assertTrue(fit.r2() > 0.999, fit::toString);
    }
  }

  /** log gap is good to eps (1 + |log gap|), so a curve that falls by 1e-3 gives 12 digits. */
  @ParameterizedTest
  @EnumSource
  void anExactExponentialGivesItsRate(Spacing spacing) {
    for (int seed = 0; seed < CURVES; seed++) {
      Random random = random(seed);
      long budget = budget(random);
      long[] steps = spacing.steps(budget);
      double rate = logUniform(random, 1e-3, 57) / (double) budget;
      double start = logUniform(random, 1e-6, 1e6);
      RateFit fit = fit(steps, t -> start * StrictMath.exp(-rate * t)).orElseThrow();
      assertEquals(rate, fit.rate(), 1e-9 * rate);
      assertTrue(covers(fit, rate), fit::toString);
      assertTrue(fit.high() - fit.low() < 1e-9 * rate, fit::toString);
      assertEquals(1, fit.r2(), 1e-9);
      assertEquals(0, fit.from());
      assertEquals(budget, fit.to());
      assertEquals(steps.length, fit.points());
      assertEquals(rate * budget / Math.log(10), fit.orders(), 1e-8);
      assertEquals(Math.log(2) / rate, fit.halfLife().orElseThrow(), 1e-8 / rate);
    }
  }

  /** A break is found to the point, but for points off the line by less than 0.1% of a drop. */
  @ParameterizedTest
  @EnumSource
  void theLaterOfTwoPhasesCounts(Spacing spacing) {
    assertWithin(5e-4, phases(0.1, 10, 1, 55), spacing);
  }

  @Test
  void theFitBeginsAtTheBreak() {
    long[] steps = every(5, 1000);
    RateFit fit =
        fit(steps, t -> StrictMath.exp(t <= 300 ? -0.001 * t : -0.02 * (t - 300) - 0.3))
            .orElseThrow();
    assertEquals(300, fit.from());
    assertEquals(1000, fit.to());
    assertEquals(141, fit.points());
    assertEquals(0.02, fit.rate(), 1e-12);
    assertEquals(14 / Math.log(10), fit.orders(), 1e-9);
  }

  @ParameterizedTest
  @EnumSource
  void anEarlyPlateauIsLeftOut(Spacing spacing) {
    assertWithin(1e-3, plateau(false, 1, 50), spacing);
  }

  @ParameterizedTest
  @EnumSource
  void aPlateauInTheMiddleIsLeftOut(Spacing spacing) {
    assertWithin(1e-3, plateau(true, 1, 50), spacing);
  }

  @ParameterizedTest
  @EnumSource
  void theSlowerOfTwoExponentialsCounts(Spacing spacing) {
    assertWithin(1e-3, twoExponentials(1, 50), spacing);
  }

  @ParameterizedTest
  @EnumSource
  void aSmoothBendIsLeftOut(Spacing spacing) {
    assertWithin(3e-3, smoothBend(1, 50), spacing);
  }

  @Test
  void theRoundingFloorIsLeftOut() {
    // exp(-0.5 t) reaches 1e-26 between steps 119 and 120.
    RateFit fit = fit(every(1, 1000), t -> t < 120 ? 3 * Math.exp(-0.5 * t) : 1e-29).orElseThrow();
    assertEquals(119, fit.to());
    assertEquals(0, fit.from());
    assertEquals(0.5, fit.rate(), 1e-12);
    assertEquals(1, fit.r2(), 1e-12);
  }

  @Test
  void whatComesAfterTheFirstTouchOfTheFloorIsLeftOutToo() {
    RateFit fit = fit(every(1, 40), t -> t == 30 ? 0 : Math.exp(-0.1 * t)).orElseThrow();
    assertEquals(29, fit.to());
    assertEquals(0.1, fit.rate(), 1e-10);
  }

  /**
   * Below the cut at 1e-26 gap(0) where gap(0) is 1, above it where gap(0) is below 1e-4. A floor
   * of a few points at the very end may leave a bend, which is too short.
   */
  @ParameterizedTest
  @CsvSource({"5", "1", "1e-3", "1e-5", "1e-7"})
  void aNoisyFloorAtAFixedLevelIsLeftOut(double start) {
    int tooShort = 0;
    for (Spacing spacing : Spacing.values()) {
      for (int seed = 0; seed < CURVES; seed++) {
        Random random = random(seed);
        long budget = budget(random);
        double rate = logUniform(random, 40, 300) / (double) budget;
        double begin = uniform(random, 0, 0.1) * (double) budget;
        double noise = uniform(random, 0, 1);
        Optional<RateFit> fit =
            fit(
                spacing.steps(budget),
                t ->
                    start * Math.exp(-rate * Math.max(0, t - begin))
                        + 1e-30 * Math.exp(noise * random.nextGaussian()));
        tooShort += fit.isEmpty() ? 1 : 0;
        fit.ifPresent(f -> assertEquals(rate, f.rate(), 0.01 * rate, spacing.name()));
      }
    }
    assertTrue(tooShort <= 0.02 * CURVES, "too short: " + tooShort);
  }

  /** The slow phase begins at 3e-21 gap(0). */
  @Test
  void aSlowPhaseNearTheFloorIsNoFloor() {
    RateFit fit =
        fit(every(5, 1000), t -> Math.exp(t < 500 ? -0.094 * t : -47 - 0.0094 * (t - 500)))
            .orElseThrow();
    assertEquals(0.0094, fit.rate(), 1e-5);
    assertEquals(500, fit.from());
    assertEquals(1000, fit.to());
  }

  /**
   * Periods from two steps to a tenth of the steps, amplitudes to 0.5, 10 to 25 orders of
   * magnitude, with noise of 0 or 0.05 on log gap. A period near a multiple of the distance of two
   * records cannot be told from a slow bend, which spoils a few curves.
   */
  @ParameterizedTest
  @CsvSource({"LINEAR, 0", "LINEAR, 0.05", "LOGARITHMIC, 0", "LOGARITHMIC, 0.05"})
  void oscillationsAverageOut(Spacing spacing, double noise) {
    int close = 0;
    int covered = 0;
    for (int seed = 0; seed < CURVES; seed++) {
      Random random = random(seed);
      long budget = budget(random);
      double rate = uniform(random, 10, 25) * Math.log(10) / (double) budget;
      double amplitude = uniform(random, 0.05, 0.5);
      double omega = 2 * Math.PI / logUniform(random, 2, 0.1 * (double) budget);
      double phase = uniform(random, 0, 2 * Math.PI);
      Curve curve = new Curve(t -> amplitude * Math.sin(omega * t + phase) - rate * t, rate);
      Optional<RateFit> fit = curve.fit(spacing.steps(budget), random, noise);
      close += fit.isPresent() && Math.abs(fit.get().rate() - rate) < 0.01 * rate ? 1 : 0;
      covered += fit.isPresent() && covers(fit.get(), rate) ? 1 : 0;
    }
    assertTrue(close >= 0.96 * CURVES, "within 1%: " + close);
    assertTrue(covered >= 0.94 * CURVES, "covered: " + covered);
  }

  /** Three orders of magnitude hold 1.2 periods. */
  @Test
  void aPartOfAnOscillationIsNoBend() {
    long[] steps = every(5, 1000);
    for (int i = 0; i < 12; i++) {
      double phase = 2 * Math.PI * i / 12;
      Curve curve =
          new Curve(t -> 0.5 * Math.sin(2 * Math.PI * t / 104 + phase) - 0.055 * t, 0.055);
      RateFit fit = curve.fit(steps).orElseThrow();
      assertEquals(0.055, fit.rate(), 0.01 * 0.055);
      assertTrue(covers(fit, 0.055), fit::toString);
    }
  }

  /** Straight curves, two phases and plateaus under noise: 100 draws of every setting. */
  @ParameterizedTest
  @EnumSource
  void theIntervalCoversTheRate(Spacing spacing) {
    for (double noise : new double[] {0.02, 0.1, 0.3}) {
      assertCovered("straight", straight(3, 50), spacing, noise);
      assertCovered("flat", straight(0.5, 3), spacing, noise);
      assertCovered("phases", phases(0.1, 10, 5, 50), spacing, noise);
      assertCovered("fast then slow", phases(3, 3, 5, 50), spacing, noise);
      assertCovered("slow then fast", phases(0.5, 0.5, 5, 50), spacing, noise);
      assertCovered("plateau", plateau(false, 5, 50), spacing, noise);
    }
  }

  private static void assertCovered(String name, Family family, Spacing spacing, double noise) {
    int covered = 0;
    for (int seed = 0; seed < 100; seed++) {
      Random random = random(seed);
      long budget = budget(random);
      Curve curve = family.draw(random, (double) budget);
      Optional<RateFit> fit = curve.fit(spacing.steps(budget), random, noise);
      covered += fit.isPresent() && covers(fit.get(), curve.rate()) ? 1 : 0;
    }
    String setting = "%s, %s, noise %s".formatted(name, spacing, noise);
    assertTrue(covered >= 90, setting + ": " + covered);
  }

  /**
   * The interval of a straight curve is no wider than textbook intervals would be, but a little.
   */
  @Test
  void theIntervalOfAStraightCurveIsThatOfLeastSquares() {
    long[] steps = every(5, 1000);
    double sxx = Arrays.stream(steps).mapToDouble(t -> Math.pow(t - 500.0, 2)).sum();
    // 97.5% of Student's t with 199 degrees of freedom.
    double textbook = 1.97196 * 0.1 / Math.sqrt(sxx);
    double mean =
        IntStream.range(0, CURVES)
            .mapToObj(RateFitTest::random)
            .map(random -> new Curve(t -> -0.02 * t, 0.02).fit(steps, random, 0.1).orElseThrow())
            .mapToDouble(fit -> (fit.high() - fit.low()) / 2)
            .average()
            .orElseThrow();
    assertTrue(mean > textbook && mean < 1.4 * textbook, "ratio " + mean / textbook);
  }

  /** Against the textbook formulas, written with raw sums, which lose some digits. */
  @Test
  void aNoisyCurveGivesTheLeastSquaresLine() {
    Random random = new Random(3);
    long[] steps = every(1, 40);
    double[] logs = Arrays.stream(steps).mapToDouble(t -> random.nextGaussian()).toArray();
    RateFit fit = fit(steps, t -> Math.exp(logs[(int) t])).orElseThrow();
    double n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (long t = fit.from(); t <= fit.to(); t++) {
      double l = logs[(int) t];
      n++;
      x += t;
      y += l;
      xx += (double) t * t;
      xy += t * l;
      yy += l * l;
    }
    double slope = (n * xy - x * y) / (n * xx - x * x);
    double r2 = Math.pow(n * xy - x * y, 2) / ((n * xx - x * x) * (n * yy - y * y));
    assertEquals(-slope, fit.rate(), 1e-12);
    assertEquals(r2, fit.r2(), 1e-11);
    assertTrue(fit.r2() < 0.5);
  }

  @Test
  void fewerThanEightPointsAreTooShort() {
    LongToDoubleFunction gap = t -> Math.exp(-0.1 * t);
    assertTrue(fit(new long[0], gap).isEmpty());
    for (long last = 0; last < 7; last++) {
      assertTrue(fit(every(1, last), gap).isEmpty());
    }
    assertEquals(8, fit(every(1, 7), gap).orElseThrow().points());
  }

  /** The last fifth falls by two orders of magnitude after a plateau. */
  @ParameterizedTest
  @EnumSource
  void aShortStraightPartIsTooShort(Spacing spacing) {
    for (long budget : new long[] {1000, 5000, 20_000, 100_000}) {
      double begin = 0.8 * (double) budget;
      double rate = 2 * Math.log(10) / (0.2 * (double) budget);
      assertTrue(
          fit(spacing.steps(budget), t -> Math.exp(-rate * Math.max(0, t - begin))).isEmpty());
      assertTrue(
          fit(spacing.steps(budget), t -> Math.exp(rate * Math.max(0, begin - t))).isEmpty());
    }
  }

  /** But three orders are enough. */
  @Test
  void threeOrdersInAFifthOfTheStepsAreNotTooShort() {
    double rate = 3.2 * Math.log(10) / 200;
    RateFit fit = fit(every(5, 1000), t -> Math.exp(-rate * Math.max(0, t - 800))).orElseThrow();
    assertEquals(rate, fit.rate(), 1e-3 * rate);
    assertEquals(800, fit.from());
    assertEquals(3.2, fit.orders(), 0.01);
  }

  @ParameterizedTest
  @EnumSource
  void aCurveThatKeepsBendingIsTooShort(Spacing spacing) {
    for (long budget : new long[] {1000, 5000, 20_000, 100_000}) {
      for (double power : new double[] {1, 2, 5}) {
        assertTrue(fit(spacing.steps(budget), t -> Math.pow(1.0 + t, -power)).isEmpty());
      }
    }
  }

  /** A bend of less than 0.01 in log gap does not matter. The local rate is power / t. */
  @Test
  void aCurveThatHardlyBendsGivesTheRateOfItsEnd() {
    RateFit fit = fit(every(5, 1000), t -> Math.pow(1.0 + t, -0.3)).orElseThrow();
    assertTrue(fit.from() >= 600, fit::toString);
    assertTrue(fit.rate() > 0.3 / 1000 && fit.rate() < 0.3 / 600, fit::toString);
  }

  /** The plateau begins at 35% to 60% of the steps. */
  @ParameterizedTest
  @EnumSource
  void aPlateauAtTheEndHasARateOfZero(Spacing spacing) {
    int covered = 0;
    for (int seed = 0; seed < CURVES; seed++) {
      Random random = random(seed);
      long budget = budget(random);
      double rate = 20 / (double) budget;
      double level = logUniform(random, 6e-6, 1e-3);
      Curve curve = new Curve(t -> Math.max(Math.log(level), -rate * t), 0);
      RateFit exact = curve.fit(spacing.steps(budget)).orElseThrow();
      assertEquals(0, exact.rate(), 1e-9 * rate);
      double noise = uniform(random, 0.02, 0.2);
      RateFit noisy = curve.fit(spacing.steps(budget), random, noise).orElseThrow();
      assertEquals(0, noisy.rate(), 0.1 * rate);
      covered += covers(noisy, 0) ? 1 : 0;
    }
    assertTrue(covered >= 0.9 * CURVES, "covered: " + covered);
  }

  @Test
  void aGrowingGapHasANegativeRate() {
    RateFit fit = fit(every(3, 60), t -> Math.exp(0.1 * t)).orElseThrow();
    assertEquals(-0.1, fit.rate(), 1e-10);
    assertEquals(-6 / Math.log(10), fit.orders(), 1e-9);
    assertTrue(fit.halfLife().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(doubles = {4.9E-324, 1e-300, 1e-30, 0.3, 1, 1e300, Double.MAX_VALUE})
  void aConstantGapIsAStraightLine(double gap) {
    RateFit fit = fit(every(1, 100), t -> gap).orElseThrow();
    assertEquals(0.0, fit.rate());
    assertEquals(1, fit.r2());
    assertEquals(0, fit.from());
    assertEquals(100, fit.to());
    assertTrue(fit.low() < 0 && fit.high() > 0 && fit.high() < 1e-12, fit::toString);
    assertTrue(fit.halfLife().isEmpty());
  }

  @Test
  void gapsThatAreNotPositiveAndFiniteEndTheCurve() {
    assertTrue(fit(every(1, 100), t -> 0).isEmpty());
    assertTrue(fit(every(1, 100), t -> Double.NaN).isEmpty());
    assertTrue(fit(every(1, 100), t -> -1).isEmpty());
    for (double end : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      RateFit fit = fit(every(1, 100), t -> t > 60 ? end : Math.exp(-0.2 * t)).orElseThrow();
      assertEquals(60, fit.to());
      assertEquals(0.2, fit.rate(), 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e300})
  void hugeAndTinyGapsAreNothingSpecial(double start) {
    for (double rate : new double[] {0.5, 0.01, -0.01, -0.5}) {
      RateFit fit = fit(every(1, 30), t -> start * Math.exp(-rate * t)).orElseThrow();
      assertEquals(rate, fit.rate(), 1e-11);
      assertTrue(covers(fit, rate), fit::toString);
    }
    Random random = new Random(1);
    for (int i = 0; i < CURVES; i++) {
      Optional<RateFit> any =
          fit(every(1, 30), t -> start * StrictMath.exp(20 * random.nextGaussian()));
      assertFalse(any.isPresent() && any.get().points() > 31);
    }
    RateFit leap = fit(every(1, 30), t -> t % 2 == 0 ? 1e-300 : 1e300).orElseThrow();
    assertTrue(leap.r2() < 0.1, leap::toString);
  }

  /** Quantiles of Student's t from tables. */
  @Test
  void studentsQuantileIsThatOfTheTables() {
    double z = 1.959963984540054;
    assertEquals(3.182446305, StraightLine.student(z, 3), 1.3e-3 * 3.18);
    assertEquals(2.570581836, StraightLine.student(z, 5), 2e-4 * 2.57);
    assertEquals(2.446911851, StraightLine.student(z, 6), 1e-4 * 2.45);
    assertEquals(2.228138852, StraightLine.student(z, 10), 1e-5 * 2.23);
    assertEquals(2.042272456, StraightLine.student(z, 30), 1e-7 * 2.04);
    assertEquals(z, StraightLine.student(z, 1e12), 1e-11);
    assertEquals(StraightLine.student(z, 3), StraightLine.student(z, 0.2));
  }
}
