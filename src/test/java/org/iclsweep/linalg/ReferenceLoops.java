package org.iclsweep.linalg;

import org.ejml.data.DMatrixRMaj;

/**
 * The operations documented by {@link Kernel}, as plain loops over EJML matrices, one element at a
 * time, without panels, padding or tiles.
 */
final class ReferenceLoops {
  private ReferenceLoops() {}

  /** Rows of A times rows of B. Terms are added in order, each by a fused multiply-add. */
  static DMatrixRMaj product(
      int rows, int depth, DMatrixRMaj a, int aRow, DMatrixRMaj b, int bRow) {
    DMatrixRMaj c = new DMatrixRMaj(rows, b.numCols);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < b.numCols; j++) {
        double sum = 0;
        for (int k = 0; k < depth; k++) {
          sum = Math.fma(a.get(aRow + i, k), b.get(bRow + k, j), sum);
        }
        c.set(i, j, sum);
      }
    }
    return c;
  }

  /** See {@link Kernel#softmax}; w and u are H x K. */
  static void softmax(
      DMatrixRMaj e, int heads, DMatrixRMaj w, DMatrixRMaj u, int head, DMatrixRMaj prediction) {
    int n = prediction.numRows;
    for (int h = 0; h < heads; h++) {
      for (int k = 0; k < prediction.numCols; k++) {
        double largest = e.get(h * n, k);
        for (int i = 1; i < n; i++) {
          double score = e.get(h * n + i, k);
          if (score > largest) {
            largest = score;
          }
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
          double exponential = Exponential.of(e.get(h * n + i, k) - largest);
          e.set(h * n + i, k, exponential);
          sum += exponential;
        }
        double reciprocal = 1 / sum;
        u.set(head + h, k, reciprocal);
        double factor = w.get(head + h, k) * reciprocal;
        for (int i = 0; i < n; i++) {
          prediction.set(i, k, Math.fma(e.get(h * n + i, k), factor, prediction.get(i, k)));
        }
      }
    }
  }

  /** See {@link Kernel#softmaxBackward}; w, u and dw are H x K and dS has K columns. */
  static void softmaxBackward(
      DMatrixRMaj e,
      int heads,
      DMatrixRMaj gradient,
      DMatrixRMaj w,
      DMatrixRMaj u,
      int head,
      DMatrixRMaj dw,
      DMatrixRMaj ds) {
    int n = gradient.numRows;
    for (int h = 0; h < heads; h++) {
      for (int k = 0; k < gradient.numCols; k++) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
          sum = Math.fma(e.get(h * n + i, k), gradient.get(i, k), sum);
        }
        double reciprocal = u.get(head + h, k);
        double weightGradient = reciprocal * sum;
        dw.set(head + h, k, weightGradient);
        double factor = w.get(head + h, k) * reciprocal;
        for (int i = 0; i < n; i++) {
          double weighted = factor * e.get(h * n + i, k);
          ds.set(h * n + i, k, weighted * (gradient.get(i, k) - weightGradient));
        }
      }
    }
  }

  /** See {@link Kernel#descend}. */
  static void descend(int length, double[] x, int xi, double[] g, int gi, double rate) {
    for (int i = 0; i < length; i++) {
      x[xi + i] = Math.fma(-rate, g[gi + i], x[xi + i]);
    }
  }

  /** See {@link Kernel#adam}. */
  static void adam(
      int length,
      double[] x,
      int xi,
      double[] g,
      int gi,
      double[] mean,
      double[] square,
      int si,
      AdamStep step) {
    for (int i = 0; i < length; i++) {
      double gradient = g[gi + i];
      mean[si + i] = Math.fma(step.beta1(), mean[si + i], (1 - step.beta1()) * gradient);
      square[si + i] =
          Math.fma(step.beta2(), square[si + i], (1 - step.beta2()) * gradient * gradient);
      double scale = Math.fma(step.root(), Math.sqrt(square[si + i]), step.epsilon());
      x[xi + i] -= step.rate() * mean[si + i] / scale;
    }
  }
}
