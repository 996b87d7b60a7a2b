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
 * <p>Operands are {@link Panels}, and w and its like EJML matrices whose columns are filled up with
 * zeros.
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
   * One panel of C = A B: c[ci + i width + j] = sum_{k &lt; depth} A[i,k] b[bi + k width + j] for i
   * &lt; rows, j &lt; width, summed from k = 0 up, where A[i,k] = a[ai + k / width ap + i width + k
   * % width].
   *
   * @param rows of A and C, at least 1
   * @param depth columns of A and rows of B; 0 gives zeros
   * @param a Not modified. Not the array of C.
   * @param ai where A's first row begins in a panel
   * @param ap from one panel of A to the next
   * @param b Not modified. Not the array of C.
   * @param bi where B begins
   * @param c Modified.
   * @param ci where C begins
   */
  void multiplyPanel(
      int rows, int depth, double[] a, int ai, int ap, double[] b, int bi, double[] c, int ci);

  /**
   * C[cRow + i, :] = sum_{k &lt; depth} A[aRow + i, k] B[bRow + k, :] for i &lt; rows. Terms that
   * are zero by {@link Panels#constant} are left out, which changes no finite number.
   *
   * @param rows how many of A's and C's
   * @param depth how many of A's columns and B's rows
   * @param a Not modified. Not C.
   * @param aRow the first row of A
   * @param b Not modified. Not C.
   * @param bRow the first row of B
   * @param c of as many columns as B. Modified.
   * @param cRow the first row of C
   */
  default void multiply(
      int rows, int depth, Panels a, int aRow, Panels b, int bRow, Panels c, int cRow) {
    for (int panel = 0; panel < b.count(); panel++) {
      multiplyPanel(rows, depth, a, aRow, b, bRow, c, cRow, panel);
    }
  }

  /** One panel of {@link #multiply}. */
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
   * x[i] = exp(x[i]) for begin &lt;= i &lt; end by {@link Exponential}, to 1 unit in the last
   * place.
   *
   * @param x numbers of at most 0, -infinity, or not numbers. Modified.
   * @param scratch at least as long as x. Modified.
   */
  void exponentials(double[] x, int begin, int end, double[] scratch);

  /**
   * One panel of the softmax over the columns of some heads' scores S, and of their share of the
   * prediction:
   *
   * <pre>
   *     E[n,k]      = exp(S[n,k] - max_i S[i,k])
   *     u[k]        = 1 / sum_n E[n,k]                      (C = E diag(u))
   *     A_hat[n,k] += E[n,k] (w[k] u[k])
   * </pre>
   *
   * @param e holds S of the heads, one below the other, heads N x K; on return E. Modified.
   * @param panel which panel of e and of the prediction
   * @param heads how many heads
   * @param w H x K filled up. Not modified.
   * @param u H x K filled up; the heads' rows are set. Modified.
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
   * The gradients through some heads' softmax:
   *
   * <pre>
   *     dw[k]   = u[k] sum_n E[n,k] G[n,k]
   *     dS[n,k] = (w[k] u[k] E[n,k]) (G[n,k] - dw[k])
   * </pre>
   *
   * @param e E of the heads, one below the other, heads N x K. Not modified, unless it is ds.
   * @param heads how many heads
   * @param gradient G = dLoss/dA_hat, N x K. Not modified.
   * @param w H x K filled up. Not modified.
   * @param u H x K filled up. Not modified.
   * @param head the first head's row in w, u and dw
   * @param dw H x K filled up; the heads' rows are set. Modified.
   * @param ds of at least heads N rows and K columns; receives dS of the heads, one below the
   *     other. Modified. May be e.
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
