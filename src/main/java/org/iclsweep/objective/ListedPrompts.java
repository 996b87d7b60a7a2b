package org.iclsweep.objective;

import java.io.IOException;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.state.State;
import org.iclsweep.task.PromptSample;
import org.iclsweep.task.Task;

/**
 * A fixed list of prompts and the choice of prompts for each step. It allows another program to
 * reproduce the steps of a {@link SampledLoss} without this program's random streams.
 */
public final class ListedPrompts {
  private final DMatrixRMaj labels;
  private final int[][] batches;

  /**
   * @param labels Y of all prompts, one per row, K columns. Kept, not modified.
   * @param batches the indices of b rows of Y for each step. Kept, not modified.
   * @throws IllegalArgumentException if batches differ in size, are empty, or contain an index that
   *     is not a row of Y
   */
  public ListedPrompts(DMatrixRMaj labels, int[][] batches) {
    for (int[] batch : batches) {
      if (batch.length == 0 || batch.length != batches[0].length) {
        throw new IllegalArgumentException(
            "a batch has %d prompts, the first has %d; all batches must have the same size, at least 1"
                .formatted(batch.length, batches[0].length));
      }
      for (int row : batch) {
        if (row < 0 || row >= labels.numRows) {
          throw new IllegalArgumentException(
              "a batch has prompt %d; there are 0 to %d".formatted(row, labels.numRows - 1));
        }
      }
    }
    this.labels = labels;
    this.batches = batches;
  }

  /** Y of all prompts, one per row. Not to be modified. */
  public DMatrixRMaj labels() {
    return labels;
  }

  /** The number of steps. */
  public int steps() {
    return batches.length;
  }

  /**
   * The prompts of a step, as a new array of row indices of Y.
   *
   * @param step the step, counted from 0
   */
  public int[] batch(int step) {
    return batches[step].clone();
  }

  /**
   * Creates an objective in its initial state, whose loss is that over all prompts.
   *
   * @param kernel the kernel to compute with
   * @param task the source of N and K
   */
  public Objective objective(Kernel kernel, Task task) {
    int batchSize = batches.length == 0 ? 1 : batches[0].length;
    return new SampledLoss(kernel, task, new InOrder(task.promptLength()), batchSize);
  }

  private final class InOrder implements Batches {
    private final PromptSample sample;
    private int next;

    InOrder(int promptLength) {
      sample = new PromptSample(labels, promptLength);
    }

    @Override
    public void next(DMatrixRMaj batch) {
      int k = labels.numCols;
      for (int row = 0; row < batch.numRows; row++) {
        System.arraycopy(labels.data, batches[next][row] * k, batch.data, row * k, k);
      }
      next++;
    }

    @Override
    public double loss(DMatrixRMaj prediction, double gap) {
      return sample.error(prediction).total() / 2;
    }

    @Override
    public void exchange(State state) throws IOException {
      next = state.exchange(next);
    }
  }
}
