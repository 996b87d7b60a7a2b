package org.iclsweep.theory;

import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
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
 * <p>The residual is the target less its projection on the left singular vectors of B_k, good to
 * rounding however large the weights u are. Singular values up to max(N, H) eps sigma_max(B_k)
 * count as zero.
 */
public final class HeadFloor {
  private HeadFloor() {}

  /**
   * The floor at the attention of the last forward pass.
   *
   * @param ridge gives M and A. Not modified.
   * @param transformer Not modified.
   * @throws IllegalStateException if a singular value decomposition does not converge
   */
  public static double of(RidgeOptimum ridge, Transformer transformer) {
    int n = ridge.task().promptLength();
    int k = ridge.task().tokens();
    int heads = transformer.heads();
    DMatrixRMaj target = CommonOps_DDRM.mult(ridge.rootGram(), ridge.optimum(), null);
    DMatrixRMaj attention = new DMatrixRMaj(n, heads);
    int rows = ridge.rootGram().numRows;
    DMatrixRMaj rooted = new DMatrixRMaj(rows, heads);
    DMatrixRMaj column = new DMatrixRMaj(rows, 1);
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(rows, heads, true, false, true);
    double sum = 0;
    for (int token = 0; token < k; token++) {
      transformer.attention(token, attention);
      CommonOps_DDRM.mult(ridge.rootGram(), attention, rooted);
      if (!svd.decompose(rooted)) {
        throw new IllegalStateException("no singular value decomposition of B_k was found");
      }
      CommonOps_DDRM.extractColumn(target, token, column);
      reject(column, svd);
      sum += CommonOps_DDRM.dot(column, column);
    }
    return sum / (2 * k);
  }

  /** Subtracts from a vector its projection on the range of a decomposed matrix. */
  private static void reject(DMatrixRMaj vector, SingularValueDecomposition_F64<DMatrixRMaj> svd) {
    double[] values = svd.getSingularValues();
    double largest = 0;
    for (int i = 0; i < svd.numberOfSingularValues(); i++) {
      largest = Math.max(largest, values[i]);
    }
    double threshold = Math.max(svd.numRows(), svd.numCols()) * UtilEjml.EPS * largest;
    DMatrixRMaj u = svd.getU(null, false);
    for (int i = 0; i < svd.numberOfSingularValues(); i++) {
      if (values[i] > threshold) {
        DMatrixRMaj direction = CommonOps_DDRM.extractColumn(u, i, null);
        CommonOps_DDRM.addEquals(vector, -CommonOps_DDRM.dot(direction, vector), direction);
      }
    }
  }
}
