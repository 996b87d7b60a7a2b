package org.iclsweep.model;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The projection V_N' Q_h B of a head, where the columns of B span the range of V. The model
 * depends on Q_h only through it.
 */
final class Projection {
  private final DMatrixRMaj promptTokens;
  private final DMatrixRMaj basis;

  /** The pseudo-inverse of V_N'. It and that of B are computed when Q is first recovered. */
  private DMatrixRMaj leftInverse;

  private DMatrixRMaj rightInverse;

  /**
   * @param promptTokens V_N, d x N. Kept, not modified.
   * @param basis B, with d rows. Kept, not modified.
   */
  Projection(DMatrixRMaj promptTokens, DMatrixRMaj basis) {
    this.promptTokens = promptTokens;
    this.basis = basis;
  }

  /** V_N' Q_h B, a new matrix. */
  DMatrixRMaj of(DMatrixRMaj q) {
    DMatrixRMaj half = new DMatrixRMaj(promptTokens.numCols, q.numCols);
    CommonOps_DDRM.multTransA(promptTokens, q, half);
    return CommonOps_DDRM.mult(half, basis, null);
  }

  /** V_N' V_N, a new matrix. */
  DMatrixRMaj promptGram() {
    DMatrixRMaj gram = new DMatrixRMaj(promptTokens.numCols, promptTokens.numCols);
    CommonOps_DDRM.multInner(promptTokens, gram);
    return gram;
  }

  /**
   * Recovers Q_h = Q_h(0) + pinv(V_N') (X_h - X_h(0)) pinv(B). This is exact because all updates of
   * Q_h lie in the range of V_N on the left and of V on the right.
   *
   * @param q Q_h(0) on entry, Q_h on return. Modified.
   * @param seen the current X_h. Modified.
   */
  void recover(DMatrixRMaj q, DMatrixRMaj seen) {
    if (leftInverse == null) {
      leftInverse = inverse(CommonOps_DDRM.transpose(promptTokens, null));
      rightInverse = inverse(basis);
    }
    CommonOps_DDRM.subtractEquals(seen, of(q));
    DMatrixRMaj change = CommonOps_DDRM.mult(leftInverse, seen, null);
    CommonOps_DDRM.multAdd(change, rightInverse, q);
  }

  private static DMatrixRMaj inverse(DMatrixRMaj matrix) {
    DMatrixRMaj inverse = new DMatrixRMaj(matrix.numCols, matrix.numRows);
    CommonOps_DDRM.pinv(matrix, inverse);
    return inverse;
  }
}
