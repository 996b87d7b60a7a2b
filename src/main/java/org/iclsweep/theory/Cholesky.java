package org.iclsweep.theory;

/** The lower triangular L with L L' = G, for a small symmetric positive definite G. */
final class Cholesky {
  /** A pivot below this fraction of its diagonal element is raised to it: G is singular there. */
  private static final double MIN_PIVOT = 1e-14;

  private final double[][] l;

  /**
   * Factors G.
   *
   * @param g its lower triangle, row by row. Not modified.
   */
  Cholesky(double[][] g) {
    int p = g.length;
    l = new double[p][p];
    for (int i = 0; i < p; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = g[i][j];
        for (int k = 0; k < j; k++) {
          sum -= l[i][k] * l[j][k];
        }
        l[i][j] = i == j ? Math.sqrt(Math.max(sum, MIN_PIVOT * g[i][i])) : sum / l[j][j];
      }
    }
  }

  /** L^-1 c. */
  double[] solve(double[] c) {
    double[] z = new double[c.length];
    for (int i = 0; i < c.length; i++) {
      double sum = c[i];
      for (int k = 0; k < i; k++) {
        sum -= l[i][k] * z[k];
      }
      z[i] = sum / l[i][i];
    }
    return z;
  }

  /** log|G|. */
  double logDeterminant() {
    double product = 1;
    for (int i = 0; i < l.length; i++) {
      product *= l[i][i];
    }
    return 2 * StrictMath.log(product);
  }
}
