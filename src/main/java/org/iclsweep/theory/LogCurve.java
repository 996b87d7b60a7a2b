package org.iclsweep.theory;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * log gap against step, and the beginning and end of its late straight part.
 *
 * <p>Recorded steps may be dense early and sparse late, and deviations from a line extend over many
 * neighbouring points. In every fit the weight of a point is therefore half the distance in steps
 * between its neighbours, and at most that of points a hundredth of all steps apart. Dense points
 * thus do not outvote the others; equally spaced points have equal weights.
 */
final class LogCurve {
  private static final int MIN_POINTS = 8;

  /** Three orders of magnitude, up to rounding. */
  private static final double MIN_DROP = 6.907755278982;

  private static final double MIN_FRACTION = 1.0 / 3;

  /** The minimum spacing of points of full weight, as a fraction of the steps. */
  private static final double FULL_WEIGHT = 0.01;

  /**
   * The minimum scale of deviations from a line, as a fraction of the drop over the minimum span.
   */
  private static final double MIN_RELATIVE_SCALE = 1e-3;

  private static final double MIN_SLOPE_CHANGE = 0.25;

  /** The number of alternations of the residuals in three periods. */
  private static final int MIN_ALTERNATIONS = 6;

  /** A chi-square variable with two degrees of freedom exceeds this with probability 0.7%. */
  private static final double MIN_BREAK_GAIN = 10;

  private static final int SPLITS = 16;
  private static final int MIN_PIECE = 3;

  /** The maximum factor by which the variance in the minimum span may be underestimated. */
  private static final double MAX_VARIANCE_RATIO = 5;

  /** The reward in J of {@link #extend} for each point, of mean weight, that the fit includes. */
  private static final double POINT_REWARD = 1.5;

  /** The divisor of J in the tempered likelihood exp(-J / 8) of {@link #extend}. */
  private static final double LIKELIHOOD_DIVISOR = 8;

  /**
   * log 1e-20: where log gap / gap(0) is below it, a plateau cannot be distinguished from rounding.
   */
  private static final double LOG_RELIABLE = -46.05170185988091;

  private static final double DEPARTURE = 0.25;
  private static final double DEPARTURE_SCALES = 6;
  private static final double REST_FRACTION = 0.05;

  /** log 100. */
  private static final double LOG_CLEARANCE = 4.605170185988092;

  /**
   * The relative rounding error of log gap, and of an exponent from which a gap may have been
   * computed.
   */
  private static final double ROUNDING = 1e-15;

  /** The fraction of the steps before the part examined for noise. */
  private static final double NOISE_FROM = 0.1;

  /**
   * The minimum fraction of alternating neighbours in noise: 73% alternate in white noise, 67% in a
   * random walk.
   */
  private static final double MIN_ALTERNATING = 0.4;

  /** Deviations below this fraction of the drop over the minimum span are ignored. */
  private static final double NEGLIGIBLE = 1e-5;

  private static final double NEGLIGIBLE_ERRORS = 8;
  private static final double ROUNDING_NOISE = 0.01;

  private final int size;
  private final double[] x;
  private final double[] y;
  private final double[] w;

  /** The minimum standard deviation of a point. */
  private final double error;

  /**
   * Takes the points before the first gap that is not positive, not finite or not above the
   * rounding floor.
   *
   * @param steps increasing, beginning with step 0. Not modified.
   * @param gaps the gap at each step. Not modified.
   */
  LogCurve(long[] steps, double[] gaps) {
    int end = 0;
    while (end < gaps.length
        && gaps[end] > 0
        && gaps[end] < Double.POSITIVE_INFINITY
        && gaps[end] / gaps[0] > RoundingFloor.RELATIVE) {
      end++;
    }
    size = end;
    x = new double[size];
    y = new double[size];
    w = new double[size];
    double largest = 1;
    for (int i = 0; i < size; i++) {
      x[i] = (double) steps[i];
      y[i] = StrictMath.log(gaps[i]);
      largest = Math.max(largest, Math.abs(y[i]));
    }
    error = ROUNDING * largest;
    for (int i = 0; i < size; i++) {
      int before = Math.max(0, i - 1);
      int after = Math.min(size - 1, i + 1);
      w[i] = Math.min(1, (x[after] - x[before]) / (after - before) / (FULL_WEIGHT * x[size - 1]));
    }
  }

  /** The line through the points a..b. */
  StraightLine line(int a, int b) {
    return new StraightLine(x, y, w, a, b);
  }

