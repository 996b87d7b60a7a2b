package org.iclsweep.model;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Pseudo-inverses of the tokens, with which Q is recovered from what the model sees of it. */
final class Recovery {
  private Recovery() {}

  /** pinv(V_N'), d x N, a new matrix. */
  static DMatrixRMaj promptInverse(DMatrixRMaj promptTokens) {
    return inverse(CommonOps_DDRM.transpose(promptTokens, null));
  }

  /** pinv of a matrix, a new matrix. */
  static DMatrixRMaj inverse(DMatrixRMaj matrix) {
    DMatrixRMaj inverse = new DMatrixRMaj(matrix.numCols, matrix.numRows);
    CommonOps_DDRM.pinv(matrix, inverse);
    return inverse;
  }
}
