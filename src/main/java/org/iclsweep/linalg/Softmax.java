package org.iclsweep.linalg;

import org.ejml.data.DMatrixRMaj;

/**
 * The softmax over each column of an N x K score matrix, and its derivative.
 *
 * <p>Loops run along the K columns inside and along the N rows outside, so that every column is
 * summed from its first row to its last.
 */
public final class Softmax {
  private Softmax() {}

  /**
   * C[n,k] = exp(S[n,k] - max_i S[i,k]) / sum_i exp(S[i,k] - max_i S[i,k]).
   *
   * @param scores N x K, on entry S and on return C. Modified.
   * @param scratch at least K numbers of working storage. Modified.
   */
  public static void columns(DMatrixRMaj scores, double[] scratch) {
    int rows = scores.numRows;
    int columns = scores.numCols;
    double[] c = scores.data;
    System.arraycopy(c, 0, scratch, 0, columns);
    for (int n = 1; n < rows; n++) {
      for (int k = 0, i = n * columns; k < columns; k++, i++) {
        scratch[k] = Math.max(scratch[k], c[i]);
      }
    }
    for (int n = 0; n < rows; n++) {
      for (int k = 0, i = n * columns; k < columns; k++, i++) {
        // StrictMath: Math.exp may differ in the last bit from one processor to another.
        c[i] = StrictMath.exp(c[i] - scratch[k]);
      }
    }
    System.arraycopy(c, 0, scratch, 0, columns);
    for (int n = 1; n < rows; n++) {
      for (int k = 0, i = n * columns; k < columns; k++, i++) {
        scratch[k] += c[i];
      }
    }
    for (int n = 0; n < rows; n++) {
      for (int k = 0, i = n * columns; k < columns; k++, i++) {
        c[i] /= scratch[k];
      }
    }
  }

  /**
   * Gradients through A_hat = C diag(w), C = softmax of the columns of S, for one head:
   *
   * <pre>
   *     dw[k]   = sum_n C[n,k] G[n,k]
   *     dS[n,k] = w[k] C[n,k] (G[n,k] - dw[k])
   * </pre>
   *
   * @param attention C, N x K. Not modified.
   * @param gradient G = dLoss/dA_hat, N x K. Not modified.
   * @param weights holds w[k] at {@code offset + k}. Not modified.
   * @param weightGradient receives dw[k] at {@code offset + k}. Modified.
   * @param offset where this head's K weights begin
   * @param scoreGradient receives dS, N x K. Modified.
   */
  public static void backward(
      DMatrixRMaj attention,
      DMatrixRMaj gradient,
      double[] weights,
      double[] weightGradient,
      int offset,
      DMatrixRMaj scoreGradient) {
    int rows = attention.numRows;
    int columns = attention.numCols;
    double[] c = attention.data;
    double[] g = gradient.data;
    double[] ds = scoreGradient.data;
    for (int k = 0; k < columns; k++) {
      weightGradient[offset + k] = c[k] * g[k];
    }
    for (int n = 1; n < rows; n++) {
      for (int k = 0, i = n * columns; k < columns; k++, i++) {
        weightGradient[offset + k] += c[i] * g[i];
      }
    }
    for (int n = 0; n < rows; n++) {
      for (int k = 0, i = n * columns; k < columns; k++, i++) {
        ds[i] = weights[offset + k] * c[i] * (g[i] - weightGradient[offset + k]);
      }
    }
  }
}
