package org.iclsweep.theory;

import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRPDecomposition_F64;
import org.iclsweep.linalg.ColumnSpace;
import org.iclsweep.model.Transformer;
import org.iclsweep.task.RidgeOptimum;

/**
 * The minimum gap over w alone, with the attention of all heads fixed:
 *
 * <pre>
 *     floor = 1/(2K) sum_k min_u |M^{1/2} (C_k u - A[:,k])|^2,
 * </pre>
 *
 * a least-squares problem with H unknowns per token (derived here). It is 0 where every B_k has
 * rank N. With fewer heads than examples it is the part of the gap that only Q can close.
 *
 * <p>The attention entries are taken as exact doubles: heads that differ in one last bit are two
 * directions, equal heads are one. A well-conditioned basis of the columns replaces C_k ({@link
 * ColumnSpace}). Neither saturated softmax columns nor nearly equal heads therefore cost digits.
 * The residual comes from a QR decomposition with column pivoting of R times that basis, R'R = M.
 *
 * <p>The error is that of R and A in double precision: about 1e-15 sqrt(cond(M)) gap(0).
 * Eigenvalues of M equal to m tau, which exist where N > m, do not count in cond(M): they cost
 * nothing, however small the noise. With N up to 10 the error, measured with 250 digits, is at most
 * 4e-15 gap(0) for raw tokens with beta from 1 to 10, for heads from 1e-14 to 1e-2 apart, and for
 * noise from 1e-3 down to 1e-40 and 0 with m below N. It is 5e-12 gap(0) for two prompt tokens
 * whose representations are 1e-4 apart, with noise 1e-15.
 *
 * <p>Three limits remain. Without noise the rank of Z is the one determined by {@link
 * RidgeOptimum}. Where heads agree to rounding, the rounding of the attention itself determines the
 * floor. Directions that 4096 bits cannot distinguish from zero count as zero, which makes the
 * floor too large: by 9e-4 gap(0) for N = 30, H = 29 and raw tokens with d = 100 and beta = 10,
 * whose scores have a standard deviation of 1000; no error was seen with beta = 3 or d = 20.
 */
public final class HeadFloor {
  private HeadFloor() {}

  /**
   * Returns the floor for the attention of the last forward pass.
   *
   * @param ridge the source of M and A. Not modified.
   * @param transformer Not modified.
   */
  public static double of(RidgeOptimum ridge, Transformer transformer) {
    DMatrixRMaj root = ridge.rootGram();
    int k = ridge.task().tokens();
    DMatrixRMaj target = CommonOps_DDRM.mult(root, ridge.optimum(), null);
    DMatrixRMaj attention = new DMatrixRMaj(ridge.task().promptLength(), transformer.heads());
    double sum = 0;
    for (int token = 0; token < k; token++) {
      transformer.attention(token, attention);
      DMatrixRMaj directions = CommonOps_DDRM.mult(root, ColumnSpace.basis(attention), null);
      sum += squaredResidual(directions, CommonOps_DDRM.extractColumn(target, token, null));
    }
    return sum / (2 * k);
  }

  /**
   * min_u |X u - b|^2: the sum of squares of the entries of Q'b beyond the rank of X = Q R P'.
   * Pivots within the rounding of X count as zero.
   */
  private static double squaredResidual(DMatrixRMaj x, DMatrixRMaj b) {
    QRPDecomposition_F64<DMatrixRMaj> qr = DecompositionFactory_DDRM.qrp(x.numRows, x.numCols);
    qr.setSingularThreshold(Math.max(x.numRows, x.numCols) * UtilEjml.EPS);
    // decompose returns false for a rank-deficient matrix, but its factors are valid.
    var unused = qr.decompose(x);
    DMatrixRMaj q = qr.getQ(null, false);
    DMatrixRMaj turned = CommonOps_DDRM.multTransA(q, b, null);
    double square = 0;
    for (int i = qr.getRank(); i < turned.numRows; i++) {
      square += turned.get(i) * turned.get(i);
    }
    return square;
  }
}