  /** The line through the points a..b with log step in place of the step; step 0 is excluded. */
  StraightLine powerLaw(int a, int b) {
    double[] logs = Arrays.stream(x).map(StrictMath::log).toArray();
    return new StraightLine(logs, y, w, Math.max(1, a), b);
  }

  /**
   * The latest a such that a..b has at least 8 points and covers at least a third of the steps up
   * to b.
   */
  int third(int b) {
    return since(1 - MIN_FRACTION, b);
  }

  /** Describes the points from a fraction of the steps up to b, at least 7 points. */
  NoisyCurve noisyCurve(double fraction, int b) {
    return new NoisyCurve(x, y, Math.max(1, since(fraction, b)), b);
  }

  /** The latest a such that a..b has at least 8 points and x_a &lt;= fraction x_b. */
  int since(double fraction, int b) {
    int a = b - MIN_POINTS + 1;
    while (a > 0 && x[a] > fraction * x[b]) {
      a--;
    }
    return a;
  }

  /**
   * Whether the end of the curve up to b is noisy: successive points lie on opposite sides of the
   * chords of their neighbours. At least two in five points must do so, either in the minimum span
   * or from a tenth of the steps on. Their distances from the chords must exceed 1e-5 of the drop
   * over the minimum span, rounding and, below 1e-20 gap(0), 1%.
   *
   * @param a the first point of the minimum span
   */
  boolean isNoisy(int a, int b) {
    double minimum = Math.max(NEGLIGIBLE * Math.abs(line(a, b).rise()), NEGLIGIBLE_ERRORS * error);
    return isNoisy(a, b, minimum) || isNoisy(Math.min(a, since(NOISE_FROM, b)), b, minimum);
  }

  private boolean isNoisy(int a, int b, double minimum) {
    int alternating = 0;
    double before = 0;
    for (int i = a + 1; i < b; i++) {
      double fraction = (x[i] - x[i - 1]) / (x[i + 1] - x[i - 1]);
      double deviation = y[i] - y[i - 1] - fraction * (y[i + 1] - y[i - 1]);
      double threshold = y[i] - y[0] > LOG_RELIABLE ? minimum : Math.max(minimum, ROUNDING_NOISE);
      boolean opposite = before * deviation < 0;
      alternating +=
          opposite && Math.min(Math.abs(before), Math.abs(deviation)) > threshold ? 1 : 0;
      before = deviation;
    }
    return alternating >= MIN_ALTERNATING * (b - a - 2);
  }

  /** log gap at a point. */
  double at(int i) {
    return y[i];
  }

  /** The step of a point. */
  double step(int i) {
    return x[i];
  }

  /** {@link #ROUNDING} times the maximum |log gap|, or times 1 if that is larger. */
  double error() {
    return error;
  }

  /**
   * The last point of the fit; negative for an empty curve. It is the last point of the curve,
   * unless the curve has come to rest below 1e-20 gap(0), where a plateau cannot be distinguished
   * from rounding. The curve has come to rest if two conditions hold. All points from some point on
   * lie above the line through the minimum span before 1e-20 gap(0), by 6 s and by 0.25 in log gap.
   * At least the later half of them falls less than a twentieth as fast as that line, or may do so
   * within its interval, or there are at most 8 of them. The fit then ends at the last earlier
   * point that is a hundred times above the mean of the points at rest, where rounding adds less
   * than 1%.
   */
  int last() {
    int reliable = 0;
    while (reliable < size && y[reliable] - y[0] > LOG_RELIABLE) {
      reliable++;
    }
    if (reliable < MIN_POINTS || reliable == size) {
      return reliable - 1;
    }
    StraightLine line = line(minimumSpan(reliable - 1).orElse(0), reliable - 1);
    double departure = Math.max(DEPARTURE, DEPARTURE_SCALES * line.scale());
    int above = size;
    while (above > reliable && y[above - 1] - line.at(x[above - 1]) > departure) {
      above--;
    }
    int half = (above + size) / 2;
    for (int i = above; i < size && i <= half; i++) {
      if (size - above <= MIN_POINTS || atRest(i, REST_FRACTION * line.slope())) {
        double level = Arrays.stream(y, i, size).average().orElseThrow();
        int b = i - 1;
        while (b >= 0 && y[b] < level + LOG_CLEARANCE) {
          b--;
        }
        return b;
      }
    }
    return size - 1;
  }

  private boolean atRest(int a, double slope) {
    StraightLine rest = line(a, size - 1);
    return rest.slope() + rest.margin(error) > slope;
  }

