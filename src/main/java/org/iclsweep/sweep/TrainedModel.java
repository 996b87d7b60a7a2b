package org.iclsweep.sweep;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.model.Transformer;
import org.iclsweep.task.RidgeOptimum;

/**
 * A trained transformer beside ridge regression, as plain arrays: A_hat = sum_h C_h diag(w_h).
 *
 * @param w the values w_h, H x K
 * @param attention the attention C_h of each head, H x N x K
 * @param prediction A_hat, N x K
 * @param optimum A, the ridge optimum, N x K
 */
@SuppressWarnings("ArrayRecordComponent") // sameBits compares
public record TrainedModel(
    double[][] w, double[][][] attention, double[][] prediction, double[][] optimum) {
  /** The maximum number of values of a model that is kept, some 10 MB in a file. */
  public static final long MAX_VALUES = 500_000;

  /** Copies the model of a transformer from its last forward pass. */
  static TrainedModel of(Transformer transformer, RidgeOptimum ridge) {
    DMatrixRMaj prediction = transformer.prediction().toMatrix();
    int heads = transformer.heads();
    double[][][] attention = new double[heads][prediction.numRows][prediction.numCols];
    DMatrixRMaj ofToken = new DMatrixRMaj(prediction.numRows, heads);
    for (int k = 0; k < prediction.numCols; k++) {
      transformer.attention(k, ofToken);
      for (int h = 0; h < heads; h++) {
        for (int n = 0; n < prediction.numRows; n++) {
          attention[h][n][k] = ofToken.get(n, h);
        }
      }
    }
    return new TrainedModel(
        rows(transformer.w()), attention, rows(prediction), rows(ridge.optimum()));
  }

  private static double[][] rows(DMatrixRMaj matrix) {
    double[][] rows = new double[matrix.numRows][];
    for (int row = 0; row < rows.length; row++) {
      int from = row * matrix.numCols;
      rows[row] = Arrays.copyOfRange(matrix.data, from, from + matrix.numCols);
    }
    return rows;
  }

  /** The number of values in the model of a trial: HK + HNK + 2NK. */
  public static long values(TrialConfig config) {
    long h = config.heads();
    long n = config.promptLength();
    return (h + h * n + 2 * n) * config.tokens();
  }

  /** Returns whether all arrays have the shapes of a trial and hold finite numbers. */
  public boolean isOf(TrialConfig config) {
    int n = config.promptLength();
    int k = config.tokens();
    return attention != null
        && attention.length == config.heads()
        && isMatrix(w, config.heads(), k)
        && isMatrix(prediction, n, k)
        && isMatrix(optimum, n, k)
        && Arrays.stream(attention).allMatch(head -> isMatrix(head, n, k));
  }

  private static boolean isMatrix(double[][] matrix, int rows, int columns) {
    return matrix != null
        && matrix.length == rows
        && Arrays.stream(matrix)
            .allMatch(
                row ->
                    row != null
                        && row.length == columns
                        && Arrays.stream(row).allMatch(Double::isFinite));
  }

  /** Returns whether two models are bitwise identical. */
  public boolean sameBits(TrainedModel other) {
    return same(w, other.w)
        && same(prediction, other.prediction)
        && same(optimum, other.optimum)
        && Arrays.deepEquals(attention, other.attention);
  }

  /** Arrays of doubles are compared by their bits. */
  private static boolean same(double[][] one, double[][] other) {
    return Arrays.deepEquals(one, other);
  }
}
