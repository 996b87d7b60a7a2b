package org.iclsweep.objective;

import java.io.IOException;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.state.State;
import org.iclsweep.task.PromptSample;
import org.iclsweep.task.RandomStream;

/**
 * Prompts drawn once and visited in epochs. Each epoch visits them in a new random order, without
 * replacement, and drops a short last batch.
 */
final class TrainingSet implements Batches {
  private final DMatrixRMaj labels;
  private final PromptSample sample;
  private final RandomStream stream;
  private final int[] order;
  private int next;

  /**
   * @param labels Y of all prompts, one per row. Kept, not modified.
   * @param promptLength N
   * @param stream the source of the random orders. Kept and modified.
   */
  TrainingSet(DMatrixRMaj labels, int promptLength, RandomStream stream) {
    this.labels = labels;
    this.stream = stream;
    sample = new PromptSample(labels, promptLength);
    order = new int[labels.numRows];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    next = order.length;
  }

  @Override
  public void next(DMatrixRMaj batch) {
    int first = advance(batch.numRows);
    int k = labels.numCols;
    for (int row = 0; row < batch.numRows; row++) {
      System.arraycopy(labels.data, order[first + row] * k, batch.data, row * k, k);
    }
  }

  /**
   * Advances to the next batch, like {@link #next(DMatrixRMaj)}.
   *
   * @param batchSize b
   * @return the prompts of the batch, as a new array of row indices of the labels
   */
  int[] nextRows(int batchSize) {
    int first = advance(batchSize);
    return Arrays.copyOfRange(order, first, first + batchSize);
  }

  /** Advances to the next batch and returns the position in the order at which it begins. */
  private int advance(int batchSize) {
    if (order.length - next < batchSize) {
      shuffle();
      next = 0;
    }
    int first = next;
    next += batchSize;
    return first;
  }

  /** Shuffles the order by the Fisher-Yates algorithm. */
  private void shuffle() {
    for (int i = order.length - 1; i > 0; i--) {
      int j = stream.nextBelow(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  @Override
  public double loss(DMatrixRMaj prediction, double gap) {
    return sample.error(prediction).total() / 2;
  }

  @Override
  public void exchange(State state) throws IOException {
    for (int i = 0; i < order.length; i++) {
      order[i] = state.exchange(order[i]);
    }
    next = state.exchange(next);
    stream.exchange(state);
  }
}
