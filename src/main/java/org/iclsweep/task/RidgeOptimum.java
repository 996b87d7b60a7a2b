package org.iclsweep.task;

import java.util.function.IntToDoubleFunction;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * What the best attention-free predictor does with a prompt, in closed form.
 *
 * <p>With Z = U diag(s) W' (full singular value decomposition, m x N) and a penalty p,
 *
 * <pre>
 *     (Z'Z + p I)^{-1} Z' Z_Q = W diag(s / (s^2 + p)) U' Z_Q.
 * </pre>
 *
 * One decomposition thus gives the optimum A (p = m tau), the paper's choice A_best (p = N tau) and
 * a root of M. It is used in place of Cholesky factors of the N x N or m x m normal equations
 * because its error grows with the condition number of Z and not with its square, and because tau =
 * 0 needs no second method: then singular values with s^2 &lt;= N eps s_1^2 are dropped, which is
 * the pseudo-inverse.
 */
public final class RidgeOptimum {
  private final Task task;
  private final DMatrixRMaj gram;
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

    gram = new DMatrixRMaj(n, n);
    CommonOps_DDRM.multTransA(z, z, gram);
    for (int i = 0; i < n; i++) {
      gram.add(i, i, penalty);
    }
    rootGram = new DMatrixRMaj(n, n);
    CommonOps_DDRM.transpose(w, rootGram);
    scaleRows(rootGram, i -> Math.sqrt(kept[i] * kept[i] + penalty));

    optimum = solve(w, u, kept, penalty);
    best = solve(w, u, kept, n * task.noise());
    minimumLoss = minimumLoss(z, penalty);
  }

  /** [ I_N | W diag(s / (s^2 + p)) U' Z_Q ]; I_N becomes M^+ M where M is singular. */
  private DMatrixRMaj solve(DMatrixRMaj w, DMatrixRMaj u, double[] s, double penalty) {
    int n = task.promptLength();
    int queries = task.tokens() - n;
    DMatrixRMaj projected = new DMatrixRMaj(task.m(), queries);
    CommonOps_DDRM.multTransA(u, task.queryFeatures(), projected);
    DMatrixRMaj scaled = new DMatrixRMaj(n, queries);
    int shared = Math.min(n, task.m());
    CommonOps_DDRM.extract(projected, 0, shared, 0, queries, scaled, 0, 0);
    scaleRows(
        scaled,
        i -> {
          double value = s[i];
          return value == 0 ? 0 : value / (value * value + penalty);
        });
    DMatrixRMaj query = new DMatrixRMaj(n, queries);
    CommonOps_DDRM.mult(w, scaled, query);

    DMatrixRMaj prompt = CommonOps_DDRM.identity(n);
    if (singular) {
      DMatrixRMaj range = CommonOps_DDRM.identity(n);
      scaleRows(range, i -> s[i] == 0 ? 0 : 1);
      DMatrixRMaj partial = new DMatrixRMaj(n, n);
      CommonOps_DDRM.mult(w, range, partial);
      CommonOps_DDRM.multTransB(partial, w, prompt);
    }
    DMatrixRMaj a = new DMatrixRMaj(n, task.tokens());
    CommonOps_DDRM.insert(prompt, a, 0, 0);
    CommonOps_DDRM.insert(query, a, 0, n);
    return a;
  }

  private static void scaleRows(DMatrixRMaj matrix, IntToDoubleFunction factor) {
    for (int row = 0; row < matrix.numRows; row++) {
      double f = factor.applyAsDouble(row);
      for (int i = row * matrix.numCols; i < (row + 1) * matrix.numCols; i++) {
        matrix.data[i] *= f;
      }
    }
  }

  /**
   * 1/(2K) sum_{k>N} ( |z_k - Z a_k|^2 + p |a_k|^2 + p ) with p = m tau. Since a_k minimises the
   * first two terms they equal |z_k|^2 - z_k' Z M^{-1} Z' z_k, but here nothing cancels (derived).
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

  /** M = Z'Z + m tau I_N = E y y' for in-domain templates, N x N. Not to be modified. */
  public DMatrixRMaj gram() {
    return gram;
  }

  /** R = diag(sqrt(s^2 + m tau)) W', N x N, with R'R = M. Not to be modified. */
  public DMatrixRMaj rootGram() {
    return rootGram;
  }

  /**
   * A = [ I_N | M^{-1} Z' Z_Q ], N x K, the minimiser of the population loss. Not to be modified.
   */
  public DMatrixRMaj optimum() {
    return optimum;
  }

  /**
   * A_best = [ I_N | (Z'Z + N tau I)^{-1} Z' Z_Q ], N x K, the paper's choice. Not to be modified.
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
   * M_ood = Z' (s^2 I + mu^2 1 1') Z + tau m (s^2 + mu^2) I = E y y' for templates of mean mu 1 and
   * covariance s^2 I.
   *
   * @return a new N x N matrix
   */
  public DMatrixRMaj gram(Templates.Domain domain) {
    double variance = domain.deviation() * domain.deviation();
    double square = domain.mean() * domain.mean();
    DMatrixRMaj z = task.promptFeatures();
    int n = task.promptLength();
    DMatrixRMaj result = new DMatrixRMaj(n, n);
    CommonOps_DDRM.multTransA(variance, z, z, result);
    double[] columnSums = new double[n];
    for (int i = 0; i < task.m(); i++) {
      for (int j = 0; j < n; j++) {
        columnSums[j] += z.unsafe_get(i, j);
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        result.add(i, j, square * columnSums[i] * columnSums[j]);
      }
      result.add(i, i, task.noise() * task.m() * (variance + square));
    }
    return result;
  }

  /** best_gap = (1/K) E |y_star - y_best|^2 = (1/K) trace((A - A_best)' M (A - A_best)). */
  public double bestGap() {
    return new PredictionGap(gram, optimum).against(best).total();
  }
}
