package org.iclsweep.theory;

import java.io.Serializable;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The measured rate of convergence: the least-squares line log gap = const - rate t through the
 * late straight part of a curve. All components are finite.
 *
 * @param rate the decay of log gap a step. About 0 where the curve ends on a plateau above the
 *     rounding floor, which is a straight part as any other; negative where the gap grows.
 * @param low the lower end of the 95% interval of the rate
 * @param high the upper end of it
 * @param r2 the share of the variance of log gap that the line explains, in [0, 1]; 1 where the gap
 *     is constant
 * @param from the first step of the fit
 * @param to the last step of the fit
 * @param points how many recorded steps the fit uses, at least 8
 */
public record RateFit(
    double rate, double low, double high, double r2, long from, long to, int points)
    implements Serializable {
  private static final double LN10 = 2.302585092994046;
  private static final double LN2 = 0.6931471805599453;

  /**
   * Finds the late straight part of the curve and fits it.
   *
   * <ol>
   *   <li>It ends with the last point above the rounding floor, which is 1e-26 gap(0), or higher
   *       where the curve comes to rest below 1e-20 gap(0) ({@link LogCurve#last}).
   *   <li>It has at least 8 points, and at least a third of the steps up to the end or three orders
   *       of magnitude of the gap ({@link LogCurve#leastSpan}).
   *   <li>The latest such span must not be clearly curved: a parabola's slope changes by at most
   *       25% of the line's, or by at most 3 standard errors, or leaves its chord by at most 0.01
   *       in log gap; unless that is an oscillation ({@link LogCurve#straight}).
   *   <li>It is extended to earlier points as far as they are on the line ({@link
   *       LogCurve#extend}).
   * </ol>
   *
   * <p>The interval is rate +- sqrt(u^2 + v^2). u is Student's t times the standard error of the
   * slope, inflated for autocorrelated residuals ({@link StraightLine#margin}); v is 1.96 times the
   * standard deviation of the slope among the starts that are as good or nearly.
   *
   * <p>A curve that keeps bending slowly, such as a power law of time with a small exponent, may
   * pass as straight; then the rate is that of the last third of the steps.
   *
   * @param steps increasing, beginning with step 0. Not modified.
   * @param gaps the gap at each of them. Not modified. The first that is not positive and finite
   *     ends the curve.
   * @return the fit; nothing where the curve is too short: there are fewer than 8 points, no end of
   *     it has the least span, or it is still bending there
   */
  public static Optional<RateFit> late(long[] steps, double[] gaps) {
    LogCurve curve = new LogCurve(steps, gaps);
    int b = curve.last();
    OptionalInt straight = curve.straight(b);
    if (straight.isEmpty()) {
      return Optional.empty();
    }
    LogCurve.Start start = curve.extend(straight.getAsInt(), b);
    int a = start.a();
    StraightLine line = curve.line(a, b);
    double margin =
        StrictMath.hypot(
            line.margin(curve.error()), StraightLine.Z975 * StrictMath.sqrt(start.variance()));
    // Not -slope, which is -0 for a constant curve.
    double rate = 0 - line.slope();
    return Optional.of(
        new RateFit(rate, rate - margin, rate + margin, line.r2(), steps[a], steps[b], b - a + 1));
  }

  /** log10 of how many times smaller the line is at the last step than at the first. */
  public double orders() {
    return rate * (double) (to - from) / LN10;
  }

  /** ln 2 / rate: in how many steps the gap halves. Nothing where the rate is not positive. */
  public OptionalDouble halfLife() {
    return rate > 0 ? OptionalDouble.of(LN2 / rate) : OptionalDouble.empty();
  }
}
