package org.iclsweep.task;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Second moments E y y' of the labels of a prompt, computed from their definition. */
public final class Grams {
  private Grams() {}

  /** M = Z'Z + m tau I, N x N. */
  public static DMatrixRMaj of(Task task) {
    return of(task, Templates.Moments.IN_DOMAIN);
  }

  /** M_ood = Z'(s^2 I + mu^2 1 1')Z + tau m (s^2 + mu^2) I, N x N. */
  public static DMatrixRMaj of(Task task, Templates.Moments domain) {
    double variance = domain.deviation() * domain.deviation();
    double square = domain.mean() * domain.mean();
    DMatrixRMaj z = task.promptFeatures();
    DMatrixRMaj moment = new DMatrixRMaj(task.m(), task.m());
    CommonOps_DDRM.fill(moment, square);
    DMatrixRMaj result = CommonOps_DDRM.identity(task.m());
    CommonOps_DDRM.addEquals(moment, variance, result);
    result = CommonOps_DDRM.multTransA(z, CommonOps_DDRM.mult(moment, z, null), null);
    for (int i = 0; i < task.promptLength(); i++) {
      result.add(i, i, task.noise() * task.m() * (variance + square));
    }
    return result;
  }
}
