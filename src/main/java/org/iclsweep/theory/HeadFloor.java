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
 * The smallest gap that w alone can reach with the heads as they are:
 *
 * <pre>
 *     floor = 1/(2K) sum_k min_u |M^{1/2} (C_k u - A[:,k])|^2,
 * </pre>
 *
 * a least-squares problem with H unknowns for each token (derived here). It is 0 where every B_k
 * has rank N; with fewer heads than examples it says how much of the gap only Q can close.
 *
 * <p>The attention is taken as the very doubles that it is: heads that differ in a last bit are two
 * directions, equal heads are one. A well-conditioned basis of the columns replaces C_k ({@link
 * ColumnSpace}), so that neither saturated softmax columns nor heads that nearly agree cost digits.
 * A QR decomposition with column pivots of R times that basis, R'R = M, leaves the residual.
 *
 * <p>The error is that of R and A in double precision: some 1e-15 sqrt(cond(M)) of gap(0).
 * Eigenvalues of M that are m tau alone, those where N is above m, do not count in cond(M): however
 * small the noise, they cost nothing. With N up to 10 the error, measured with 250 digits, is at
 * most 4e-15 of gap(0) for raw tokens with beta from 1 to 10, for heads from 1e-14 to 1e-2 apart,
 * and for noise from 1e-3 down to 1e-40 and 0 with m below N. It is 5e-12 for two prompt tokens
 * whose representations are 1e-4 apart, with noise 1e-15.
 *
 * <p>Three limits remain. Without noise the rank of Z is what {@link RidgeOptimum} takes it to be.
 * Where heads agree to rounding, the rounding of the attention itself decides the floor. And
 * directions that 4096 bits do not tell from zero count as zero, which makes the floor too large:
 * by 9e-4 of gap(0) for N = 30, H = 29 and raw tokens with d = 100 and beta = 10, whose scores have
 * a standard deviation of 1000; with beta = 3 or d = 20 no error was seen.
 */
public final class HeadFloor {
  private HeadFloor() {}

  /**
   * The floor at the attention of the last forward pass.
   *
   * @param ridge gives M and A. Not modified.
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
      sum += squareOfRest(directions, CommonOps_DDRM.extractColumn(target, token, null));
    }
    return sum / (2 * k);
  }

  /**
   * min_u |X u - b|^2: the square of what Q' b has beyond the rank of X = Q R P'. Pivots of no more
   * than the rounding of X count as zero.
   */
  private static double squareOfRest(DMatrixRMaj x, DMatrixRMaj b) {
    QRPDecomposition_F64<DMatrixRMaj> qr = DecompositionFactory_DDRM.qrp(x.numRows, x.numCols);
    qr.setSingularThreshold(Math.max(x.numRows, x.numCols) * UtilEjml.EPS);
    // decompose returns false for a matrix of lower rank; its factors are valid all the same.
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
