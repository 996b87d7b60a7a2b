package org.iclsweep.objective;

import java.io.IOException;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.state.State;
import org.iclsweep.task.PromptSample;
import org.iclsweep.task.RandomStream;

/**
 * Prompts that are drawn once and visited in epochs: each epoch in a new random order, without
 * replacement, a short last batch dropped.
 */
final class TrainingSet implements Batches {
  private final DMatrixRMaj labels;
  private final PromptSample sample;
  private final RandomStream stream;
  private final int[] order;
  private int next;

  /**
   * @param labels Y of all prompts, one a row. Kept, not modified.
   * @param promptLength N
   * @param stream the source of the orders. Kept and modified.
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
   * Goes on to the next batch, as {@link #next(DMatrixRMaj)} does.
   *
   * @param batchSize b
   * @return its prompts as rows of the labels, a new array
   */
  int[] nextRows(int batchSize) {
    int first = advance(batchSize);
    return Arrays.copyOfRange(order, first, first + batchSize);
  }

  /** The position in the order at which the next batch begins. */
  private int advance(int batchSize) {
    if (order.length - next < batchSize) {
      shuffle();
      next = 0;
    }
    int first = next;
    next += batchSize;
    return first;
  }

  /** The algorithm of Fisher and Yates. */
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
      order[i] = state.of(order[i]);
    }
    next = state.of(next);
    stream.exchange(state);
  }
}
