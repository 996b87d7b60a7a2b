package org.iclsweep.task;

import java.util.Arrays;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The best linear predictor of a task, in closed form.
 *
 * <p>With Z = U diag(s) W' (full singular value decomposition, m x N) and a penalty p,
 *
 * <pre>
 *     (Z'Z + p I)^{-1} Z' Z_Q = W diag(s / (s^2 + p)) U' Z_Q.
 * </pre>
 *
 * One decomposition thus gives the optimum A (p = m tau), the paper's choice A_best (p = N tau) and
 * a root R of M. It is preferred to Cholesky factorization of the N x N or m x m normal equations
 * for two reasons. Its error grows with the condition number of Z, not with its square. And tau = 0
 * needs no second method: singular values with s^2 &lt;= N eps s_1^2 are dropped, which gives the
 * pseudo-inverse.
 *
 * <p>M itself is never formed. A distance trace(D' M D) computed from M would lose eps |M| |D|^2 to
 * the null space of M, where D need not be small. In contrast, |R D|^2 is a sum of squares with a
 * relative error of about eps |R| |D| / |R D| (derived here).
 */
public final class RidgeOptimum {
  private final Task task;
  private final DMatrixRMaj rootGram;
  private final DMatrixRMaj optimum;
  private final DMatrixRMaj best;
  private final boolean singular;
  private final double minimumLoss;

  /**
   * Solves the task.
   *
   * @throws IllegalStateException if the singular value decomposition does not converge
   */
  public RidgeOptimum(Task task) {
    this.task = task;
    int n = task.promptLength();
    double penalty = task.m() * task.noise();
    DMatrixRMaj z = task.promptFeatures();
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(z.numRows, z.numCols, true, true, false);
    if (!svd.decompose(z.copy())) {
      throw new IllegalStateException("no singular value decomposition of Z was found");
    }
    double[] s = svd.getSingularValues();
    int values = Math.min(z.numRows, z.numCols);
    DMatrixRMaj w = svd.getV(null, false);
    DMatrixRMaj u = svd.getU(null, false);

    double largest = 0;
    for (int i = 0; i < values; i++) {
      largest = Math.max(largest, s[i]);
    }
    double threshold = penalty > 0 ? 0 : n * UtilEjml.EPS * largest * largest;
    int rank = 0;
    double[] kept = new double[n];
    for (int i = 0; i < values; i++) {
      if (s[i] * s[i] > threshold) {
        kept[i] = s[i];
        rank++;
      }
    }
    singular = penalty == 0 && rank < n;

    boolean exact = penalty == 0 && rank == task.m();
    rootGram = exact ? z : rootGram(w, kept, penalty, penalty > 0 ? n : Math.max(1, rank));

    optimum = solve(w, u, kept, penalty);
    best = solve(w, u, kept, n * task.noise());
    minimumLoss = minimumLoss(z, penalty);
  }

  /** The nonzero rows of diag(sqrt(s^2 + p)) W'; a single zero row if all are zero. */
  private static DMatrixRMaj rootGram(DMatrixRMaj w, double[] s, double penalty, int rows) {
    DMatrixRMaj root = new DMatrixRMaj(rows, s.length);
    int row = 0;
    for (int i = 0; i < s.length; i++) {
      double scale = Math.sqrt(s[i] * s[i] + penalty);
      if (scale > 0) {
        for (int j = 0; j < s.length; j++) {
          root.unsafe_set(row, j, scale * w.unsafe_get(j, i));
        }
        row++;
      }
    }
    return root;
  }

  /** [ I_N | W diag(s / (s^2 + p)) U' Z_Q ]; I_N becomes M^+ M if M is singular. */
  private DMatrixRMaj solve(DMatrixRMaj w, DMatrixRMaj u, double[] s, double penalty) {
    int n = task.promptLength();
    int queries = task.tokens() - n;
    DMatrixRMaj projected = new DMatrixRMaj(task.m(), queries);
    CommonOps_DDRM.multTransA(u, task.queryFeatures(), projected);
    DMatrixRMaj scaled = new DMatrixRMaj(n, queries);
    int shared = Math.min(n, task.m());
    CommonOps_DDRM.extract(projected, 0, shared, 0, queries, scaled, 0, 0);
    CommonOps_DDRM.multRows(
        Arrays.stream(s).map(value -> value == 0 ? 0 : value / (value * value + penalty)).toArray(),
        scaled);
    DMatrixRMaj query = new DMatrixRMaj(n, queries);
    CommonOps_DDRM.mult(w, scaled, query);

    DMatrixRMaj prompt = CommonOps_DDRM.identity(n);
    if (singular) {
      DMatrixRMaj range = CommonOps_DDRM.identity(n);
      CommonOps_DDRM.multRows(Arrays.stream(s).map(Math::signum).toArray(), range);
      DMatrixRMaj partial = new DMatrixRMaj(n, n);
      CommonOps_DDRM.mult(w, range, partial);
      CommonOps_DDRM.multTransB(partial, w, prompt);
    }
    DMatrixRMaj a = new DMatrixRMaj(n, task.tokens());
    CommonOps_DDRM.insert(prompt, a, 0, 0);
    CommonOps_DDRM.insert(query, a, 0, n);
    return a;
  }

  /**
   * 1/(2K) sum_{k>N} ( |z_k - Z a_k|^2 + p |a_k|^2 + p ) with p = m tau. Since a_k minimises the
   * first two terms, they equal |z_k|^2 - z_k' Z M^{-1} Z' z_k, but this form involves no
   * cancellation (derived).
   */
  private double minimumLoss(DMatrixRMaj z, double penalty) {
    DMatrixRMaj fitted = new DMatrixRMaj(task.m(), task.tokens());
    CommonOps_DDRM.mult(z, optimum, fitted);
    double sum = 0;
    for (int k = task.promptLength(); k < task.tokens(); k++) {
      double residual = 0;
      for (int i = 0; i < task.m(); i++) {
        double r = task.features().unsafe_get(i, k) - fitted.unsafe_get(i, k);
        residual += r * r;
      }
      double square = 0;
      for (int i = 0; i < task.promptLength(); i++) {
        square += optimum.unsafe_get(i, k) * optimum.unsafe_get(i, k);
      }
      sum += residual + penalty * square + penalty;
    }
    return sum / (2 * task.tokens());
  }

  /** The task that was solved. */
  public Task task() {
    return task;
  }

  /**
   * R with R'R = M = Z'Z + m tau I_N = E y y' for in-domain templates, r x N with r = rank M. It is
   * Z itself if the noise is 0 and Z has full row rank; otherwise it holds the nonzero rows of
   * diag(sqrt(s^2 + m tau)) W'. It is a single row of zeros if M = 0. Must not be modified.
   */
  public DMatrixRMaj rootGram() {
    return rootGram;
  }

  /**
   * A = [ I_N | M^{-1} Z' Z_Q ], N x K, the minimiser of the population loss. Must not be modified.
   */
  public DMatrixRMaj optimum() {
    return optimum;
  }

  /**
   * A_best = [ I_N | (Z'Z + N tau I)^{-1} Z' Z_Q ], N x K, the paper's choice. Must not be
   * modified.
   */
  public DMatrixRMaj best() {
    return best;
  }

  /** Whether M is singular: tau = 0 and rank(Z) &lt; N. Such a trial is outside the theory. */
  public boolean singular() {
    return singular;
  }

  /** L_min, the population loss at A. */
  public double minimumLoss() {
    return minimumLoss;
  }

  /**
   * A root of M_ood = Z' (s^2 I + mu^2 1 1') Z + tau m (s^2 + mu^2) I = E y y' for templates with
   * mean mu 1 and covariance s^2 I. Its rows are those of s R, mu 1'Z and, with noise, mu sqrt(m
   * tau) I_N, reduced to a triangle if there are more than N.
   *
   * @return a new matrix with N columns and at most N rows
   */
  public DMatrixRMaj rootGram(Templates.Moments moments) {
    int n = task.promptLength();
    int rank = rootGram.numRows;
    double noise = moments.mean() * Math.sqrt(task.m() * task.noise());
    DMatrixRMaj rows = new DMatrixRMaj(rank + 1 + (noise == 0 ? 0 : n), n);
    CommonOps_DDRM.insert(rootGram, rows, 0, 0);
    CommonOps_DDRM.scale(moments.deviation(), rows);
    CommonOps_DDRM.insert(CommonOps_DDRM.sumCols(task.promptFeatures(), null), rows, rank, 0);
    CommonOps_DDRM.scaleRow(moments.mean(), rows, rank);
    for (int i = rank + 1; i < rows.numRows; i++) {
      rows.unsafe_set(i, i - rank - 1, noise);
    }
    if (rows.numRows <= n) {
      return rows;
    }
    QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(rows.numRows, n);
    // decompose returns false for a rank-deficient matrix; the triangle is valid nevertheless.
    var unused = qr.decompose(rows);
    return qr.getR(null, true);
  }

  /** best_gap = (1/K) E |y_star - y_best|^2 = (1/K) |R (A - A_best)|^2. */
  public double bestGap() {
    return new PredictionGap(rootGram, optimum).against(best).total();
  }
}
