package org.iclsweep.theory;

import java.io.Serializable;
import java.util.OptionalInt;

/**
 * The measured convergence rate: the shape of the late part of log gap against step and, if it is a
 * straight line log gap = const - rate t, its rate.
 *
 * @param shape the shape of the curve
 * @param line the straight part, null unless the curve is straight
 * @param end the slope of a bent curve, -d log gap / dt averaged over the last third of its steps,
 *     positive; null unless the curve is bent and the half-width of the slope's 95% interval is at
 *     most half the slope
 */
public record RateFit(Shape shape, Line line, Double end) implements Serializable {
  private static final double LN10 = 2.302585092994046;
  private static final double LN2 = 0.6931471805599453;

  /** The minimum index of the last point of a curve. */
  private static final int MIN_LAST = 7;

  /** Noisy curves are described from this fraction of the steps on. */
  private static final double LATE = 0.1;

  /**
   * Noisy curves whose decay remains uncertain are also described from this fraction of the steps
   * on.
   */
  private static final double LONG = 1e-3;

  /** Rest after a transient is tested from this fraction of the steps on. */
  private static final double REST_FROM = 1.0 / 3;

  /** The minimum odds of straight against bent descriptions for a line to be clear. */
  private static final double CLEAR = 20;

  /** The maximum half-width of a 95% interval, as a fraction of its slope. */
  private static final double WIDEST = 0.5;

  /** Above this half-width, as a fraction of the slope, more decades are examined. */
  private static final double WIDE = 0.25;

  /** A curve whose log gap provably falls by less than this over the last third is at rest. */
  private static final double REST = 0.1;

  /** A straight fall of log gap by less than this is not distinguished from a stall ... */
  private static final double STALL = 1e-3;

  /** ... unless the points are on the line to within this fraction of the fall. */
  private static final double EXACT = 1e-6;

  /** The shape of the late part of log gap against step. */
  public enum Shape {
    /** A line: an exponential decay. */
    STRAIGHT,
    /**
     * A decay whose slope keeps changing, or for which a line is not clearly the best description.
     */
    BENT,
    /** No decay: at rest, stalled or growing. */
    FLAT,
    /** Too few points, or too few independent ones, for any other shape. */
    SHORT
  }

  /**
   * A straight part. All numbers are finite, and rate is in [low, high].
   *
   * @param rate the decay of log gap per step, positive
   * @param low the lower end of its 95% interval, positive
   * @param high the upper end of its 95% interval
   * @param r2 the fraction of the variance of log gap that the least-squares line explains, in [0,
   *     1]
   * @param from the first step of the fit
   * @param to the last step of the fit
   * @param points the number of recorded steps from the first to the last
   */
  public record Line(
      double rate, double low, double high, double r2, long from, long to, int points)
      implements Serializable {

    /** log10 of the factor by which the line falls from the first step to the last. */
    public double orders() {
      return rate * (double) (to - from) / LN10;
    }

    /** ln 2 / rate: the number of steps in which the gap halves. */
    public double halfLife() {
      return LN2 / rate;
    }
  }

  /**
   * Classifies the late part of a curve and fits it.
   *
   * <p>It ends at the last point above the rounding floor, which is 1e-26 gap(0), or higher if the
   * curve comes to rest below 1e-20 gap(0) ({@link LogCurve#last}). A curve with fewer than 8
   * points up to there is short. Its minimum span is the last third of the steps, or less if the
   * gap falls by three orders of magnitude in less ({@link LogCurve#minimumSpan}).
   *
   * <p>A noisy curve ({@link LogCurve#rough}) is described from a tenth of its steps on by lines,
   * power laws, pairs of exponentials and similar curves, each with independent and with correlated
   * noise. These descriptions are weighted by their evidence ({@link NoisyCurve}). The result is
   * the decay over the last third of the steps, as the median and the 95% interval of their
   * mixture, and the odds of the descriptions that are straight over the last third against those
   * that are not. The curve is
   *
   * <ol>
   *   <li>bent, if the interval is above 0 and the odds are below 20;
   *   <li>bent, if the half-width of the interval is more than a quarter of the rate, but all
   *       points from a thousandth of the steps on, described in the same way, have an interval
   *       above 0 and odds of at most 1/20;
   *   <li>flat, if the interval is not above 0 and its upper end, or that of a line through the
   *       last two thirds of the steps, corresponds to a fall of less than 0.1 in log gap over the
   *       last third;
   *   <li>short, if the interval is not above 0 or its half-width is more than half the rate;
   *   <li>straight otherwise.
   * </ol>
   *
   * <p>A curve without noise is straight if
   *
   * <ol>
   *   <li>the minimum span is not clearly curved (a parabola's slope changes by at most 25% of the
   *       line's slope, or by at most 3 standard errors), or its curvature is part of an
   *       oscillation ({@link LogCurve#straight});
   *   <li>a line, extended to earlier points as far as they lie on it ({@link LogCurve#extend}),
   *       leaves less unexplained than a power law const - p log t through the same points;
   *   <li>log gap falls by at least 1e-3 over the last third, or is straight to within 1e-6 of its
   *       fall;
   *   <li>the interval of the rate, rate +- sqrt(u^2 + v^2), is above 0: u is Student's t times the
   *       standard error of the slope, inflated for autocorrelated residuals ({@link
   *       StraightLine#margin}); v is 1.96 times the standard deviation of the slope among starts
   *       that fit about as well.
   * </ol>
   *
   * <p>The conditions are checked in the order 1, 4, 3, 2. A curve that fails the first is bent if
   * log gap falls by at least 1e-3 over the last third, else flat. One that fails the fourth is
   * flat or short, by the rule for noisy curves; one that fails the third is flat; one that fails
   * the second is bent. The rule is derived here.
   *
   * @param steps increasing, beginning with step 0. Not modified.
   * @param gaps the gap at each step. Not modified. The first gap that is not positive and finite
   *     ends the curve.
   */
  public static RateFit late(long[] steps, double[] gaps) {
    LogCurve curve = new LogCurve(steps, gaps);
    int b = curve.last();
    if (b < MIN_LAST) {
      return without(Shape.SHORT);
    }
    int first = curve.minimumSpan(b).orElseThrow();
    return curve.isNoisy(first, b) ? noisy(curve, b, steps) : smooth(curve, first, b, steps);
  }

