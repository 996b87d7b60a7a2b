package org.iclsweep.theory;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * log gap against step, and where its late straight part begins and ends.
 *
 * <p>Recorded steps may be dense early and sparse late, and what a curve does off its line it does
 * for many neighbouring points. So that dense points do not outvote the others, the weight of a
 * point in every fit is the distance of its neighbours in steps, halved, and at most that of points
 * a hundredth of all steps apart. Points at equal distances have equal weights.
 */
final class LogCurve {
  private static final int LEAST_POINTS = 8;

  /** Three orders of magnitude, up to rounding. */
  private static final double LEAST_DROP = 6.907755278982;

  private static final double LEAST_SHARE = 1.0 / 3;

  /** How far apart points of full weight are, as a share of the steps. */
  private static final double FULL_WEIGHT = 0.01;

  /** No curve counts as straighter than this share of its drop in the least span. */
  private static final double STRAIGHT = 1e-3;

  private static final double CURVED_SLOPE = 0.25;

  /** Alternations of the residuals in three periods. */
  private static final int OSCILLATION = 6;

  /** A chi-square of two degrees of freedom exceeds this with probability 0.7%. */
  private static final double BROKEN = 10;

  private static final int SPLITS = 16;
  private static final int LEAST_PIECE = 3;

  /** By what factor the variance in the least span may be taken too small. */
  private static final double VARIANCE_DOUBT = 5;

  /** c of J. */
  private static final double ALLOWANCE = 1.5;

  private static final double CAUTION = 8;

  /** log 1e-20. */
  private static final double DOUBTFUL = -46.05170185988091;

  private static final double DEPARTURE = 0.25;
  private static final double DEPARTURE_SCALES = 6;
  private static final double LEVEL = 0.05;

  /** log 100. */
  private static final double CLEARANCE = 4.605170185988092;

  /** The relative rounding of log gap, and of the exponent that a gap may have been made of. */
  private static final double ROUNDING = 1e-15;

  /** The share of the steps before the part that is looked at for noise. */
  private static final double WINDOW = 0.1;

  /** White noise alternates for 73% of neighbours, a random walk for 67%. */
  private static final double ROUGH = 0.4;

  /** Deviations of less than this share of the drop in the least span do not matter. */
  private static final double SMOOTH = 1e-5;

  private static final double SMOOTH_ERRORS = 8;
  private static final double ROUNDING_NOISE = 0.01;

  private final int size;
  private final double[] x;
  private final double[] y;
  private final double[] w;

  /** The least standard deviation of a point. */
  private final double error;

  /**
   * The points before the first gap that is not above the rounding floor, positive and finite.
   *
   * @param steps increasing, beginning with step 0. Not modified.
   * @param gaps the gap at each of them. Not modified.
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

  /**
   * The line through the points a..b with log step in place of the step; a step of 0 is left out.
   */
  StraightLine powerLaw(int a, int b) {
    double[] logs = Arrays.stream(x).map(StrictMath::log).toArray();
    return new StraightLine(logs, y, w, Math.max(1, a), b);
  }

  /** The latest point from which the points up to b take at least a third of the steps up to b. */
  int third(int b) {
    return since(1 - LEAST_SHARE, b);
  }

  /** Describes the points from a share of the steps up to b; they are at least 7. */
  NoisyCurve noisy(double share, int b) {
    return new NoisyCurve(x, y, Math.max(1, since(share, b)), b);
  }

  /** The first of the points up to b from a share of the steps on; they are at least 8. */
  int since(double share, int b) {
    int a = b - LEAST_POINTS + 1;
    while (a > 0 && x[a] > share * x[b]) {
      a--;
    }
    return a;
  }

  /**
   * Whether the end of the curve up to b is noisy: neighbouring points lie on different sides of
   * the chords of their neighbours. That is so if two of five points do, among those of the least
   * span or of the points since a tenth of the steps, and all of them by more than 1e-5 of the drop
   * in the least span, by more than rounding and, below 1e-20 gap(0), by more than 1%.
   *
   * @param a where the least span begins
   */
  boolean rough(int a, int b) {
    double least = Math.max(SMOOTH * Math.abs(line(a, b).rise()), SMOOTH_ERRORS * error);
    return rough(a, b, least) || rough(Math.min(a, since(WINDOW, b)), b, least);
  }

  private boolean rough(int a, int b, double least) {
    int alternating = 0;
    double before = 0;
    for (int i = a + 1; i < b; i++) {
      double share = (x[i] - x[i - 1]) / (x[i + 1] - x[i - 1]);
      double deviation = y[i] - y[i - 1] - share * (y[i + 1] - y[i - 1]);
      double enough = y[i] - y[0] > DOUBTFUL ? least : Math.max(least, ROUNDING_NOISE);
      boolean opposite = before * deviation < 0;
      alternating += opposite && Math.min(Math.abs(before), Math.abs(deviation)) > enough ? 1 : 0;
      before = deviation;
    }
    return alternating >= ROUGH * (b - a - 2);
  }

  /** log gap at a point. */
  double at(int i) {
    return y[i];
  }

  /** The step of a point. */
  double step(int i) {
    return x[i];
  }

  /** {@link #ROUNDING} of the largest |log gap|. */
  double error() {
    return error;
  }

