package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.iclsweep.theory.RateFit.Line;
import org.iclsweep.theory.RateFitTest.Spacing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fraction of 95% intervals that cover the rate, under independent and correlated noise. */
class RateCoverageTest {
  /** A fraction of 90% of so many draws has a standard error of 4%. */
  private static final int DRAWS = 50;

  /** With fewer intervals than this, the fraction is not meaningful. */
  private static final int FEW = 20;

  /** Noise on log gap, of standard deviation 1. */
  private interface Noise {
    /** The correlation of neighbouring points. */
    double over(double steps);

    default double[] draw(long[] steps, Random random) {
      double[] z = new double[steps.length];
      z[0] = random.nextGaussian();
      for (int i = 1; i < z.length; i++) {
        double rho = over((double) (steps[i] - steps[i - 1]));
        z[i] = rho * z[i - 1] + Math.sqrt(1 - rho * rho) * random.nextGaussian();
      }
      return z;
    }
  }

  private static Map<String, Noise> noises() {
    Map<String, Noise> noises = new LinkedHashMap<>();
    for (double rho : new double[] {0, 0.5, 0.9, 0.98}) {
      noises.put("rho " + rho, steps -> rho);
    }
    for (double time : new double[] {500, 2000}) {
      noises.put("time " + (int) time, steps -> Math.exp(-steps / time));
    }
    return noises;
  }

  /**
   * A kind of curve.
   *
   * @param log log gap as a function of step / budget
   * @param rate its late rate, times the budget
   * @param slight whether noise of 0.1 may hide that it is straight
   * @param broken whether it has a break
   */
  private record Case(DoubleUnaryOperator log, double rate, boolean slight, boolean broken) {}

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    for (double fall : new double[] {1, 3, 50}) {
      cases.put("fall " + fall, new Case(u -> -fall * u, fall, fall < 3, false));
    }
    cases.put("plateau", new Case(u -> -6 * Math.max(0, u - 0.4), 6, false, true));
    cases.put(
        "break", new Case(u -> -10 * Math.min(u, 0.3) - 4 * Math.max(0, u - 0.3), 4, true, true));
    cases.put(
        "transient",
        new Case(u -> Math.log(Math.exp(-3 * u) + 3 * Math.exp(-60 * u)), 3, false, false));
    return cases;
  }

  @ParameterizedTest
  @CsvSource({"LOGARITHMIC, 1000", "LOGARITHMIC, 100000", "LINEAR, 1000"})
  void intervalsCover(Spacing spacing, long budget) {
    long[] steps = spacing.steps(budget);
    StringBuilder table = new StringBuilder("% with interval, % of them covering, half width");
    boolean failed = false;
    for (var noise : noises().entrySet()) {
      table.append(String.format("%n%10s", noise.getKey()));
      double neighbours = noise.getValue().over(1);
      boolean weak = neighbours <= 0.5;
      boolean strong = neighbours > 0.9;
      for (var curve : cases().entrySet()) {
        for (double scale : new double[] {0.01, 0.1}) {
          int[] counts = new int[2];
          double width = count(curve.getValue(), noise.getValue(), scale, steps, counts);
          // The part of the curve after a break is no longer than strong correlations.
          double least = strong && curve.getValue().broken ? 0.75 : 0.9;
          failed |= counts[0] >= FEW && counts[1] < least * counts[0];
          boolean loud = scale > 0.05;
          boolean clear = !(loud && curve.getValue().slight);
          failed |= weak && clear && counts[0] < 0.95 * DRAWS;
          table.append(
              String.format(
                  Locale.ROOT,
                  " | %3d %3d %.3f",
                  100 * counts[0] / DRAWS,
                  100 * counts[1] / Math.max(1, counts[0]),
                  width));
        }
      }
    }
    if (failed) {
      fail(spacing + " " + budget + " " + cases().keySet() + ": " + table);
    }
  }

  /**
   * Counts the intervals and those that cover the rate. Returns their median relative half-width.
   */
  private static double count(Case curve, Noise noise, double scale, long[] steps, int[] counts) {
    double budget = (double) steps[steps.length - 1];
    List<Line> lines =
        IntStream.range(0, DRAWS)
            .parallel()
            .mapToObj(
                draw -> {
                  double[] z = noise.draw(steps, RateFitTest.random(draw));
                  double[] gaps = new double[steps.length];
                  for (int i = 0; i < gaps.length; i++) {
                    double fraction = (double) steps[i] / budget;
                    gaps[i] = StrictMath.exp(curve.log.applyAsDouble(fraction) + scale * z[i]);
                  }
                  return RateFit.late(steps, gaps).line();
                })
            .filter(Objects::nonNull)
            .toList();
    counts[0] = lines.size();
    counts[1] =
        (int)
            lines.stream()
                .filter(line -> line.low() * budget <= curve.rate)
                .filter(line -> curve.rate <= line.high() * budget)
                .count();
    return lines.stream()
        .mapToDouble(line -> (line.high() - line.low()) / 2 / line.rate())
        .sorted()
        .skip(counts[0] / 2)
        .findFirst()
        .orElse(Double.NaN);
  }
}
