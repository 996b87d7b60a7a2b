package org.iclsweep.model;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.linalg.Softmax;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.Sizes;
import org.iclsweep.task.Task;

/**
 * The transformer of Section 2 of the paper.
 *
 * <pre>
 *     S_h   = V_N' Q_h V                    (N x K)
 *     C_h   = softmax of each column of S_h (N x K)
 *     A_hat = sum_h C_h diag(w_h)           (N x K)
 * </pre>
 *
 * <p>The prediction for token k is y' A_hat[:,k]. Trainable are Q_h (d x d) and w_h (K) of each
 * head; w starts at zero. After {@link #forward()} and {@link #backward} the gradients stand beside
 * the parameters. All storage is allocated once; one thread at a time.
 */
public final class Transformer {
  /** The name of these kernels in the {@code kernel} column: matrices multiplied by EJML. */
  public static final String KERNEL = "ejml";

  /** The computational form in the {@code form} column: gradient steps on Q_h itself. */
  public static final String FORM = "full";

  private final DMatrixRMaj tokens;
  private final DMatrixRMaj promptTokens;
  private final DMatrixRMaj promptTokensTransposed;
  private final DMatrixRMaj[] q;
  private final DMatrixRMaj w;
  private final DMatrixRMaj[] gradientQ;
  private final DMatrixRMaj gradientW;
  private final DMatrixRMaj[] attention;
  private final DMatrixRMaj prediction;
  private final DMatrixRMaj projected;
  private final DMatrixRMaj scoreGradient;
  private final double[] scratch;

  /**
   * A transformer at its start: Q_h as given, w = 0.
   *
   * @param task gives the tokens and N
   * @param q Q_1 .. Q_H, each d x d. Kept and trained in place.
   */
  public Transformer(Task task, DMatrixRMaj[] q) {
    int n = task.promptLength();
    int k = task.tokens();
    int d = task.dim();
    this.q = q;
    tokens = task.dictionary();
    promptTokens = CommonOps_DDRM.extract(tokens, 0, d, 0, n);
    promptTokensTransposed = CommonOps_DDRM.transpose(promptTokens, null);
    w = Sizes.matrix(q.length, k, "w");
    gradientW = Sizes.matrix(q.length, k, "gradient of w");
    gradientQ = new DMatrixRMaj[q.length];
    attention = new DMatrixRMaj[q.length];
    for (int h = 0; h < q.length; h++) {
      gradientQ[h] = new DMatrixRMaj(d, d);
      attention[h] = Sizes.matrix(n, k, "attention");
    }
    prediction = new DMatrixRMaj(n, k);
    projected = new DMatrixRMaj(n, d);
    scoreGradient = new DMatrixRMaj(n, k);
    scratch = new double[k];
  }

  /**
   * Draws the heads' Q_h with independent N(0, beta^2) entries, each from a stream of its own, so
   * that more heads leave the others as they are.
   *
   * @param heads H
   * @param dim d
   * @param scale beta
   * @param seed the trial's seed
   * @return Q_1 .. Q_H
   */
  public static DMatrixRMaj[] drawHeads(int heads, int dim, double scale, long seed) {
    DMatrixRMaj[] q = new DMatrixRMaj[heads];
    for (int h = 0; h < heads; h++) {
      q[h] = Sizes.matrix(dim, dim, "matrix Q of a head");
      new RandomStream(seed, "head/" + h).fillColumns(q[h], scale);
    }
    return q;
  }

  /** Computes C_h and A_hat from the parameters. */
  public void forward() {
    prediction.zero();
    double[] a = prediction.data;
    int columns = prediction.numCols;
    for (int h = 0; h < q.length; h++) {
      CommonOps_DDRM.mult(promptTokensTransposed, q[h], projected);
      CommonOps_DDRM.mult(projected, tokens, attention[h]);
      Softmax.columns(attention[h], scratch);
      double[] c = attention[h].data;
      for (int row = 0; row < prediction.numRows; row++) {
        for (int k = 0, i = row * columns, j = h * columns; k < columns; k++, i++, j++) {
          a[i] += c[i] * w.data[j];
        }
      }
    }
  }

  /**
   * Computes the gradients by dQ_h = V_N dS_h V' and those of {@link Softmax#backward}. Call {@link
   * #forward()} before.
   *
   * @param gradient G = dLoss/dA_hat, N x K. Not modified.
   */
  public void backward(DMatrixRMaj gradient) {
    for (int h = 0; h < q.length; h++) {
      Softmax.backward(
          attention[h], gradient, w.data, gradientW.data, h * w.numCols, scoreGradient);
      CommonOps_DDRM.multTransB(scoreGradient, tokens, projected);
      CommonOps_DDRM.mult(promptTokens, projected, gradientQ[h]);
    }
  }

  /** H, the number of heads. */
  public int heads() {
    return q.length;
  }

  /** Q_h, d x d. An optimizer modifies it. */
  public DMatrixRMaj q(int head) {
    return q[head];
  }

  /** w, H x K, row h belongs to head h. An optimizer modifies it. */
  public DMatrixRMaj w() {
    return w;
  }

  /** dLoss/dQ_h of the last backward pass, d x d. Not to be modified. */
  public DMatrixRMaj gradientQ(int head) {
    return gradientQ[head];
  }

  /** dLoss/dw of the last backward pass, H x K. Not to be modified. */
  public DMatrixRMaj gradientW() {
    return gradientW;
  }

  /** C_h of the last forward pass, N x K. Not to be modified. */
  public DMatrixRMaj attention(int head) {
    return attention[head];
  }

  /** A_hat of the last forward pass, N x K. Not to be modified. */
  public DMatrixRMaj prediction() {
    return prediction;
  }

  /** The Frobenius norm of all Q_h together. */
  public double normQ() {
    return frobenius(q);
  }

  /** The Frobenius norm of the gradients of all Q_h together. */
  public double normGradientQ() {
    return frobenius(gradientQ);
  }

  private static double frobenius(DMatrixRMaj[] matrices) {
    double square = 0;
    for (DMatrixRMaj matrix : matrices) {
      double norm = NormOps_DDRM.normF(matrix);
      square += norm * norm;
    }
    return Math.sqrt(square);
  }
}
