package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.iclsweep.theory.RateFit.Shape;
import org.iclsweep.theory.RateFitTest.Spacing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shapes assigned to curves, with and without lognormal noise on every recorded gap. */
class RateLabelsTest {
  private static final int DRAWS = 100;

  /** Draws under less noise than the loudest, where the fraction is hardly ever below 100%. */
  private static final int FEWER_DRAWS = 40;

  private static final double[] NOISES = {0, 0.01, 0.03, 0.1};

  /**
   * A kind of curve.
   *
   * @param name the name of the curve
   * @param log log gap at a step
   * @param expected the expected shape
   * @param loudest the maximum noise for which at least 95% of the draws must have the expected
   *     shape
   */
  private record Case(String name, DoubleUnaryOperator log, Shape expected, double loudest) {}

  /**
   * With more noise than the maximum, a slow law may also be flat or short, but is rarely straight.
   */
  private static List<Case> cases(double budget) {
    List<Case> cases = new ArrayList<>();
    for (double p : new double[] {0.05, 0.1, 0.3, 0.45, 1, 2, 5}) {
      double loudest = p < 0.1 ? 0.01 : p < 0.3 ? 0.03 : 0.1;
      cases.add(new Case("t^-" + p, t -> -p * Math.log1p(t), Shape.BENT, loudest));
    }
    cases.add(new Case("1/(1+log t)", t -> -Math.log1p(Math.log1p(t)), Shape.BENT, 0.03));
    cases.add(new Case("shifted t^-2", t -> -2 * Math.log1p(10 * t / budget), Shape.BENT, 0.1));
    cases.add(twoRates("break at 0.8, slower", budget, 0.8, 6, 2, Shape.BENT));
    cases.add(twoRates("break at 0.75, faster", budget, 0.75, 2, 6, Shape.BENT));
    cases.add(twoRates("rest from 0.8", budget, 0.8, 6, 0, Shape.BENT));
    for (double fall : new double[] {1, 2, 3, 10, 50}) {
      cases.add(new Case("exp, fall " + fall, t -> -fall * t / budget, Shape.STRAIGHT, 0.1));
    }
    cases.add(transientThen("fast transient, fall 3", budget, 3, 3, 60));
    cases.add(transientThen("slow transient, fall 6", budget, 6, 3, 30));
    cases.add(twoRates("break at 0.3, faster", budget, 0.3, 1, 6, Shape.STRAIGHT));
    cases.add(twoRates("break at 0.37, slower", budget, 0.37, 10, 3, Shape.STRAIGHT));
    cases.add(twoRates("plateau to 0.4", budget, 0.4, 0, 6, Shape.STRAIGHT));
    cases.add(twoRates("rest from 0.4", budget, 0.4, 6, 0, Shape.FLAT));
    cases.add(
        new Case(
            "exp to a floor", t -> Math.log(Math.exp(-20 * t / budget) + 0.01), Shape.FLAT, 0.01));
    return cases;
  }

  private static Case twoRates(
      String name, double budget, double s, double first, double second, Shape shape) {
    // To be distinguished from a short decrease or a slow bend, a rest or a slower phase must be
    // long compared with the noise.
    double loudest = shape != Shape.BENT && second < first ? 0.03 : 0.1;
    return new Case(
        name,
        t -> -first * Math.min(t / budget, s) - second * Math.max(0, t / budget - s),
        shape,
        loudest);
  }

  private static Case transientThen(
      String name, double budget, double rate, double ratio, double faster) {
    return new Case(
        name,
        t -> Math.log(Math.exp(-rate * t / budget) + ratio * Math.exp(-faster * t / budget)),
        Shape.STRAIGHT,
        0.1);
  }

  @ParameterizedTest
  @CsvSource({"LOGARITHMIC, 1000", "LOGARITHMIC, 100000", "LINEAR, 1000"})
  void curvesAreCalledWhatTheyAre(Spacing spacing, long budget) {
    long[] steps = spacing.steps(budget);
    StringBuilder table = new StringBuilder("% straight/bent/flat/short by noise");
    boolean failed = false;
    for (Case curve : cases((double) budget)) {
      table.append(String.format(Locale.ROOT, "%n%24s", curve.name));
      for (double noise : NOISES) {
        int draws = noise == 0 ? 1 : noise < curve.loudest ? FEWER_DRAWS : DRAWS;
        Map<Shape, Integer> counts = counts(curve.log, steps, noise, draws);
        boolean known = noise <= curve.loudest;
        failed |= known && counts.get(curve.expected) < 0.95 * draws;
        double most = (known ? 0.05 : 0.15) * draws;
        failed |= curve.expected != Shape.STRAIGHT && counts.get(Shape.STRAIGHT) > most;
        table.append("  ");
        counts.values().forEach(n -> table.append(String.format("%5d", 100 * n / draws)));
      }
    }
    if (failed) {
      fail(spacing + " " + budget + ": " + table);
    }
  }

  private static Map<Shape, Integer> counts(
      DoubleUnaryOperator log, long[] steps, double noise, int draws) {
    Map<Shape, Integer> counts = new EnumMap<>(Shape.class);
    for (Shape shape : Shape.values()) {
      counts.put(shape, 0);
    }
    IntStream.range(0, draws)
        .parallel()
        .mapToObj(
            draw -> {
              Random random = RateFitTest.random(draw);
              double[] gaps =
                  Arrays.stream(steps)
                      .mapToDouble(
                          t -> log.applyAsDouble((double) t) + noise * random.nextGaussian())
                      .map(StrictMath::exp)
                      .toArray();
              RateFit fit = RateFit.late(steps, gaps);
              RateFitTest.assertSane(fit, steps);
              return fit.shape();
            })
        .toList()
        .forEach(shape -> counts.merge(shape, 1, Integer::sum));
    return counts;
  }
}
