package org.iclsweep.task;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The mean squared distance between the outputs of two linear predictors, (1/K) E |y'(B - A)|^2 =
 * (1/K) |R (B - A)|^2, for labels with E y y' = R'R.
 *
 * <p>As a sum of squares of the difference, it is never negative and stays accurate when the
 * predictors are close. Predictors whose difference affects no label have distance 0, up to the
 * square of a rounding error. Not thread-safe: it owns its working storage.
 */
public final class PredictionGap {
  private final DMatrixRMaj root;
  private final DMatrixRMaj reference;
  private final DMatrixRMaj delta;
  private final DMatrixRMaj image;

  /**
   * Prepares to compare predictors with A.
   *
   * @param root R, with N columns. Kept, not modified.
   * @param reference A, N x K. Kept, not modified.
   */
  public PredictionGap(DMatrixRMaj root, DMatrixRMaj reference) {
    this.root = root;
    this.reference = reference;
    delta = new DMatrixRMaj(reference.numRows, reference.numCols);
    image = new DMatrixRMaj(root.numRows, reference.numCols);
  }

  /**
   * Compares a predictor with the reference.
   *
   * @param predictor B, N x K. Not modified.
   */
  public Split against(DMatrixRMaj predictor) {
    CommonOps_DDRM.subtract(predictor, reference, delta);
    CommonOps_DDRM.mult(root, delta, image);
    return Split.ofSquares(image, reference.numRows, 1.0 / reference.numCols);
  }

  /**
   * A gap, split into its two parts.
   *
   * @param prompt the contribution of the N prompt tokens, (1/K) sum_{k<=N}
   * @param query the contribution of the K-N query tokens, (1/K) sum_{k>N}
   */
  public record Split(double prompt, double query) {
    /**
     * Sums the squares of a matrix's elements.
     *
     * @param matrix one token per column. Not modified.
     * @param promptLength N
     * @param weight the weight of each square
     */
    static Split ofSquares(DMatrixRMaj matrix, int promptLength, double weight) {
      double prompt = 0;
      double query = 0;
      for (int row = 0; row < matrix.numRows; row++) {
        for (int token = 0; token < matrix.numCols; token++) {
          double square = matrix.unsafe_get(row, token) * matrix.unsafe_get(row, token);
          if (token < promptLength) {
            prompt += square;
          } else {
            query += square;
          }
        }
      }
      return new Split(weight * prompt, weight * query);
    }

    /** The total gap. */
    public double total() {
      return prompt + query;
    }
  }
}
