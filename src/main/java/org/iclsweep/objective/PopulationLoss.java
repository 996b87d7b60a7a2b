package org.iclsweep.objective;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.State;
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
public final class PopulationLoss implements Objective {
  private final Kernel kernel;
  private final RidgeOptimum ridge;
  private final int n;
  private final Panels gramOverTokens;
  private final Panels optimum;
  private final Panels delta;
  private final Panels gradient;
  private final double[] columns;

  /**
   * @param kernel what to compute with
   * @param ridge gives M and A
   */
  public PopulationLoss(Kernel kernel, RidgeOptimum ridge) {
    this.kernel = kernel;
    this.ridge = ridge;
    n = ridge.task().promptLength();
    int k = ridge.task().tokens();
    DMatrixRMaj gram = new DMatrixRMaj(n, n);
    CommonOps_DDRM.divide(ridge.gram(), k, gram);
    gramOverTokens = Panels.constant(gram, kernel.panelWidth());
    optimum = Panels.constant(ridge.optimum(), kernel.panelWidth());
    delta = new Panels(n, k, kernel.panelWidth());
    gradient = new Panels(n, k, kernel.panelWidth());
    columns = new double[Panels.filledUp(k, kernel.panelWidth())];
  }

  /**
   * The gap of a prediction, L - L_min = 1/2 trace(Delta' G). Allocates nothing.
   *
   * @param prediction A_hat, N x K. Not modified.
   */
  public double gap(Panels prediction) {
    double[] difference = delta.data();
    for (int i = 0; i < difference.length; i++) {
      difference[i] = prediction.data()[i] - optimum.data()[i];
    }
    kernel.multiply(n, n, gramOverTokens, 0, delta, 0, gradient, 0);
    return traceOfProduct() / 2;
  }

  private double traceOfProduct() {
    Arrays.fill(columns, 0);
    int width = delta.width();
    double[] left = delta.data();
    double[] right = gradient.data();
    int i = 0;
    for (int panel = 0; panel < delta.count(); panel++) {
      for (int row = 0; row < n; row++) {
        for (int j = panel * width; j < (panel + 1) * width; j++, i++) {
          columns[j] = Math.fma(left[i], right[i], columns[j]);
        }
      }
    }
    double sum = 0;
    for (double column : columns) {
      sum += column;
    }
    return sum;
  }

  /** G of the prediction that the gap was asked of last, which it costs nothing more to know. */
  @Override
  public Panels gradient(Panels prediction) {
    return gradient;
  }

  @Override
  public double loss(DMatrixRMaj prediction, double gap) {
    return ridge.minimumLoss() + gap;
  }

  /** Nothing is kept from one step to the next. */
  @Override
  public void exchange(State state) {}

  /** What it computes with. */
  public Kernel kernel() {
    return kernel;
  }

  /** The solved task. */
  public RidgeOptimum ridge() {
    return ridge;
  }
}
