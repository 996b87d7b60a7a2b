package org.iclsweep.theory;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * The weighted least-squares line y = mean_y + slope (x - mean_x) through the points a..b of a
 * curve. All errors are those of weighted least squares for independent deviations of equal
 * variance, whatever the weights; with equal weights they are the textbook formulas.
 *
 * <p>With S = sum w, X = sum w (x - mean_x)^2 and residuals r:
 *
 * <pre>
 *     s^2       = sum w r^2 / (S - sum w^2 / S - sum w^2 (x - mean_x)^2 / X)
 *     se(slope) = s sqrt(sum w^2 (x - mean_x)^2) / X
 *     n         = S^2 / sum w^2
 * </pre>
 */
final class StraightLine {
  /** The 97.5% quantile of the standard normal distribution. */
  static final double Z975 = 1.959963984540054;

  private static final double TWO_SIDED = 0.975;

  /** The probability that a standard normal variable is below 3. */
  private static final double THREE_SIGMA = 0.9986501019683699;

  private static final double MIN_FREEDOM = 3;

  /** The maximum autocorrelation; a higher one cannot be estimated from the residuals. */
  private static final double MAX_CORRELATION = 0.95;

  private final double[] x;
  private final double[] y;
  private final double[] w;
  private final int a;
  private final int b;

  private final double sum;
  private final double sumSquared;
  private final double meanX;
  private final double meanY;
  private final double spread;
  private final double spreadSquared;
  private final double slope;
  private final double unexplained;
  private final double total;

