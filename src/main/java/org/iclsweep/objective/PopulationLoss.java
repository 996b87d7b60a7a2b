package org.iclsweep.objective;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.State;
import org.iclsweep.task.PredictionGap;
import org.iclsweep.task.RidgeOptimum;

/**
 * The population loss L = 1/(2K) E sum_k (y_hat_k - y_k)^2 = L_min + gap.
 *
 * <pre>
 *     Delta = A_hat - A
 *     gap   = 1/(2K) |R Delta|^2,  R'R = M    (R is r x N)
 *     G     = dL/dA_hat = (1/K) R'(R Delta)   (N x K)
 * </pre>
 *
 * <p>The gap is computed as a sum of squares, never as a difference of losses or as trace(Delta' M
 * Delta). It is therefore nonnegative, its relative error is about eps sqrt(gap(0) / gap), and
 * components of Delta in the null space of M do not enter it. Owns its working storage; not
 * thread-safe.
 */
public final class PopulationLoss implements Objective {
  private final Kernel kernel;
  private final RidgeOptimum ridge;
  private final int n;
  private final int rank;
  private final Panels root;
  private final Panels rootTransposed;
  private final Panels optimum;
  private final Panels delta;
  private final Panels image;
  private final Panels gradient;
  private final double[] columns;

  /**
   * @param kernel the kernel to compute with
   * @param ridge the source of R and A
   */
  public PopulationLoss(Kernel kernel, RidgeOptimum ridge) {
    this.kernel = kernel;
    this.ridge = ridge;
    n = ridge.task().promptLength();
    int k = ridge.task().tokens();
    int width = kernel.panelWidth();
    DMatrixRMaj scaled = ridge.rootGram().copy();
    CommonOps_DDRM.divide(scaled, Math.sqrt(k));
    rank = scaled.numRows;
    root = Panels.constant(scaled, width);
    rootTransposed = Panels.constant(CommonOps_DDRM.transpose(scaled, null), width);
    optimum = Panels.constant(ridge.optimum(), width);
    delta = new Panels(n, k, width);
    image = new Panels(rank, k, width);
    gradient = new Panels(n, k, width);
    columns = new double[Panels.zeroPadded(k, width)];
  }

  /**
   * Computes the gap of a prediction, L - L_min = 1/(2K) |R Delta|^2.
   *
   * @param prediction A_hat, N x K. Not modified.
   */
  public double gap(Panels prediction) {
    double[] difference = delta.data();
    for (int i = 0; i < difference.length; i++) {
      difference[i] = prediction.data()[i] - optimum.data()[i];
    }
    kernel.multiply(rank, n, root, 0, delta, 0, image, 0);
    sumSquares();
    return (sum(0, n) + sum(n, delta.columns())) / 2;
  }

  /** Computes the sum of squares of each column of the image. */
  private void sumSquares() {
    Arrays.fill(columns, 0);
    int width = image.width();
    double[] numbers = image.data();
    int i = 0;
    for (int panel = 0; panel < image.count(); panel++) {
      for (int row = 0; row < rank; row++) {
        for (int j = panel * width; j < (panel + 1) * width; j++, i++) {
          columns[j] = Math.fma(numbers[i], numbers[i], columns[j]);
        }
      }
    }
  }

  private double sum(int from, int to) {
    double sum = 0;
    for (int k = from; k < to; k++) {
      sum += columns[k];
    }
    return sum;
  }

  /**
   * The in-domain ridge gap (1/K) |R Delta|^2, twice the gap, of the prediction in the last call of
   * {@link #gap}, split into prompt and query tokens.
   */
  public PredictionGap.Split ridgeGap() {
    return new PredictionGap.Split(sum(0, n), sum(n, delta.columns()));
  }

  /** The gradient of both loss and gap, computed from R Delta of the last call of {@link #gap}. */
  @Override
  public Panels gradient(Panels prediction) {
    kernel.multiply(n, rank, rootTransposed, 0, image, 0, gradient, 0);
    return gradient;
  }

  @Override
  public double loss(DMatrixRMaj prediction, double gap) {
    return ridge.minimumLoss() + gap;
  }

  /** Does nothing: no state is kept between steps. */
  @Override
  public void exchange(State state) {}

  /** The kernel it computes with. */
  public Kernel kernel() {
    return kernel;
  }

  /** The solved task. */
  public RidgeOptimum ridge() {
    return ridge;
  }
}
