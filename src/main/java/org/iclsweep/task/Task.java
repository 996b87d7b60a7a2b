package org.iclsweep.task;

import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;

/**
 * One task: the tokens, their representation, the number of labelled examples and the label noise.
 *
 * <p>A label is y_k = lambda' (f(v_k) + eps_k) with eps_k ~ N(0, tau I_m).
 *
 * @param dictionary V, d x K, one token per column
 * @param features F, m x K, column k is f(v_k)
 * @param promptLength N, the number of labelled examples in a prompt; the first N tokens
 * @param noise tau, the variance of the label noise
 */
public record Task(DMatrixRMaj dictionary, DMatrixRMaj features, int promptLength, double noise) {
  /**
   * @throws IllegalArgumentException if the sizes do not match, N is not in 1 .. K-1, tau is
   *     negative, or a number is not finite
   */
  public Task {
    if (dictionary.numCols != features.numCols) {
      throw new IllegalArgumentException(
          "the dictionary has %d tokens, the representation %d"
              .formatted(dictionary.numCols, features.numCols));
    }
    if (promptLength < 1 || promptLength >= dictionary.numCols) {
      throw new IllegalArgumentException(
          "prompt_length is %d; it must be at least 1 and below tokens = %d"
              .formatted(promptLength, dictionary.numCols));
    }
    if (!(noise >= 0) || UtilEjml.isUncountable(noise)) {
      throw new IllegalArgumentException("noise is " + noise + "; it must be finite and >= 0");
    }
    if (MatrixFeatures_DDRM.hasUncountable(dictionary)
        || MatrixFeatures_DDRM.hasUncountable(features)) {
      throw new IllegalArgumentException("a token or its representation is not finite");
    }
  }

  /** m, the number of basis functions. */
  public int m() {
    return features.numRows;
  }

  /** K, the number of tokens. */
  public int tokens() {
    return dictionary.numCols;
  }

  /** d, the dimension of a token. */
  public int dim() {
    return dictionary.numRows;
  }

  /** A new matrix V_N, d x N: the prompt's tokens. */
  public DMatrixRMaj promptTokens() {
    return CommonOps_DDRM.extract(dictionary, 0, dim(), 0, promptLength);
  }

  /** A new matrix Z, m x N: the representations of the prompt's tokens. */
  public DMatrixRMaj promptFeatures() {
    return CommonOps_DDRM.extract(features, 0, m(), 0, promptLength);
  }

  /** A new matrix Z_Q, m x (K-N): the representations of the query tokens. */
  public DMatrixRMaj queryFeatures() {
    return CommonOps_DDRM.extract(features, 0, m(), promptLength, tokens());
  }
}
