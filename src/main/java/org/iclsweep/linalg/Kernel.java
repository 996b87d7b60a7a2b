package org.iclsweep.linalg;

import org.ejml.data.DMatrixRMaj;

/**
 * The inner loops of a training step.
 *
 * <p>All kernels give bitwise identical results: each element of a result is a single sum,
 * accumulated in the order of its terms by fused multiply-adds, and all kernels use {@link
 * Exponential}. Lanes run along columns (tokens or dimensions) and never split a sum. NaNs may
 * differ, in their payload only. Nothing is allocated; kernels are stateless and may be shared
 * between threads.
 *
 * <p>Operands are {@link Panels}; w and matrices of its shape are EJML matrices whose rows are
 * zero-padded to whole panels.
 */
public interface Kernel {
  /** The name in the {@code kernel} column. */
  String name();

  /** A short description of the implementation. */
  String description();

  /** The number of columns per panel. */
  int panelWidth();

  /** The preferred multiple of rows in a product. */
  int tileRows();

  /**
   * Computes one panel of C = A B: c[ci + i width + j] = sum_{k &lt; depth} A[i,k] b[bi + k width +
   * j] for i &lt; rows, j &lt; width, summed from k = 0 up, where A[i,k] = a[ai + k / width ap + i
   * width + k % width].
   *
   * @param rows the number of rows of A and C, at least 1
   * @param depth the number of columns of A and rows of B; 0 gives zeros
   * @param a Not modified. Must not be the array of C.
   * @param ai the index of A's first row in its first panel
   * @param ap the distance between panels of A
   * @param b Not modified. Must not be the array of C.
   * @param bi the index of the start of B
   * @param c Modified.
   * @param ci the index of the start of C
   */
  void multiplyPanel(
      int rows, int depth, double[] a, int ai, int ap, double[] b, int bi, double[] c, int ci);

  /**
   * Computes C[cRow + i, :] = sum_{k &lt; depth} A[aRow + i, k] B[bRow + k, :] for i &lt; rows.
   * Terms known to be zero from {@link Panels#constant} are skipped, which does not change finite
   * results.
   *
   * @param rows the number of rows of A and C
   * @param depth the number of columns of A and rows of B
   * @param a Not modified. Must not be C.
   * @param aRow the first row of A
   * @param b Not modified. Must not be C.
   * @param bRow the first row of B
   * @param c has as many columns as B. Modified.
   * @param cRow the first row of C
   */
  default void multiply(
      int rows, int depth, Panels a, int aRow, Panels b, int bRow, Panels c, int cRow) {
    for (int panel = 0; panel < b.count(); panel++) {
      multiplyPanel(rows, depth, a, aRow, b, bRow, c, cRow, panel);
    }
  }

  /** Computes one panel of {@link #multiply}. */
  default void multiplyPanel(
      int rows, int depth, Panels a, int aRow, Panels b, int bRow, Panels c, int cRow, int panel) {
    int width = a.width();
    int first = Math.max(b.from(panel) - bRow, 0);
    int from = first - first % width;
    int to = Math.max(from, Math.min(b.to(panel) - bRow, depth));
    multiplyPanel(
        rows,
        to - from,
        a.data(),
        a.index(from / width, aRow),
        a.rows() * width,
        b.data(),
        b.index(panel, bRow + from),
        c.data(),
        c.index(panel, cRow));
  }

  /**
   * Computes x[i] = exp(x[i]) for begin &lt;= i &lt; end by {@link Exponential}, to within 1 unit
   * in the last place.
   *
   * @param x values of at most 0, -infinity or NaN. Modified.
   * @param scratch at least as long as x. Modified.
   */
  void exponentials(double[] x, int begin, int end, double[] scratch);

  /**
   * Computes one panel of the softmax over the columns of some heads' scores S, and adds their
   * contribution to the prediction:
   *
   * <pre>
   *     E[n,k]      = exp(S[n,k] - max_i S[i,k])
   *     u[k]        = 1 / sum_n E[n,k]                      (C = E diag(u))
   *     A_hat[n,k] += E[n,k] (w[k] u[k])
   * </pre>
   *
   * @param e S of the heads, stacked vertically, (heads N) x K; on return, E. Modified.
   * @param panel the index of the panel of e and of the prediction
   * @param heads the number of heads
   * @param w H x K zero-padded. Not modified.
   * @param u H x K zero-padded; the heads' rows are set. Modified.
   * @param head the first head's row in w and u
   * @param prediction A_hat, N x K. Modified.
   * @param scratch at least as long as the data of e. Modified.
   */
  void softmax(
      Panels e,
      int panel,
      int heads,
      DMatrixRMaj w,
      DMatrixRMaj u,
      int head,
      Panels prediction,
      double[] scratch);

  /**
   * Computes the gradients through some heads' softmax:
   *
   * <pre>
   *     dw[k]   = u[k] sum_n E[n,k] G[n,k]
   *     dS[n,k] = (w[k] u[k] E[n,k]) (G[n,k] - dw[k])
   * </pre>
   *
   * @param e E of the heads, stacked vertically, (heads N) x K. Not modified, unless it is ds.
   * @param heads the number of heads
   * @param gradient G = dLoss/dA_hat, N x K. Not modified.
   * @param w H x K zero-padded. Not modified.
   * @param u H x K zero-padded. Not modified.
   * @param head the first head's row in w, u and dw
   * @param dw H x K zero-padded; the heads' rows are set. Modified.
   * @param ds receives dS of the heads, stacked vertically; has at least heads N rows and K
   *     columns. Modified. May be e.
   */
  void softmaxBackward(
      Panels e,
      int heads,
      Panels gradient,
      DMatrixRMaj w,
      DMatrixRMaj u,
      int head,
      DMatrixRMaj dw,
      Panels ds);

  /**
   * Takes a gradient-descent step: x[xi + i] -= learningRate g[gi + i] for i &lt; length, rounded
   * once.
   *
   * @param x Modified.
   * @param g Not modified.
   */
  void descend(int length, double[] x, int xi, double[] g, int gi, double learningRate);

  /**
   * Takes an Adam step for i &lt; length, with g = g[gi + i], x at xi + i and its history at si +
   * i:
   *
   * <pre>
   *     mean   = beta1 mean + (1 - beta1) g
   *     square = beta2 square + (1 - beta2) g^2
   *     x     -= rate mean / (root sqrt(square) + epsilon)
   * </pre>
   *
   * @param x Modified.
   * @param g Not modified.
   * @param mean Modified.
   * @param square Modified.
   * @param step the coefficients
   */
  void adam(
      int length,
      double[] x,
      int xi,
      double[] g,
      int gi,
      double[] mean,
      double[] square,
      int si,
      AdamStep step);

  /**
   * Performs independent multiply-adds in registers alone, at the peak rate of a core. For
   * benchmarks only.
   *
   * @param rounds the number of rounds
   * @param sink receives a result in its first element, so that nothing is optimized away.
   *     Modified.
   * @return the number of multiply-adds performed
   */
  long runAtPeak(int rounds, double[] sink);
}
