package org.iclsweep.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The decay of a noisy curve over the last third of its steps, averaged over models of the curve
 * ({@link CurveModel}) and correlations of the noise ({@link Correlation}).
 *
 * <p>Each model is y = X c + noise. The columns of X (n x p) are its terms; the noise has
 * correlation matrix V and unknown scale. c is estimated by generalised least squares, with sum of
 * squares SSE, and the evidence m of a pair (X, V) is
 *
 * <pre>
 *     log m = -1/2 log|V| + 1/2 log|X'X / n| - 1/2 log|X'V^-1 X + X'X / n| - (n - 2)/2 log SSE
 * </pre>
 *
 * <p>X'X / n represents a prior of c that carries as much information as one point (the
 * unit-information prior of Kass and Wasserman, J. Am. Stat. Assoc. 90, 1995). A pair's probability
 * is proportional to m times its prior; given the pair, the decay has Student's t distribution.
 * Averages over pairs follow Hoeting et al., Statistical Science 14, 1999; the choice of pairs is
 * our own.
 */
final class NoisyCurve {
  /**
   * A model is bent if its slopes in the halves of the last third differ by more than this fraction
   * of the larger. The difference equals this fraction for a parabola whose slope changes by 25%
   * from end to end; for a power law it is 18%.
   */
  private static final double BENT = 0.125;

  /** The minimum SSE as a fraction of y'V^-1 y: the rounding error left by an exact fit. */
  private static final double ROUNDING = 1e-15;

  /** The minimum number of points on each side of a break. */
  private static final int MIN_PIECE = 3;

  /** The maximum u of a break. */
  private static final double LATEST = 2.0 / 3;

  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  private final double[] u;
  private final double[] y;
  private final double last;
  private final double[] breaks;
  private final List<CurveModel> models;

  /**
   * The log evidence of each pair (X, V), by model and correlation. The next arrays are indexed
   * alike.
   */
  private final double[][] evidence;

  private final double[][] decay;
  private final double[][] scale;
  private final boolean[][] bent;

  /**
   * Fits all models.
   *
   * @param x steps, increasing and positive. Not modified.
   * @param y log gap. Not modified.
   * @param a the first point
   * @param b the last point, at least a + 6
   */
  NoisyCurve(double[] x, double[] y, int a, int b) {
    last = x[b];
    u = Arrays.stream(x, a, b + 1).map(step -> step / last).toArray();
    // A constant does not change the decay; subtracting it reduces rounding.
    this.y = Arrays.stream(y, a, b + 1).map(value -> value - y[b]).toArray();
    int apart = clearestBreak(this::unexplained);
    breaks = new double[] {(u[apart - 1] + u[apart]) / 2, meeting(clearestBreak(this::wandering))};
    models = new ArrayList<>(CurveModel.ALL);
    for (int i = 0; i < breaks.length; i++) {
      if (breaks[i] <= LATEST) {
        models.add(CurveModel.broken(i, breaks[i], i == 0, u.length));
      }
    }
    int pairs = Correlation.ALL.size();
    evidence = new double[models.size()][pairs];
    decay = new double[models.size()][pairs];
    scale = new double[models.size()][pairs];
    bent = new boolean[models.size()][pairs];
    fit();
  }

  /**
   * The estimated decay of log gap per step over the last third of the steps.
   *
   * @param low the 2.5% quantile
   * @param rate the median
   * @param high the 97.5% quantile
   * @param odds the odds of the models that are straight over the last third against those that are
   *     bent there; may be infinite
   * @param from the start of the most probable straight model, as a fraction of the last step
   */
  record Decay(double low, double rate, double high, double odds, double from) {}

  Decay decay() {
    double best = Double.NEGATIVE_INFINITY;
    for (double[] row : evidence) {
      best = Math.max(best, Arrays.stream(row).max().orElseThrow());
    }
    StudentMixture mixture = new StudentMixture(u.length - CurveModel.MAX_PARAMETERS);
    double straight = 0;
    double curved = 0;
    double mostProbable = 0;
    double from = 0;
    for (int m = 0; m < models.size(); m++) {
      double line = 0;
      for (int v = 0; v < evidence[m].length; v++) {
        double weight = StrictMath.exp(evidence[m][v] - best);
        mixture.add(weight, decay[m][v], scale[m][v]);
        line += bent[m][v] ? 0 : weight;
        curved += bent[m][v] ? weight : 0;
      }
      straight += line;
      if (line > mostProbable) {
        mostProbable = line;
        from = models.get(m).from();
      }
    }
    double[] q = mixture.quantiles(LOW, 0.5, HIGH);
    return new Decay(
        q[0] / last, q[1] / last, q[2] / last, straight / curved, Math.max(from, u[0]));
  }

  private void fit() {
    int n = u.length;
    double[][] terms = CurveModel.terms(u, breaks);
    Gram plain = new Gram(terms, y);
    double[] priors = new double[models.size()];
    for (int m = 0; m < priors.length; m++) {
      CurveModel model = models.get(m);
      double[][] unit = matrix(model, plain, 1.0 / n, null);
      priors[m] = StrictMath.log(model.prior()) + new Cholesky(unit).logDeterminant() / 2;
    }
    double[][] whitened = new double[terms.length][n];
    double[] whitenedY = new double[n];
    double[] correlation = new double[n];
    double[] factor = new double[n];
    factor[0] = 1;
    for (int v = 0; v < Correlation.ALL.size(); v++) {
      Correlation noise = Correlation.ALL.get(v);
      double logDeterminant = 0;
      for (int i = 1; i < n; i++) {
        correlation[i] = noise.over(u[i] - u[i - 1]);
        double variance = 1 - correlation[i] * correlation[i];
        factor[i] = 1 / Math.sqrt(variance);
        logDeterminant += StrictMath.log(variance);
      }
      for (int j = 0; j < terms.length; j++) {
        whiten(terms[j], correlation, factor, whitened[j]);
      }
      whiten(y, correlation, factor, whitenedY);
      Gram gram = new Gram(whitened, whitenedY);
      double prior = StrictMath.log(noise.prior()) - logDeterminant / 2;
      for (int m = 0; m < priors.length; m++) {
        fit(m, v, plain, gram, prior + priors[m]);
      }
    }
  }