  /**
   * Fits the line.
   *
   * @param x increasing. Kept, not modified.
   * @param y finite. Kept, not modified.
   * @param w positive. Kept, not modified.
   * @param a the first point
   * @param b the last point, at least a + 2
   */
  StraightLine(double[] x, double[] y, double[] w, int a, int b) {
    this.x = x;
    this.y = y;
    this.w = w;
    this.a = a;
    this.b = b;
    double s = 0;
    double ss = 0;
    double sx = 0;
    double sy = 0;
    for (int i = a; i <= b; i++) {
      s += w[i];
      ss += w[i] * w[i];
      sx += w[i] * (x[i] - x[b]);
      // Differences from a point of the curve keep a constant curve exactly constant.
      sy += w[i] * (y[i] - y[b]);
    }
    sum = s;
    sumSquared = ss;
    meanX = x[b] + sx / s;
    meanY = y[b] + sy / s;
    double xx = 0;
    double wxwx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = a; i <= b; i++) {
      double dx = x[i] - meanX;
      double dy = y[i] - meanY;
      xx += w[i] * dx * dx;
      wxwx += w[i] * w[i] * dx * dx;
      xy += w[i] * dx * dy;
      yy += w[i] * dy * dy;
    }
    spread = xx;
    spreadSquared = wxwx;
    slope = xy / xx;
    total = yy;
    double rr = 0;
    for (int i = a; i <= b; i++) {
      rr += w[i] * residual(i) * residual(i);
    }
    unexplained = rr;
  }

  double slope() {
    return slope;
  }

  double at(double step) {
    return meanY + slope * (step - meanX);
  }

  double residual(int i) {
    return y[i] - at(x[i]);
  }

  /** slope (x_b - x_a). */
  double rise() {
    return slope * (x[b] - x[a]);
  }

  /**
   * The fraction of the variance of y that the line explains, in [0, 1]; 1 for a constant curve.
   */
  double r2() {
    return total == 0 ? 1 : Math.min(1, Math.max(0, 1 - unexplained / total));
  }

  /** s, the scale of the deviations. */
  double scale() {
    return StrictMath.sqrt(unexplained / freeWeight());
  }

  /** The expectation of sum w r^2 for deviations of variance 1. */
  private double freeWeight() {
    return sum - sumSquared / sum - spreadSquared / spread;
  }

  /** n, the effective number of points. */
  private double points() {
    return sum * sum / sumSquared;
  }

  /**
   * sum over a..b of w (r^2 / scale^2 - allowance).
   *
   * @param scale positive
   */
  double misfit(double scale, double allowance) {
    return unexplained / (scale * scale) - allowance * sum;
  }

  /** sum w r^2. */
  double unexplained() {
    return unexplained;
  }

  /** sum w^2 / sum w, the mean weight of a point in sums of squares. */
  double weight() {
    return sumSquared / sum;
  }

  /**
   * n / n' = (1 + rho) / (1 - rho), where rho in [0, 0.95] is the weighted autocorrelation of the
   * residuals of neighbouring points: n points carry as much information as n' independent ones.
   */
  double redundancy() {
    double products = 0;
    for (int i = a + 1; i <= b; i++) {
      products += StrictMath.sqrt(w[i - 1] * w[i]) * residual(i - 1) * residual(i);
    }
    double rho =
        unexplained == 0 ? 0 : Math.min(MAX_CORRELATION, Math.max(0, products / unexplained));
    return (1 + rho) / (1 - rho);
  }

  /**
   * Half the width of the 95% interval of the slope: Student's t with n' - 2 degrees of freedom
   * times se(slope) sqrt(n / n').
   *
   * @param error the minimum standard deviation of a point; its square is added to s^2
   */
  double margin(double error) {
    double redundancy = redundancy();
    double freedom = points() / redundancy - 2;
    double s = StrictMath.hypot(scale(), error);
    return student(freedom).inverseCumulativeProbability(TWO_SIDED)
        * StrictMath.sqrt(redundancy * spreadSquared)
        * s
        / spread;
  }

  /**
   * Whether a parabola y = line + k q, with q = (x - mean_x)^2 less its projection on the line,
   * shows that the points are clearly not on a line. Its slope must change from end to end by more
   * than a fraction of the line's slope, and |k| must exceed 3 standard errors (3 as a normal
   * quantile, converted to Student's t with n - 3 degrees of freedom).
   *
   * @param fraction the minimum 2 |k| (x_b - x_a) / |slope|
   */
  boolean curved(double fraction) {
    double width = x[b] - x[a];
    double third = 0;
    for (int i = a; i <= b; i++) {
      double dx = x[i] - meanX;
      third += w[i] * dx * dx * dx;
    }
    double skew = third / spread;
    double qq = 0;
    double wqwq = 0;
    double qr = 0;
    for (int i = a; i <= b; i++) {
      double q = quadratic(i, skew);
      qq += w[i] * q * q;
      wqwq += w[i] * w[i] * q * q;
      qr += w[i] * q * residual(i);
    }
    double k = qr / qq;
    double squares = Math.max(0, unexplained - k * qr);
    double error = StrictMath.sqrt(squares / (freeWeight() - wqwq / qq) * wqwq) / qq;
    double size = Math.abs(k);
    // Where the error is 0, this is 0 or infinite or, for no bend at all, not a number.
    double t = size / error;
    return 2 * size * width > fraction * Math.abs(slope)
        && t > 3
        && (t == Double.POSITIVE_INFINITY
            || student(points() - 3).cumulativeProbability(t) > THREE_SIGMA);
  }

  /** (x - mean_x)^2 less its projection on 1 and x. */
  private double quadratic(int i, double skew) {
    double dx = x[i] - meanX;
    return dx * dx - skew * dx - spread / sum;
  }

  /**
   * The number of times the residuals change from above half their root mean square to below minus
   * half of it, or back.
   */
  int alternations() {
    double level = 0.5 * StrictMath.sqrt(unexplained / sum);
    int count = 0;
    int side = 0;
    for (int i = a; i <= b; i++) {
      double r = residual(i);
      if (Math.abs(r) > level) {
        int now = r > 0 ? 1 : -1;
        count += side == -now ? 1 : 0;
        side = now;
      }
    }
    return count;
  }

  /** Student's t distribution with at least 3 degrees of freedom. */
  private static TDistribution student(double freedom) {
    // Without a random number generator, which is expensive and not needed.
    return new TDistribution(null, Math.max(MIN_FREEDOM, freedom));
  }
}
