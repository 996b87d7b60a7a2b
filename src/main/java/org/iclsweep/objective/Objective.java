package org.iclsweep.objective;

import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.Resumable;

/** The loss that training minimises, as a function of the prediction A_hat. */
public interface Objective extends Resumable {
  /**
   * The gradient for the next step. Allocates nothing. An objective over batches advances to its
   * next batch.
   *
   * @param prediction A_hat, N x K; the prediction of the last call of {@link PopulationLoss#gap}.
   *     Not modified.
   * @return G = dLoss/dA_hat, N x K. Not to be modified; the next call overwrites it.
   */
  Panels gradient(Panels prediction);

  /**
   * The full loss that training minimises, not that of a batch.
   *
   * @param prediction A_hat, N x K. Not modified.
   * @param gap the gap L - L_min of the prediction
   */
  double loss(DMatrixRMaj prediction, double gap);
}
