package org.iclsweep.task;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** The normalization that turns standard Gaussian vectors into the tokens of the dictionary. */
public enum TokenNorm {
  /** v_k = g_k / |g_k|: tokens of length one (the default; keeps the softmax from saturating). */
  UNIT {
    @Override
    void apply(DMatrixRMaj tokens) {
      DMatrixRMaj squares = CommonOps_DDRM.elementMult(tokens, tokens, null);
      double[] sums = CommonOps_DDRM.sumCols(squares, null).data;
      CommonOps_DDRM.divideCols(tokens, Arrays.stream(sums).map(Math::sqrt).toArray());
    }

    @Override
    public double length(int dim) {
      return 1;
    }
  },
  /** v_k = g_k: tokens as drawn, as in Section 4 of the paper. */
  RAW {
    @Override
    void apply(DMatrixRMaj tokens) {}

    @Override
    public double length(int dim) {
      return Math.sqrt(dim);
    }
  };

  abstract void apply(DMatrixRMaj tokens);

  /**
   * The root-mean-square length of a token, sqrt(E |v|^2).
   *
   * @param dim d, the dimension of a token
   */
  public abstract double length(int dim);

  /**
   * Draws a dictionary V of K distinct tokens. A larger K extends a smaller one.
   *
   * @param dim d, the dimension of a token
   * @param tokens K, the number of tokens
   * @param stream the source of the d K Gaussian numbers. Modified.
   * @return V, d x K, one token per column
   */
  public DMatrixRMaj dictionary(int dim, int tokens, RandomStream stream) {
    DMatrixRMaj v = Matrices.zeros(dim, tokens, "dictionary");
    stream.fillColumns(v, 1);
    apply(v);
    return v;
  }
}
