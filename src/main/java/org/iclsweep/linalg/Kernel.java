package org.iclsweep.linalg;

import org.ejml.data.DMatrixRMaj;

/**
 * The inner loops of a training step.
 *
 * <p>Every kernel gives the same bits: each element of a result is one sum in the order of its
 * terms, by fused multiply-adds, and {@link Exponential} is the exponential of all. Lanes run along
 * columns (tokens, or dimensions) and never split a sum. What is not a number may differ in its
 * payload only. Nothing is allocated; kernels have no state and may be shared by threads.
 *
 * <p>Row-major operands are EJML matrices whose columns may be filled up with zeros; the others are
 * {@link Panels}.
 */
public interface Kernel {
  /** The name in the {@code kernel} column. */
  String name();

  /** What it computes with, in a few words. */
  String description();

  /** The columns that a panel should have. */
  int panelWidth();

  /** The rows that a product is quickest in multiples of. */
  int tileRows();

  /**
   * One panel of C = A B: c[ci + i cs + j] = sum_{k &lt; depth} a[ai + i as + k] b[bi + k width +
   * j] for i &lt; rows, j &lt; width, summed from k = 0 up.
   *
   * @param rows of A and C, at least 1
   * @param depth columns of A and rows of B; 0 gives zeros
   * @param a Not modified. Not the array of C.
   * @param ai where A begins
   * @param as from one row of A to the next
   * @param b Not modified. Not the array of C.
   * @param bi where B begins
   * @param c Modified.
   * @param ci where C begins
   * @param cs from one row of C to the next
   */
  void multiplyPanel(
      int rows,
      int depth,
      double[] a,
      int ai,
      int as,
      double[] b,
      int bi,
      double[] c,
      int ci,
      int cs);

  /**
   * C[cRow + i, :] = sum_{k &lt; depth} A[aRow + i, k] B[bRow + k, :] for i &lt; rows. Terms that
   * are zero by {@link Panels#constant} are left out, which changes no finite number.
   *
   * @param rows how many of A's and C's
   * @param depth how many of A's columns and B's rows
   * @param a row-major. Not modified.
   * @param aRow the first row of A
   * @param b Not modified. Not C.
   * @param bRow the first row of B
   * @param c of as many columns as B. Modified.
   * @param cRow the first row of C
   */
  default void multiply(
      int rows, int depth, DMatrixRMaj a, int aRow, Panels b, int bRow, Panels c, int cRow) {
    int nextPanel = c.rows() * c.width();
    multiply(rows, depth, a, aRow, b, bRow, c.data(), c.index(0, cRow), nextPanel, c.width());
  }

  /**
   * The same into a row-major matrix.
   *
   * @param c of as many columns as all panels of B. Modified.
   */
  default void multiply(
      int rows, int depth, DMatrixRMaj a, int aRow, Panels b, int bRow, DMatrixRMaj c, int cRow) {
    multiply(rows, depth, a, aRow, b, bRow, c.data, cRow * c.numCols, b.width(), c.numCols);
  }

  private void multiply(
      int rows,
      int depth,
      DMatrixRMaj a,
      int aRow,
      Panels b,
      int bRow,
      double[] c,
      int ci,
      int nextPanel,
      int nextRow) {
    for (int panel = 0; panel < b.count(); panel++) {
      int from = Math.max(b.from(panel) - bRow, 0);
      int to = Math.max(from, Math.min(b.to(panel) - bRow, depth));
      int ai = aRow * a.numCols + from;
      int bi = b.index(panel, bRow + from);
      int begin = ci + panel * nextPanel;
      multiplyPanel(rows, to - from, a.data, ai, a.numCols, b.data(), bi, c, begin, nextRow);
    }
  }

  /**
   * x[i] = exp(x[i]) by {@link Exponential}, to 1 unit in the last place.
   *
   * @param x numbers of at most 0, -infinity, or not numbers. Modified.
   * @param scratch at least as long as x. Modified.
   */
  void exponentials(double[] x, double[] scratch);

  /**
   * The softmax over the columns of some heads' scores S, and their share of the prediction:
   *
   * <pre>
   *     E[n,k]      = exp(S[n,k] - max_i S[i,k])
   *     u[k]        = 1 / sum_n E[n,k]                      (C = E diag(u))
   *     A_hat[n,k] += E[n,k] (w[k] u[k])
   * </pre>
   *
   * @param e holds S of the heads, one below the other, heads N x K; on return E. Modified.
   * @param heads how many heads
   * @param w H x K filled up. Not modified.
   * @param u H x K filled up; the heads' rows are set. Modified.
   * @param head the first head's row in w and u
   * @param prediction A_hat, N x K. Modified.
   * @param scratch at least as long as the data of e. Modified.
   */
  void softmax(
      Panels e,
      int heads,
      DMatrixRMaj w,
      DMatrixRMaj u,
      int head,
      Panels prediction,
      double[] scratch);

  /**
   * The gradients through some heads' softmax:
   *
   * <pre>
   *     dw[k]   = u[k] sum_n E[n,k] G[n,k]
   *     dS[n,k] = (w[k] u[k] E[n,k]) (G[n,k] - dw[k])
   * </pre>
   *
   * @param e E of the heads, one below the other, heads N x K. Not modified.
   * @param heads how many heads
   * @param gradient G = dLoss/dA_hat, N x K. Not modified.
   * @param w H x K filled up. Not modified.
   * @param u H x K filled up. Not modified.
   * @param head the first head's row in w, u and dw
   * @param dw H x K filled up; the heads' rows are set. Modified.
   * @param ds row-major, at least heads N x K filled up; receives dS of the heads. Modified.
   */
  void softmaxBackward(
      Panels e,
      int heads,
      Panels gradient,
      DMatrixRMaj w,
      DMatrixRMaj u,
      int head,
      DMatrixRMaj dw,
      DMatrixRMaj ds);

  /**
   * Gradient descent: x[xi + i] -= rate g[gi + i] for i &lt; length, rounded once.
   *
   * @param x Modified.
   * @param g Not modified.
   */
  void descend(int length, double[] x, int xi, double[] g, int gi, double rate);

  /**
   * Adam for i &lt; length, with g = g[gi + i], x at xi + i and its history at si + i:
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
   * @param step the other numbers
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
   * Independent multiply-adds in registers alone, which is the most that a core can do.
   *
   * @param rounds how often
   * @param sink receives a result in its first place, so that nothing is left out. Modified.
   * @return how many multiply-adds were done
   */
  long saturate(int rounds, double[] sink);
}
