package org.iclsweep.objective;

import org.ejml.data.DMatrixRMaj;
import org.iclsweep.state.Resumable;

/** Where the prompts of a {@link SampledLoss} come from. */
interface Batches extends Resumable {
  /**
   * The labels of the next batch. Allocates nothing.
   *
   * @param labels Y, b x K, one prompt a row. Modified.
   */
  void next(DMatrixRMaj labels);

  /**
   * The loss over all prompts that batches are drawn from.
   *
   * @param prediction A_hat, N x K. Not modified.
   * @param gap its gap L - L_min
   */
  double loss(DMatrixRMaj prediction, double gap);
}
