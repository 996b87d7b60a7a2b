package org.iclsweep.objective;

import java.io.IOException;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.State;
import org.iclsweep.task.Matrices;
import org.iclsweep.task.Task;

/**
 * The loss over batches of b prompts with labels Y (b x K), Y_N their first N columns.
 *
 * <pre>
 *     loss = 1/(2bK) |Y_N A_hat - Y|^2
 *     G    = 1/(bK) Y_N' (Y_N A_hat - Y)      (N x K)
 * </pre>
 *
 * <p>With fresh batches, G is an unbiased estimate of the population gradient. Over an epoch of a
 * training set, the mean of G at a fixed prediction is the full gradient of the set. Owns its
 * working storage; not thread-safe.
 */
public final class SampledLoss implements Objective {
  private final Kernel kernel;
  private final Batches batches;
  private final int b;
  private final int n;
  private final DMatrixRMaj labels;
  private final Panels shown;
  private final Panels shownTransposed;
  private final Panels residual;
  private final Panels gradient;

  /**
   * @param kernel the kernel to compute with
   * @param task the source of N and K
   * @param batches the source of prompts
   * @param batchSize b
   */
  SampledLoss(Kernel kernel, Task task, Batches batches, int batchSize) {
    this.kernel = kernel;
    this.batches = batches;
    b = batchSize;
    n = task.promptLength();
    int k = task.tokens();
    labels = Matrices.zeros(b, k, "labels of a batch");
    shown = new Panels(b, n, kernel.panelWidth());
    shownTransposed = new Panels(n, b, kernel.panelWidth());
    residual = new Panels(b, k, kernel.panelWidth());
    gradient = new Panels(n, k, kernel.panelWidth());
  }

  /**
   * The number of doubles held, excluding those of its batches.
   *
   * @param kernel the kernel it computes with
   * @param n N
   * @param k K
   * @param b the number of prompts in a batch
   */
  static double numbers(Kernel kernel, double n, double k, double b) {
    int width = kernel.panelWidth();
    return b * k
        + b * Panels.zeroPadded(n, width)
        + n * Panels.zeroPadded(b, width)
        + (b + n) * Panels.zeroPadded(k, width);
  }

  @Override
  public Panels gradient(Panels prediction) {
    batches.next(labels);
    int k = labels.numCols;
    double weight = 1.0 / ((double) b * k);
    for (int row = 0; row < b; row++) {
      for (int i = 0; i < n; i++) {
        double y = labels.unsafe_get(row, i);
        shown.set(row, i, y);
        shownTransposed.set(i, row, weight * y);
      }
    }
    kernel.multiply(b, n, shown, 0, prediction, 0, residual, 0);
    residual.subtract(labels);
    kernel.multiply(n, b, shownTransposed, 0, residual, 0, gradient, 0);
    return gradient;
  }

  @Override
  public double loss(DMatrixRMaj prediction, double gap) {
    return batches.loss(prediction, gap);
  }

  @Override
  public void exchange(State state) throws IOException {
    batches.exchange(state);
  }
}
