package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.iclsweep.theory.RateFit.Line;
import org.iclsweep.theory.RateFit.Shape;
import org.iclsweep.train.RecordedSteps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fitted rate of curves with known late rates, for both spacings of the recorded steps. */
class RateFitTest {
  private static final int CURVES = 100;

  /** The spacing of the recorded steps. */
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
    RateFit fit(long[] steps) {
      return RateFitTest.fit(steps, t -> StrictMath.exp(log.applyAsDouble((double) t)));
    }

    /** Fits the curve with lognormal noise on every recorded gap. */
    RateFit fit(long[] steps, Random random, double deviation) {
      return RateFitTest.fit(
          steps,
          t -> StrictMath.exp(log.applyAsDouble((double) t) + deviation * random.nextGaussian()));
    }
  }

  /** A family of random curves. */
  private interface Family {
    Curve draw(Random random, double budget);
  }

  private static RateFit fit(long[] steps, LongToDoubleFunction gap) {
    double[] gaps = Arrays.stream(steps).mapToDouble(gap).toArray();
    RateFit fit = RateFit.late(steps, gaps);
    assertSane(fit, steps);
    return fit;
  }

  /** The fit of a curve that must be straight. */
  private static Line line(long[] steps, LongToDoubleFunction gap) {
    return line(fit(steps, gap));
  }

  private static Line line(RateFit fit) {
    assertEquals(Shape.STRAIGHT, fit.shape(), fit::toString);
    return fit.line();
  }

  static void assertSane(RateFit fit, long[] steps) {
    assertEquals(fit.shape() == Shape.STRAIGHT, fit.line() != null, fit::toString);
    if (fit.end() != null) {
      assertEquals(Shape.BENT, fit.shape());
      assertTrue(fit.end() > 0 && Double.isFinite(fit.end()), fit::toString);
    }
    Line line = fit.line();
    if (line == null) {
      return;
    }
    for (double value :
        new double[] {line.low(), line.high(), line.r2(), line.orders(), line.halfLife()}) {
      assertTrue(Double.isFinite(value), fit::toString);
    }
    assertTrue(line.rate() > 0, fit::toString);
    assertTrue(line.low() <= line.rate() && line.rate() <= line.high(), fit::toString);
    assertTrue(line.low() > 0, fit::toString);
    assertTrue(line.r2() >= 0 && line.r2() <= 1, fit::toString);
    long used = Arrays.stream(steps).filter(t -> line.from() <= t && t <= line.to()).count();
    assertEquals(used, line.points());
  }

  private static boolean covers(Line line, double rate) {
    return line.low() <= rate && rate <= line.high();
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

  /**
   * A generator for a seed. Without the multiplier, neighbouring seeds give similar first numbers.
   */
  static Random random(int seed) {
    return new Random(0x9E3779B97F4A7C15L * (seed + 1));
  }

  private static long budget(Random random) {
    return Math.round(logUniform(random, 1000, 100_000));
  }

  /** A straight curve with a total decrease of log gap in the given range. */
  private static Family straight(double minimum, double maximum) {
    return (random, budget) -> {
      double rate = uniform(random, minimum, maximum) / budget;
      return new Curve(t -> -rate * t, rate);
    };
  }

  /**
   * Two exponentials with the given ratio of the first rate to the second, and a break at 10% to
   * 60% of the steps.
   */
  private static Family phases(
      double minimumRatio, double maximumRatio, double minimum, double maximum) {
    return (random, budget) -> {
      double bend = uniform(random, 0.1, 0.6) * budget;
      double ratio = logUniform(random, minimumRatio, maximumRatio);
      double rate = uniform(random, minimum, maximum) / (ratio * bend + budget - bend);
      return new Curve(t -> -rate * (t < bend ? ratio * t : ratio * bend + t - bend), rate);
    };
  }

  /** Constant until 10% to 50% of the steps; if middle, after a decrease in the first 2% to 10%. */
  private static Family plateau(boolean middle, double minimum, double maximum) {
    return (random, budget) -> {
      double first = middle ? uniform(random, 0.02, 0.1) * budget : 0;
      double fall = middle ? uniform(random, 1, 5) : 0;
      double end = uniform(random, 0.1, 0.5) * budget;
      double rate = uniform(random, minimum, maximum) / (budget - end);
      return new Curve(
          t -> t < first ? -fall * t / first : -fall - rate * Math.max(0, t - end), rate);
    };
  }

  /**
   * The sum of two exponentials; the second one is 20 times to a twentieth as large and decays 3 to
   * 10 times as fast.
   */
  private static Family twoExponentials(double minimum, double maximum) {
    return (random, budget) -> {
      double rate = uniform(random, minimum, maximum) / budget;
      double faster = rate * uniform(random, 2, 9) + 20 / budget;
      double ratio = logUniform(random, 0.05, 20);
      return new Curve(t -> -rate * t + Math.log1p(ratio * Math.exp(-faster * t)), rate);
    };
  }

  /** The slope changes from (ratio times rate) to rate like a logistic function. */
  private static Family smoothBend(double minimum, double maximum) {
    return (random, budget) -> {
      double bend = uniform(random, 0.1, 0.4) * budget;
      double width = uniform(random, 0.01, 0.05) * budget;
      double ratio = logUniform(random, 0.1, 10);
      double rate = uniform(random, minimum, maximum) / (ratio * bend + budget - bend);
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
      Line fit = line(curve.fit(spacing.steps(budget)));
      assertEquals(curve.rate(), fit.rate(), tolerance * curve.rate(), "seed " + seed);
      assertTrue(fit.r2() > 0.999, fit::toString);
    }
  }

  /** The error of log gap is eps (1 + |log gap|), so a decrease by 1e-3 gives 12 digits. */
  @ParameterizedTest
  @EnumSource
  void anExactExponentialGivesItsRate(Spacing spacing) {
    for (int seed = 0; seed < CURVES; seed++) {
      Random random = random(seed);
      long budget = budget(random);
      long[] steps = spacing.steps(budget);
      double rate = logUniform(random, 1e-3, 57) / (double) budget;
      double start = logUniform(random, 1e-6, 1e6);
      Line fit = line(steps, t -> start * StrictMath.exp(-rate * t));
      assertEquals(rate, fit.rate(), 1e-9 * rate);
      assertTrue(covers(fit, rate), fit::toString);
      assertTrue(fit.high() - fit.low() < 1e-9 * rate, fit::toString);
      assertEquals(1, fit.r2(), 1e-9);
      assertEquals(0, fit.from());
      assertEquals(budget, fit.to());
      assertEquals(steps.length, fit.points());
      assertEquals(rate * budget / Math.log(10), fit.orders(), 1e-8);
      assertEquals(Math.log(2) / rate, fit.halfLife(), 1e-8 / rate);
    }
  }

  /** A break is located exactly, except for points closer to the line than 0.1% of a drop. */
  @ParameterizedTest
  @EnumSource
  void theLaterOfTwoPhasesCounts(Spacing spacing) {
    assertWithin(5e-4, phases(0.1, 10, 1, 55), spacing);
  }

  @Test
  void theFitBeginsAtTheBreak() {
    long[] steps = every(5, 1000);
    Line fit = line(steps, t -> StrictMath.exp(t <= 300 ? -0.001 * t : -0.02 * (t - 300) - 0.3));
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
    Line fit = line(every(1, 1000), t -> t < 120 ? 3 * Math.exp(-0.5 * t) : 1e-29);
    assertEquals(119, fit.to());
    assertEquals(0, fit.from());
    assertEquals(0.5, fit.rate(), 1e-12);
    assertEquals(1, fit.r2(), 1e-12);
  }

  @Test
  void whatComesAfterTheFirstTouchOfTheFloorIsLeftOutToo() {
    Line fit = line(every(1, 40), t -> t == 30 ? 0 : Math.exp(-0.1 * t));
    assertEquals(29, fit.to());
    assertEquals(0.1, fit.rate(), 1e-10);
  }

  /**
   * The floor is below the cut at 1e-26 gap(0) if gap(0) is 1, and above it if gap(0) is below
   * 1e-4. A floor of only a few points at the end may remain as a bend.
   */
  @ParameterizedTest
  @CsvSource({"5", "1", "1e-3", "1e-5", "1e-7"})
  void aNoisyFloorAtAFixedLevelIsLeftOut(double start) {
    int without = 0;
    for (Spacing spacing : Spacing.values()) {
      for (int seed = 0; seed < CURVES; seed++) {
        Random random = random(seed);
        long budget = budget(random);
        double rate = logUniform(random, 40, 300) / (double) budget;
        double begin = uniform(random, 0, 0.1) * (double) budget;
        double noise = uniform(random, 0, 1);
        RateFit fit =
            fit(
                spacing.steps(budget),
                t ->
                    start * Math.exp(-rate * Math.max(0, t - begin))
                        + 1e-30 * Math.exp(noise * random.nextGaussian()));
        if (fit.line() == null) {
          without++;
        } else {
          assertEquals(rate, fit.line().rate(), 0.01 * rate, spacing.name());
        }
      }
    }
    assertTrue(without <= 0.02 * CURVES, "not straight: " + without);
  }

  /** The slow phase begins at 3e-21 gap(0). */
  @Test
  void aSlowPhaseNearTheFloorIsNoFloor() {
    Line fit = line(every(5, 1000), t -> Math.exp(t < 500 ? -0.094 * t : -47 - 0.0094 * (t - 500)));
    assertEquals(0.0094, fit.rate(), 1e-5);
    assertEquals(500, fit.from());
    assertEquals(1000, fit.to());
  }

  /**
   * Periods from two steps to a tenth of the steps, amplitudes up to 0.5, 10 to 25 orders of
   * magnitude, and noise of 0 or 0.05 on log gap. A period near a multiple of the distance between
   * records cannot be distinguished from a slow bend, which affects a few curves.
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
      Line fit = curve.fit(spacing.steps(budget), random, noise).line();
      close += fit != null && Math.abs(fit.rate() - rate) < 0.01 * rate ? 1 : 0;
      covered += fit != null && covers(fit, rate) ? 1 : 0;
    }
    assertTrue(close >= 0.96 * CURVES, "within 1%: " + close);
    assertTrue(covered >= 0.94 * CURVES, "covered: " + covered);
  }

  /** Three orders of magnitude contain 1.2 periods. */
  @Test
  void aPartOfAnOscillationIsNoBend() {
    long[] steps = every(5, 1000);
    for (int i = 0; i < 12; i++) {
      double phase = 2 * Math.PI * i / 12;
      Curve curve =
          new Curve(t -> 0.5 * Math.sin(2 * Math.PI * t / 104 + phase) - 0.055 * t, 0.055);
      Line fit = line(curve.fit(steps));
      assertEquals(0.055, fit.rate(), 0.01 * 0.055);
      assertTrue(covers(fit, 0.055), fit::toString);
    }
  }

  /**
   * Straight curves, two phases and plateaus with noise, 100 draws of every setting. A decrease of
   * 0.5 with a noise of 0.3 may be too short.
   */
  @ParameterizedTest
  @EnumSource
  void theIntervalCoversTheRate(Spacing spacing) {
    for (double noise : new double[] {0.02, 0.1, 0.3}) {
      assertCovered("straight", straight(3, 50), spacing, noise, 95);
      assertCovered("slow", straight(0.5, 3), spacing, noise, noise < 0.3 ? 90 : 50);
      assertCovered("phases", phases(0.1, 10, 5, 50), spacing, noise, 90);
      assertCovered("fast then slow", phases(3, 3, 5, 50), spacing, noise, 90);
      assertCovered("slow then fast", phases(0.5, 0.5, 5, 50), spacing, noise, 95);
      assertCovered("plateau", plateau(false, 5, 50), spacing, noise, 95);
    }
  }

  private static void assertCovered(
      String name, Family family, Spacing spacing, double noise, int minimum) {
    int straight = 0;
    int covered = 0;
    for (int seed = 0; seed < 100; seed++) {
      Random random = random(seed);
      long budget = budget(random);
      Curve curve = family.draw(random, (double) budget);
      Line fit = curve.fit(spacing.steps(budget), random, noise).line();
      straight += fit != null ? 1 : 0;
      covered += fit != null && covers(fit, curve.rate()) ? 1 : 0;
    }
    String setting =
        "%s, %s, noise %s: %s covered of %s".formatted(name, spacing, noise, covered, straight);
    assertTrue(covered >= 0.9 * straight && straight >= minimum, setting);
  }

  /** The interval of a straight curve is only slightly wider than the textbook interval. */
  @Test
  void theIntervalOfAStraightCurveIsThatOfLeastSquares() {
    long[] steps = every(5, 1000);
    double sxx = Arrays.stream(steps).mapToDouble(t -> Math.pow(t - 500.0, 2)).sum();
    // 97.5% of Student's t with 199 degrees of freedom.
    double textbook = 1.97196 * 0.1 / Math.sqrt(sxx);
    double mean =
        IntStream.range(0, CURVES)
            .mapToObj(RateFitTest::random)
            .map(random -> line(new Curve(t -> -0.02 * t, 0.02).fit(steps, random, 0.1)))
            .mapToDouble(fit -> (fit.high() - fit.low()) / 2)
            .average()
            .orElseThrow();
    assertTrue(mean > textbook && mean < 1.4 * textbook, "ratio " + mean / textbook);
  }

  /** Compared with the textbook formulas on raw sums, which lose a few digits. */
  @Test
  void theExplainedVarianceIsThatOfTheLeastSquaresLine() {
    Random random = new Random(3);
    long[] steps = every(1, 40);
    double[] logs = Arrays.stream(steps).mapToDouble(t -> random.nextGaussian()).toArray();
    Line fit = line(steps, t -> Math.exp(logs[(int) t] - 0.2 * t));
    double n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (long t = fit.from(); t <= fit.to(); t++) {
      double l = logs[(int) t] - 0.2 * t;
      n++;
      x += t;
      y += l;
      xx += (double) t * t;
      xy += t * l;
      yy += l * l;
    }
    double slope = (n * xy - x * y) / (n * xx - x * x);
    double r2 = Math.pow(n * xy - x * y, 2) / ((n * xx - x * x) * (n * yy - y * y));
    assertTrue(covers(fit, -slope), fit::toString);
    assertEquals(-slope, fit.rate(), (fit.high() - fit.low()) / 4);
    assertEquals(r2, fit.r2(), 1e-11);
  }

  @Test
  void fewerThanEightPointsAreTooShort() {
    LongToDoubleFunction gap = t -> Math.exp(-0.1 * t);
    assertEquals(Shape.SHORT, fit(new long[0], gap).shape());
    for (long last = 0; last < 7; last++) {
      assertEquals(Shape.SHORT, fit(every(1, last), gap).shape());
    }
    assertEquals(8, line(every(1, 7), gap).points());
  }

  /**
   * A decrease by two orders of magnitude in the last fifth follows a plateau, or a plateau follows
   * the decrease.
   */
  @ParameterizedTest
  @EnumSource
  void aBreakInTheLastThirdIsABend(Spacing spacing) {
    for (long budget : new long[] {1000, 5000, 20_000, 100_000}) {
      double begin = 0.8 * (double) budget;
      double rate = 2 * Math.log(10) / (0.2 * (double) budget);
      RateFit fall = fit(spacing.steps(budget), t -> Math.exp(-rate * Math.max(0, t - begin)));
      assertEquals(Shape.BENT, fall.shape());
      RateFit rest = fit(spacing.steps(budget), t -> Math.exp(rate * Math.max(0, begin - t)));
      assertEquals(Shape.BENT, rest.shape());
    }
  }

  /** Three orders of magnitude are enough. */
  @Test
  void threeOrdersInAFifthOfTheStepsAreNotTooShort() {
    double rate = 3.2 * Math.log(10) / 200;
    Line fit = line(every(5, 1000), t -> Math.exp(-rate * Math.max(0, t - 800)));
    assertEquals(rate, fit.rate(), 1e-3 * rate);
    assertEquals(800, fit.from());
    assertEquals(3.2, fit.orders(), 0.01);
  }

  /** rate_end of a power law t^-p is p log(3/2) over a third of the steps. */
  @ParameterizedTest
  @EnumSource
  void aCurveThatKeepsBendingIsBentAndHasTheSlopeOfItsEnd(Spacing spacing) {
    for (long budget : new long[] {1000, 5000, 20_000, 100_000}) {
      for (double power : new double[] {0.05, 0.1, 0.3, 0.45, 1, 2, 5}) {
        RateFit fit = fit(spacing.steps(budget), t -> Math.pow(1.0 + t, -power));
        assertEquals(Shape.BENT, fit.shape());
        double slope = power * Math.log(1.5) / ((double) budget / 3);
        assertEquals(slope, fit.end(), 0.05 * slope);
      }
      RateFit fit = fit(spacing.steps(budget), t -> 1 / (1 + Math.log(1.0 + t)));
      assertEquals(Shape.BENT, fit.shape());
    }
  }

  /** The plateau begins at 35% to 60% of the steps. */
  @ParameterizedTest
  @EnumSource
  void aPlateauAtTheEndIsFlat(Spacing spacing) {
    int flat = 0;
    for (int seed = 0; seed < CURVES; seed++) {
      Random random = random(seed);
      long budget = budget(random);
      double rate = 20 / (double) budget;
      double level = logUniform(random, 6e-6, 1e-3);
      Curve curve = new Curve(t -> Math.max(Math.log(level), -rate * t), 0);
      assertEquals(Shape.FLAT, curve.fit(spacing.steps(budget)).shape());
      double noise = uniform(random, 0.02, 0.2);
      Shape noisy = curve.fit(spacing.steps(budget), random, noise).shape();
      flat += noisy == Shape.FLAT || noisy == Shape.SHORT ? 1 : 0;
    }
    assertTrue(flat >= 0.95 * CURVES, "flat or short: " + flat);
  }

  @Test
  void aGrowingGapIsFlat() {
    assertEquals(Shape.FLAT, fit(every(3, 60), t -> Math.exp(0.1 * t)).shape());
    Random random = new Random(2);
    assertEquals(
        Shape.FLAT,
        fit(every(3, 600), t -> Math.exp(0.01 * t + 0.1 * random.nextGaussian())).shape());
  }

  @ParameterizedTest
  @ValueSource(doubles = {4.9E-324, 1e-300, 1e-30, 0.3, 1, 1e300, Double.MAX_VALUE})
  void aConstantGapIsFlat(double gap) {
    assertEquals(Shape.FLAT, fit(every(1, 100), t -> gap).shape());
  }

  /** Each curve falls by less than 0.001 over the last third, the first one along a line. */
  @ParameterizedTest
  @EnumSource
  void aStalledCurveIsFlatUnlessItIsStraight(Spacing spacing) {
    long[] steps = spacing.steps(10_000);
    assertEquals(9e-8, line(steps, t -> Math.exp(-9e-8 * t)).rate(), 1e-13);
    for (LongToDoubleFunction gap :
        List.<LongToDoubleFunction>of(
            t -> 1 + Math.exp(-t / 600.0),
            t -> 1 + 3e-3 * Math.exp(-t / 10_000.0) + Math.exp(-t / 100.0),
            t -> 2 + 1 / (1.0 + t))) {
      assertEquals(Shape.FLAT, fit(steps, gap).shape());
    }
  }

  @Test
  void gapsThatAreNotPositiveAndFiniteEndTheCurve() {
    for (double nothing : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertEquals(Shape.SHORT, fit(every(1, 100), t -> nothing).shape());
    }
    for (double end : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      Line fit = line(every(1, 100), t -> t > 60 ? end : Math.exp(-0.2 * t));
      assertEquals(60, fit.to());
      assertEquals(0.2, fit.rate(), 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e300})
  void hugeAndTinyGapsAreNothingSpecial(double start) {
    for (double rate : new double[] {0.5, 0.01}) {
      Line fit = line(every(1, 30), t -> start * Math.exp(-rate * t));
      assertEquals(rate, fit.rate(), 1e-11);
      assertTrue(covers(fit, rate), fit::toString);
      assertEquals(Shape.FLAT, fit(every(1, 30), t -> start * Math.exp(rate * t)).shape());
    }
  }

  /** The numbers of every fit are finite and consistent. */
  @ParameterizedTest
  @EnumSource
  void anyCurveHasAFit(Spacing spacing) {
    fit(every(1, 30), t -> t % 2 == 0 ? 1e-300 : 1e300);
    for (int seed = 0; seed < CURVES; seed++) {
      Random random = random(seed);
      long[] steps = random.nextBoolean() ? spacing.steps(200 + random.nextInt(400)) : every(1, 30);
      double scale = logUniform(random, 1e-16, 30);
      fit(steps, t -> StrictMath.exp(scale * random.nextGaussian()));
      double[] walk = new double[1];
      fit(steps, t -> StrictMath.exp(walk[0] += scale * random.nextGaussian()));
      fit(steps, t -> random.nextInt(40) == 0 ? scale : 1 / scale);
      fit(steps, t -> StrictMath.exp(-scale * Math.round(t / 7.0)));
      fit(steps, t -> StrictMath.exp(-scale * t) + 1e-17 * random.nextDouble());
      fit(steps, t -> Double.MIN_VALUE * (1 + random.nextInt(3)));
      fit(steps, t -> random.nextInt(100) == 0 ? Double.NaN : random.nextDouble());
    }
  }
}
