package org.iclsweep.theory;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
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
 */
public final class HeadFloor {
  private HeadFloor() {}

  /**
   * The floor at the attention of the last forward pass.
   *
   * @param ridge gives M and A. Not modified.
   * @param transformer Not modified.
   * @throws IllegalStateException if a least-squares problem has no finite solution
   */
  public static double of(RidgeOptimum ridge, Transformer transformer) {
    int n = ridge.task().promptLength();
    int k = ridge.task().tokens();
    int heads = transformer.heads();
    DMatrixRMaj target = CommonOps_DDRM.mult(ridge.rootGram(), ridge.optimum(), null);
    DMatrixRMaj attention = new DMatrixRMaj(n, heads);
    DMatrixRMaj rooted = new DMatrixRMaj(n, heads);
    DMatrixRMaj column = new DMatrixRMaj(n, 1);
    DMatrixRMaj weights = new DMatrixRMaj(heads, 1);
    DMatrixRMaj residual = new DMatrixRMaj(n, 1);
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.pseudoInverse(true);
    double sum = 0;
    for (int token = 0; token < k; token++) {
      transformer.attention(token, attention);
      CommonOps_DDRM.mult(ridge.rootGram(), attention, rooted);
      if (!solver.setA(rooted.copy())) {
        throw new IllegalStateException("the smallest gap of the heads was not found");
      }
      CommonOps_DDRM.extractColumn(target, token, column);
      solver.solve(column, weights);
      CommonOps_DDRM.mult(rooted, weights, residual);
      CommonOps_DDRM.subtractEquals(residual, column);
      sum += CommonOps_DDRM.dot(residual, residual);
    }
    return sum / (2 * k);
  }
}
