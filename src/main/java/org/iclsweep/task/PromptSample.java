package org.iclsweep.task;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The mean squared error of linear predictors over a fixed sample of prompts, from its second
 * moment.
 *
 * <p>With labels Y (b x K), Y_N their first N columns, S = Y_N'Y_N / b and the sample's own
 * least-squares predictor A_Y = S^+ Y_N'Y / b, the error of a predictor B splits (derived here)
 * into
 *
 * <pre>
 *     1/(bK) |Y_N B - Y|^2 = (1/K) trace((B - A_Y)' S (B - A_Y)) + 1/(bK) |Y_N A_Y - Y|^2
 * </pre>
 *
 * so that an evaluation costs N^2 K multiply-adds and never cancels. Not thread-safe.
 */
public final class PromptSample {
  private final DMatrixRMaj moment;
  private final PredictionGap fromFitted;
  private final PredictionGap.Split least;

  /**
   * @param labels Y, b x K, one prompt a row. Not modified, not kept.
   * @param promptLength N
   */
  public PromptSample(DMatrixRMaj labels, int promptLength) {
    int b = labels.numRows;
    int k = labels.numCols;
    DMatrixRMaj shown = CommonOps_DDRM.extract(labels, 0, b, 0, promptLength);
    moment = new DMatrixRMaj(promptLength, promptLength);
    CommonOps_DDRM.multTransA(1.0 / b, shown, shown, moment);
    DMatrixRMaj cross = new DMatrixRMaj(promptLength, k);
    CommonOps_DDRM.multTransA(1.0 / b, shown, labels, cross);
    DMatrixRMaj inverse = new DMatrixRMaj(promptLength, promptLength);
    CommonOps_DDRM.pinv(moment, inverse);
    DMatrixRMaj fitted = CommonOps_DDRM.mult(inverse, cross, null);
    fromFitted = new PredictionGap(moment, fitted);

    DMatrixRMaj residual = CommonOps_DDRM.mult(shown, fitted, null);
    CommonOps_DDRM.subtractEquals(residual, labels);
    double prompt = 0;
    double query = 0;
    for (int row = 0; row < b; row++) {
      for (int token = 0; token < k; token++) {
        double square = residual.unsafe_get(row, token) * residual.unsafe_get(row, token);
        if (token < promptLength) {
          prompt += square;
        } else {
          query += square;
        }
      }
    }
    double weight = 1.0 / ((double) b * k);
    least = new PredictionGap.Split(weight * prompt, weight * query);
  }

  /** S = Y_N'Y_N / b, N x N. Not to be modified. */
  public DMatrixRMaj moment() {
    return moment;
  }

  /**
   * The mean squared error 1/(bK) |Y_N B - Y|^2, in its shares of prompt and query tokens.
   *
   * @param predictor B, N x K. Not modified.
   */
  public PredictionGap.Split error(DMatrixRMaj predictor) {
    PredictionGap.Split above = fromFitted.against(predictor);
    return new PredictionGap.Split(above.prompt() + least.prompt(), above.query() + least.query());
  }
}