  /** The misfit of the lines that start at a given end, by their other end. */
  private interface Misfit {
    double[] from(int end, int direction);
  }

  /** Returns the first point of the second of two lines, one on each side, with minimum misfit. */
  private int clearestBreak(Misfit misfit) {
    int n = u.length;
    double[] before = misfit.from(0, 1);
    double[] after = misfit.from(n - 1, -1);
    int best = MIN_PIECE;
    for (int k = MIN_PIECE; k <= n - MIN_PIECE && u[k] <= LATEST; k++) {
      best = before[k - 1] + after[k] < before[best - 1] + after[best] ? k : best;
    }
    return best;
  }

  /**
   * The break between points k - 1 and k: where the lines through them from either end meet, or the
   * midpoint if they do not meet there.
   */
  private double meeting(int k) {
    int n = u.length;
    double first = (y[k - 1] - y[0]) / (u[k - 1] - u[0]);
    double second = (y[n - 1] - y[k]) / (u[n - 1] - u[k]);
    double s = (y[k] - y[k - 1] + first * u[k - 1] - second * u[k]) / (first - second);
    return s > u[k - 1] && s < u[k] ? s : (u[k - 1] + u[k]) / 2;
  }

  /** The misfit for wandering noise: the sum of (dy - slope du)^2 / |du| over increments dy. */
  private double[] wandering(int from, int direction) {
    double[] squares = new double[u.length];
    double sum = 0;
    for (int i = from + direction; i >= 0 && i < u.length; i += direction) {
      double du = u[i] - u[i - direction];
      double dy = y[i] - y[i - direction];
      sum += dy * dy / Math.abs(du);
      double rise = y[i] - y[from];
      squares[i] = sum - rise * rise / Math.abs(u[i] - u[from]);
    }
    return squares;
  }

  /** The misfit for independent noise: the sum of squares about the least-squares line. */
  private double[] unexplained(int from, int direction) {
    double[] squares = new double[u.length];
    double count = 0;
    double meanU = 0;
    double meanY = 0;
    double uu = 0;
    double uy = 0;
    double yy = 0;
    for (int i = from; i >= 0 && i < u.length; i += direction) {
      count++;
      double du = u[i] - meanU;
      double dy = y[i] - meanY;
      meanU += du / count;
      meanY += dy / count;
      uu += du * (u[i] - meanU);
      uy += du * (y[i] - meanY);
      yy += dy * (y[i] - meanY);
      squares[i] = count < 2 ? 0 : yy - uy * uy / uu;
    }
    return squares;
  }

  /**
   * Subtracts from each point its prediction from the previous point, and scales the differences to
   * equal variances.
   */
  private static void whiten(double[] c, double[] correlation, double[] factor, double[] out) {
    out[0] = c[0];
    for (int i = 1; i < c.length; i++) {
      out[i] = (c[i] - correlation[i] * c[i - 1]) * factor[i];
    }
  }

  private void fit(int m, int v, Gram plain, Gram gram, double prior) {
    int n = u.length;
    CurveModel model = models.get(m);
    int p = model.parameters();
    Cholesky root = new Cholesky(matrix(model, gram, 1, null));
    Cholesky withPrior = new Cholesky(matrix(model, gram, 1, plain));
    double[] right = new double[p];
    for (int j = 0; j < p; j++) {
      right[j] = gram.right(model.term(j));
    }
    double[] z = root.solve(right);
    double sse = gram.squares();
    double minimum = ROUNDING * sse + Double.MIN_NORMAL;
    for (double value : z) {
      sse -= value * value;
    }
    sse = Math.max(sse, minimum);
    evidence[m][v] = prior - withPrior.logDeterminant() / 2 - (n - 2) / 2.0 * StrictMath.log(sse);
    double[] first = root.solve(model.falls(0));
    double[] second = root.solve(model.falls(1));
    double firstDecay = 0;
    double secondDecay = 0;
    double variance = 0;
    for (int i = 0; i < p; i++) {
      firstDecay += first[i] * z[i];
      secondDecay += second[i] * z[i];
      double mean = (first[i] + second[i]) / 2;
      variance += mean * mean;
    }
    decay[m][v] = (firstDecay + secondDecay) / 2;
    scale[m][v] = Math.sqrt(variance * sse / (n - p));
    bent[m][v] =
        Math.abs(firstDecay - secondDecay)
            > BENT * Math.max(Math.abs(firstDecay), Math.abs(secondDecay));
  }

  /** Returns factor X'V^-1 X, plus X'X / n unless plain is null. */
  private double[][] matrix(CurveModel model, Gram gram, double factor, Gram plain) {
    int p = model.parameters();
    double[][] g = new double[p][p];
    for (int i = 0; i < p; i++) {
      for (int j = 0; j <= i; j++) {
        int row = model.term(i);
        int column = model.term(j);
        g[i][j] = factor * gram.product(row, column);
        if (plain != null) {
          g[i][j] += plain.product(row, column) / u.length;
        }
      }
    }
    return g;
  }
}
