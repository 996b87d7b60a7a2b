package org.iclsweep.task;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The mean squared distance between two linear predictors' outputs, (1/K) E |y'(B - A)|^2 = (1/K)
 * trace((B - A)' M (B - A)), for labels with E y y' = M.
 *
 * <p>Computed from B - A, so that it stays accurate when the predictors are close. Not thread-safe:
 * it owns its working storage.
 */
public final class PredictionGap {
  private final DMatrixRMaj gram;
  private final DMatrixRMaj reference;
  private final DMatrixRMaj delta;
  private final DMatrixRMaj gramDelta;
  private final double[] columns;

  /**
   * Prepares to compare predictors with A.
   *
   * @param gram M, N x N. Kept, not modified.
   * @param reference A, N x K. Kept, not modified.
   */
  public PredictionGap(DMatrixRMaj gram, DMatrixRMaj reference) {
    this.gram = gram;
    this.reference = reference;
    delta = new DMatrixRMaj(reference.numRows, reference.numCols);
    gramDelta = new DMatrixRMaj(reference.numRows, reference.numCols);
    columns = new double[reference.numCols];
  }

  /**
   * Compares a predictor with the reference.
   *
   * @param predictor B, N x K. Not modified.
   */
  public Split against(DMatrixRMaj predictor) {
    compare(predictor);
    int n = reference.numRows;
    int k = reference.numCols;
    return new Split(sum(0, n) / k, sum(n, k) / k);
  }

  /**
   * (1/K) trace((B - A)' M (B - A)), and leaves M (B - A) in {@link #gramDelta()}.
   *
   * @param predictor B, N x K. Not modified.
   */
  public double compare(DMatrixRMaj predictor) {
    CommonOps_DDRM.subtract(predictor, reference, delta);
    CommonOps_DDRM.mult(gram, delta, gramDelta);
    int k = reference.numCols;
    double[] left = delta.data;
    double[] right = gramDelta.data;
    for (int j = 0; j < k; j++) {
      columns[j] = left[j] * right[j];
    }
    for (int row = 1; row < reference.numRows; row++) {
      for (int j = 0, i = row * k; j < k; j++, i++) {
        columns[j] += left[i] * right[i];
      }
    }
    return sum(0, k) / k;
  }

  /** M (B - A) of the last comparison, N x K. Not to be modified. */
  public DMatrixRMaj gramDelta() {
    return gramDelta;
  }

  private double sum(int from, int to) {
    double sum = 0;
    for (int k = from; k < to; k++) {
      sum += columns[k];
    }
    return sum;
  }

  /**
   * A gap in its two parts.
   *
   * @param prompt the share of the N prompt tokens, (1/K) sum_{k<=N}
   * @param query the share of the K-N query tokens, (1/K) sum_{k>N}
   */
  public record Split(double prompt, double query) {
    /** The whole gap. */
    public double total() {
      return prompt + query;
    }
  }
}
