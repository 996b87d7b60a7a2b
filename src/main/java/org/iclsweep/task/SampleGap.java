package org.iclsweep.task;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The mean squared distance between two linear predictors' outputs over a sample of prompts, (1/K)
 * |R (B - A)|^2, with R'R the labels' second moment.
 *
 * <p>A sum of squares: it is never negative, and predictors that differ only where no prompt shows
 * it are at distance 0, up to the square of a rounding. Not thread-safe: it owns its working
 * storage.
 */
final class SampleGap {
  private final DMatrixRMaj root;
  private final DMatrixRMaj reference;
  private final DMatrixRMaj delta;
  private final DMatrixRMaj image;

  /**
   * Prepares to compare predictors with A.
   *
   * @param root R, of N columns. Kept, not modified.
   * @param reference A, N x K. Kept, not modified.
   */
  SampleGap(DMatrixRMaj root, DMatrixRMaj reference) {
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
  PredictionGap.Split against(DMatrixRMaj predictor) {
    CommonOps_DDRM.subtract(predictor, reference, delta);
    CommonOps_DDRM.mult(root, delta, image);
    return meanSquares(image, reference.numRows, 1.0 / reference.numCols);
  }

  /**
   * The squares of a matrix's elements, summed up.
   *
   * @param matrix one token a column. Not modified.
   * @param promptLength N
   * @param weight of each square
   */
  static PredictionGap.Split meanSquares(DMatrixRMaj matrix, int promptLength, double weight) {
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
    return new PredictionGap.Split(weight * prompt, weight * query);
  }
}