  private static RateFit without(Shape shape) {
    return new RateFit(shape, null, null);
  }

  private static RateFit noisy(LogCurve curve, int b, long[] steps) {
    NoisyCurve.Decay decay = curve.noisyCurve(LATE, b).decay();
    double halfWidth = (decay.high() - decay.low()) / 2;
    boolean decays = decay.low() > 0;
    Double end = decays && halfWidth <= WIDEST * decay.rate() ? (Double) decay.rate() : null;
    boolean straight = decay.odds() >= CLEAR;
    if ((decays && !straight) || (halfWidth > WIDE * decay.rate() && bentOverDecades(curve, b))) {
      return new RateFit(Shape.BENT, null, end);
    }
    if (!decays) {
      return undecided(Math.min(decay.high(), restAfterTransient(curve, b)), curve, b);
    }
    if (end == null) {
      return without(Shape.SHORT);
    }
    int a = 0;
    while (curve.step(a) / curve.step(b) < decay.from()) {
      a++;
    }
    return straight(decay.rate(), decay.low(), decay.high(), curve.line(a, b), steps, a, b);
  }

  /**
   * Whether the curve is bent over several decades: one decade is too short to distinguish a slow
   * law from a transient or from no decay.
   */
  private static boolean bentOverDecades(LogCurve curve, int b) {
    NoisyCurve.Decay decay = curve.noisyCurve(LONG, b).decay();
    return decay.low() > 0 && decay.odds() * CLEAR <= 1;
  }

  /**
   * The upper end of the decay of a line through the last two thirds of the steps. A transient that
   * no description fits makes the decay of the whole curve uncertain, but not that of a long rest.
   */
  private static double restAfterTransient(LogCurve curve, int b) {
    StraightLine line = curve.line(curve.since(REST_FROM, b), b);
    return line.margin(curve.error()) - line.slope();
  }

  private static RateFit smooth(LogCurve curve, int first, int b, long[] steps) {
    double third = curve.at(curve.third(b)) - curve.at(b);
    OptionalInt straight = curve.straight(first, b);
    if (straight.isEmpty()) {
      return third < STALL ? without(Shape.FLAT) : bent(curve, b);
    }
    LogCurve.Start start = curve.extend(straight.getAsInt(), b);
    int a = start.a();
    StraightLine line = curve.line(a, b);
    double margin =
        StrictMath.hypot(
            line.margin(curve.error()), StraightLine.Z975 * StrictMath.sqrt(start.variance()));
    double rate = -line.slope();
    if (!(rate - margin > 0)) {
      return undecided(rate + margin, curve, b);
    }
    if (third < STALL && line.scale() > EXACT * Math.abs(line.rise())) {
      return without(Shape.FLAT);
    }
    if (curve.line(Math.max(1, a), b).unexplained() > curve.powerLaw(a, b).unexplained()) {
      return bent(curve, b);
    }
    return straight(rate, rate - margin, rate + margin, line, steps, a, b);
  }

  private static RateFit undecided(double high, LogCurve curve, int b) {
    double third = curve.step(b) - curve.step(curve.third(b));
    return without(high * third < REST ? Shape.FLAT : Shape.SHORT);
  }

  private static RateFit bent(LogCurve curve, int b) {
    StraightLine line = curve.line(curve.third(b), b);
    double rate = -line.slope();
    boolean known = line.margin(curve.error()) <= WIDEST * rate;
    return new RateFit(Shape.BENT, null, known ? rate : null);
  }

  private static RateFit straight(
      double rate, double low, double high, StraightLine line, long[] steps, int a, int b) {
    return new RateFit(
        Shape.STRAIGHT, new Line(rate, low, high, line.r2(), steps[a], steps[b], b - a + 1), null);
  }
}
