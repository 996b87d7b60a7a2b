package org.iclsweep.objective;

import java.io.IOException;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.State;
import org.iclsweep.task.Sizes;
import org.iclsweep.task.Task;

/**
 * The loss over batches of b prompts with labels Y (b x K), Y_N their first N columns.
 *
 * <pre>
 *     loss = 1/(2bK) |Y_N A_hat - Y|^2
 *     G    = 1/(bK) Y_N' (Y_N A_hat - Y)      (N x K)
 * </pre>
 *
 * <p>Over fresh batches G is an unbiased estimate of the population gradient, over an epoch of a
 * training set its mean at one prediction is the set's full gradient. Owns its working storage; one
 * thread at a time.
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
   * @param kernel what to compute with
   * @param task gives N and K
   * @param batches where prompts come from
   * @param batchSize b
   */
  SampledLoss(Kernel kernel, Task task, Batches batches, int batchSize) {
    this.kernel = kernel;
    this.batches = batches;
    b = batchSize;
    n = task.promptLength();
    int k = task.tokens();
    labels = Sizes.matrix(b, k, "labels of a batch");
    shown = new Panels(b, n, kernel.panelWidth());
    shownTransposed = new Panels(n, b, kernel.panelWidth());
    residual = new Panels(b, k, kernel.panelWidth());
    gradient = new Panels(n, k, kernel.panelWidth());
  }

  /**
   * The doubles that it holds, those of its batches apart.
   *
   * @param kernel what it computes with
   * @param n N
   * @param k K
   * @param b prompts in a batch
   */
  static double numbers(Kernel kernel, double n, double k, double b) {
    int width = kernel.panelWidth();
    return b * k
        + b * Panels.filledUp(n, width)
        + n * Panels.filledUp(b, width)
        + (b + n) * Panels.filledUp(k, width);
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
