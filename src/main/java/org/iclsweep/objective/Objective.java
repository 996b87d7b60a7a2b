package org.iclsweep.objective;

import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.Resumable;

/** What training minimises, as a function of the prediction A_hat. */
public interface Objective extends Resumable {
  /**
   * The gradient of the next step. Allocates nothing; an objective of batches goes on to its next
   * batch.
   *
   * @param prediction A_hat, N x K; the one that the {@linkplain PopulationLoss#gap gap} was asked
   *     of last. Not modified.
   * @return G = dLoss/dA_hat, N x K. Not to be modified; the next call overwrites it.
   */
  Panels gradient(Panels prediction);

  /**
   * The loss that training minimises as a whole, not that of a batch.
   *
   * @param prediction A_hat, N x K. Not modified.
   * @param gap its gap L - L_min
   */
  double loss(DMatrixRMaj prediction, double gap);
}
