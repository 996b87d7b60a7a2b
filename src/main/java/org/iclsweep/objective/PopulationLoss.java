package org.iclsweep.objective;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.task.PredictionGap;
import org.iclsweep.task.RidgeOptimum;

/**
 * The population loss L = 1/(2K) E sum_k (y_hat_k - y_k)^2 = L_min + gap.
 *
 * <pre>
 *     Delta = A_hat - A
 *     gap   = 1/(2K) trace(Delta' M Delta)
 *     G     = dL/dA_hat = (1/K) M Delta       (N x K)
 * </pre>
 *
 * <p>The gap comes from Delta and never from a difference of losses, so that its relative error
 * stays small over 25 orders of magnitude. Owns its working storage; one thread at a time.
 */
public final class PopulationLoss {
  private final PredictionGap inDomain;
  private final DMatrixRMaj gradient;
  private final int tokens;

  /**
   * @param ridge gives M and A
   */
  public PopulationLoss(RidgeOptimum ridge) {
    inDomain = new PredictionGap(ridge.gram(), ridge.optimum());
    tokens = ridge.task().tokens();
    gradient = new DMatrixRMaj(ridge.task().promptLength(), tokens);
  }

  /**
   * The gap of a prediction, L - L_min.
   *
   * @param prediction A_hat, N x K. Not modified.
   */
  public double gap(DMatrixRMaj prediction) {
    return inDomain.compare(prediction) / 2;
  }

  /** G of the last prediction that the gap was asked of, N x K. Not to be modified. */
  public DMatrixRMaj gradient() {
    CommonOps_DDRM.divide(inDomain.gramDelta(), tokens, gradient);
    return gradient;
  }
}
