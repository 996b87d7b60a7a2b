package org.iclsweep.objective;

import org.ejml.data.DMatrixRMaj;
import org.iclsweep.state.Resumable;

/** The source of the prompts of a {@link SampledLoss}. */
interface Batches extends Resumable {
  /**
   * Writes the labels of the next batch. Allocates nothing.
   *
   * @param labels Y, b x K, one prompt per row. Modified.
   */
  void next(DMatrixRMaj labels);

  /**
   * The loss over all prompts from which batches are drawn.
   *
   * @param prediction A_hat, N x K. Not modified.
   * @param gap the gap L - L_min of the prediction
   */
  double loss(DMatrixRMaj prediction, double gap);
}