  /**
   * Returns the first point of the minimum span: the latest a such that a..b has at least 8 points
   * and covers at least a third of the steps up to b or, on its line, three orders of magnitude.
   */
  OptionalInt minimumSpan(int b) {
    for (int a = b - MIN_POINTS + 1; a >= 0; a--) {
      if (x[b] - x[a] >= MIN_FRACTION * x[b] || Math.abs(line(a, b).rise()) >= MIN_DROP) {
        return OptionalInt.of(a);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Returns the first point of the minimum span if the curve is straight there. If the curve is
   * clearly curved there, returns the latest earlier point from which it is not clearly curved and
   * changes sides of its line at least 6 times: the bend is then part of an oscillation about a
   * line.
   *
   * @param first the first point of the minimum span
   */
  OptionalInt straight(int first, int b) {
    for (int a = first; a >= 0; a--) {
      StraightLine line = line(a, b);
      boolean candidate = a == first || line.alternations() >= MIN_ALTERNATIONS;
      if (candidate && !line.curved(MIN_SLOPE_CHANGE)) {
        return OptionalInt.of(a);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Finds the first point of the straight part that ends with start..b.
   *
   * <p>First, the earliest a is found such that a..b has no break: for splits m in a+3..start, two
   * lines, through a..m-1 and m..b, must not explain 10 sigma_m^2 more than one line (as a sum of
   * squares of points of mean weight). sigma_m is the scale about the two lines, with the
   * redundancy of the right one. It is at least 0.1% of the drop along start..b, because no curve
   * is exactly straight, and its square is at most five times that along start..b.
   *
   * <p>The result is the start from this a on that minimises
   *
   * <pre>
   *     J(a) = sum over a..b of w (r^2 / sigma^2 - 1.5)
   * </pre>
   *
   * with the residuals r of the line through a..b and the scale sigma about the line through the
   * longest part without a break, again at least 0.1% of the drop. Points on the line contribute
   * -0.5 on average and are included; points off the line are excluded.
   *
   * <p>J is -2 log likelihood if points before a are equally likely anywhere, so the starts have
   * probabilities p ~ exp(-J / 2), for points of mean weight. Because sigma is an estimate and the
   * best start is a choice, exp(-J / 8) is used instead. The variance of the slope due to the start
   * is the mean of (slope(a') - slope(a))^2.
   */
  Start extend(int start, int b) {
    StraightLine[] lines = new StraightLine[start + 1];
    Arrays.setAll(lines, a -> line(a, b));
    StraightLine shortest = lines[start];
    double floor = Math.max(error, MIN_RELATIVE_SCALE * Math.abs(shortest.rise()));
    double ceiling =
        MAX_VARIANCE_RATIO * shortest.scale() * shortest.scale() * shortest.redundancy();
    int first = 0;
    while (first < start && broken(first, lines, floor * floor, ceiling)) {
      first++;
    }
    double sigma = Math.max(floor, lines[first].scale());
    double[] j = new double[start + 1];
    int best = start;
    for (int a = start; a >= first; a--) {
      j[a] = lines[a].misfit(sigma, POINT_REWARD);
      best = j[a] < j[best] ? a : best;
    }
    StraightLine chosen = lines[best];
    double sum = 0;
    double squares = 0;
    for (int a = first; a <= start; a++) {
      double p = StrictMath.exp((j[best] - j[a]) / (LIKELIHOOD_DIVISOR * chosen.weight()));
      double shift = lines[a].slope() - chosen.slope();
      sum += p;
      squares += p * shift * shift;
    }
    return new Start(best, squares / sum);
  }

  /**
   * @param lines the line from each start to b, the last start last
   */
  private boolean broken(int a, StraightLine[] lines, double floor, double ceiling) {
    StraightLine whole = lines[a];
    int start = lines.length - 1;
    int stride = Math.max(1, (start - a) / SPLITS);
    for (int m = start; m >= a + MIN_PIECE; m -= stride) {
      StraightLine right = lines[m];
      double pieces = line(a, m - 1).unexplained() + right.unexplained();
      double gain = whole.unexplained() - pieces;
      if (gain > 0) {
        double fraction = pieces / whole.unexplained();
        double variance = fraction * whole.scale() * whole.scale() * right.redundancy();
        double allowed = Math.max(floor, Math.min(ceiling, variance));
        if (gain > MIN_BREAK_GAIN * whole.weight() * allowed) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * @param a the first point
   * @param variance the variance of the slope due to other starts that fit about as well
   */
  record Start(int a, double variance) {}
}