  /**
   * The last point of the fit; negative where there is none. That is the last point of the curve,
   * unless the curve has come to rest below 1e-20 gap(0), where a plateau cannot be told from
   * rounding. It has where all points from one on lie above the line through the least span before
   * 1e-20 gap(0), by 6 s and by 0.25 in log gap, and at least the later half of them falls less
   * than a twentieth as fast as that line (or may, within its interval; or they are at most 8).
   * Then the fit ends with the last point before them that is a hundred times higher than their
   * mean, so that rounding adds less than 1%.
   */
  int last() {
    int doubtful = 0;
    while (doubtful < size && y[doubtful] - y[0] > DOUBTFUL) {
      doubtful++;
    }
    if (doubtful < LEAST_POINTS || doubtful == size) {
      return doubtful - 1;
    }
    StraightLine line = line(leastSpan(doubtful - 1).orElse(0), doubtful - 1);
    double departure = Math.max(DEPARTURE, DEPARTURE_SCALES * line.scale());
    int above = size;
    while (above > doubtful && y[above - 1] - line.at(x[above - 1]) > departure) {
      above--;
    }
    int half = (above + size) / 2;
    for (int i = above; i < size && i <= half; i++) {
      if (size - above <= LEAST_POINTS || atRest(i, LEVEL * line.slope())) {
        double level = Arrays.stream(y, i, size).average().orElseThrow();
        int b = i - 1;
        while (b >= 0 && y[b] < level + CLEARANCE) {
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
   * The latest a so that a..b are at least 8 points and at least a third of the steps up to b or,
   * on their line, three orders of magnitude.
   */
  OptionalInt leastSpan(int b) {
    for (int a = b - LEAST_POINTS + 1; a >= 0; a--) {
      if (x[b] - x[a] >= LEAST_SHARE * x[b] || Math.abs(line(a, b).rise()) >= LEAST_DROP) {
        return OptionalInt.of(a);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * The first point of the least span a..b if the curve is straight there. Where it is clearly
   * curved, the latest earlier point from which on it is not and goes from one side of its line to
   * the other at least 6 times: then the bend is part of an oscillation about a line.
   *
   * @param least where the least span begins
   */
  OptionalInt straight(int least, int b) {
    for (int a = least; a >= 0; a--) {
      StraightLine line = line(a, b);
      boolean candidate = a == least || line.alternations() >= OSCILLATION;
      if (candidate && !line.curved(CURVED_SLOPE)) {
        return OptionalInt.of(a);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Where the straight part that ends with start..b begins.
   *
   * <p>First the earliest a is sought for which a..b has no break: for splits m in a+3..start, two
   * lines, through a..m-1 and m..b, must not explain 10 sigma_m^2 more than one line (as a sum of
   * squares of points of mean weight). sigma_m is the scale about the two lines, with the
   * redundancy of the right one; it is at least 0.1% of the drop along start..b, because no curve
   * is exactly straight, and its square is at most five times that along start..b.
   *
   * <p>Then a is the start from there on that minimises
   *
   * <pre>
   *     J(a) = sum over a..b of w (r^2 / sigma^2 - 1.5)
   * </pre>
   *
   * with the residuals r of the line through a..b and the scale sigma about the line through the
   * longest part without a break, again at least 0.1% of the drop. Points on the line contribute
   * -0.5 on the average and are taken in; points off the line are left out.
   *
   * <p>J is -2 log likelihood if points before a are as likely anywhere, so the starts have
   * probabilities p ~ exp(-J / 2), for points of mean weight. Because sigma is an estimate and the
   * best start a choice, exp(-J / 8) is taken. The variance of the slope because of the start is
   * the mean of (slope(a') - slope(a))^2.
   */
  Start extend(int start, int b) {
    StraightLine[] lines = new StraightLine[start + 1];
    Arrays.setAll(lines, a -> line(a, b));
    StraightLine least = lines[start];
    double floor = Math.max(error, STRAIGHT * Math.abs(least.rise()));
    double ceiling = VARIANCE_DOUBT * least.scale() * least.scale() * least.redundancy();
    int first = 0;
    while (first < start && broken(first, lines, floor * floor, ceiling)) {
      first++;
    }
    double sigma = Math.max(floor, lines[first].scale());
    double[] j = new double[start + 1];
    int best = start;
    for (int a = start; a >= first; a--) {
      j[a] = lines[a].misfit(sigma, ALLOWANCE);
      best = j[a] < j[best] ? a : best;
    }
    StraightLine chosen = lines[best];
    double sum = 0;
    double squares = 0;
    for (int a = first; a <= start; a++) {
      double p = StrictMath.exp((j[best] - j[a]) / (CAUTION * chosen.weight()));
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
    for (int m = start; m >= a + LEAST_PIECE; m -= stride) {
      StraightLine right = lines[m];
      double pieces = line(a, m - 1).unexplained() + right.unexplained();
      double gain = whole.unexplained() - pieces;
      if (gain > 0) {
        double share = pieces / whole.unexplained();
        double variance = share * whole.scale() * whole.scale() * right.redundancy();
        double allowed = Math.max(floor, Math.min(ceiling, variance));
        if (gain > BROKEN * whole.weight() * allowed) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * @param a the first point
   * @param variance that of the slope because other starts are as good or nearly
   */
  record Start(int a, double variance) {}
}
