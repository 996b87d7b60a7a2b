package org.iclsweep.task;

import java.util.Arrays;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The mean squared error of linear predictors over a fixed sample of prompts, computed from a root
 * of its second moment.
 *
 * <p>Let Y (b x K) be the labels, Y_N = sqrt(b) U diag(s) W' their first N columns, R = diag(s) W',
 * and A_Y = Y_N^+ Y the sample's own least-squares predictor. The error of a predictor B is then
 * (derived here)
 *
 * <pre>
 *     1/(bK) |Y_N B - Y|^2 = (1/K) |R (B - A_Y)|^2 + 1/(bK) |Y_N A_Y - Y|^2
 * </pre>
 *
 * An evaluation thus costs at most N^2 K multiply-adds and involves no cancellation, even if there
 * are fewer than N prompts and R'R is singular. Not thread-safe.
 */
public final class PromptSample {
  private final DMatrixRMaj root;
  private final PredictionGap fromFitted;
  private final PredictionGap.Split minimum;

  /**
   * @param labels Y, b x K, one prompt per row. Not modified or kept.
   * @param promptLength N
   * @throws IllegalStateException if the singular value decomposition does not converge
   */
  public PromptSample(DMatrixRMaj labels, int promptLength) {
    int b = labels.numRows;
    int k = labels.numCols;
    DMatrixRMaj shown = CommonOps_DDRM.extract(labels, 0, b, 0, promptLength);
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(b, promptLength, true, true, true);
    if (!svd.decompose(shown.copy())) {
      throw new IllegalStateException("no singular value decomposition of the labels was found");
    }
    double[] s = svd.getSingularValues();
    int count = Math.min(b, promptLength);
    double largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, s[i]);
    }
    double threshold = Math.max(b, promptLength) * UtilEjml.EPS * largest;
    DMatrixRMaj projected = new DMatrixRMaj(count, k);
    CommonOps_DDRM.multTransA(svd.getU(null, false), labels, projected);
    DMatrixRMaj directions = svd.getV(null, true);
    CommonOps_DDRM.multRows(
        Arrays.stream(s).map(value -> value > threshold ? 1 / value : 0).toArray(), projected);
    root = directions.copy();
    CommonOps_DDRM.multRows(Arrays.stream(s).map(value -> value / Math.sqrt(b)).toArray(), root);
    DMatrixRMaj fitted = new DMatrixRMaj(promptLength, k);
    CommonOps_DDRM.multTransA(directions, projected, fitted);
    fromFitted = new PredictionGap(root, fitted);

    DMatrixRMaj residual = CommonOps_DDRM.mult(shown, fitted, null);
    CommonOps_DDRM.subtractEquals(residual, labels);
    minimum = PredictionGap.Split.ofSquares(residual, promptLength, 1.0 / ((double) b * k));
  }

  /** R, with N columns, such that R'R = Y_N'Y_N / b. Must not be modified. */
  DMatrixRMaj root() {
    return root;
  }

  /**
   * The mean squared error 1/(bK) |Y_N B - Y|^2, split into the contributions of prompt and query
   * tokens.
   *
   * @param predictor B, N x K. Not modified.
   */
  public PredictionGap.Split error(DMatrixRMaj predictor) {
    PredictionGap.Split above = fromFitted.against(predictor);
    return new PredictionGap.Split(
        above.prompt() + minimum.prompt(), above.query() + minimum.query());
  }
}
