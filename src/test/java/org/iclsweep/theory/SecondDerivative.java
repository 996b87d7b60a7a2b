package org.iclsweep.theory;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.task.Grams;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;

/** The exact second derivative of the gap along a line, term by term from the definition. */
final class SecondDerivative {
  private final DMatrixRMaj tokens;
  private final DMatrixRMaj promptTokens;
  private final DMatrixRMaj gram;
  private final DMatrixRMaj optimum;

  SecondDerivative(RidgeOptimum ridge) {
    Task task = ridge.task();
    tokens = task.dictionary();
    promptTokens = task.promptTokens();
    gram = Grams.of(ridge.task());
    optimum = ridge.optimum();
  }

  /** Q_1 .. Q_H and w, or a direction in which they move. */
  record Parameters(List<DMatrixRMaj> q, DMatrixRMaj w) {
    /** This plus a multiple of a direction. */
    Parameters plus(double factor, Parameters direction) {
      List<DMatrixRMaj> sums = new ArrayList<>();
      for (int h = 0; h < q.size(); h++) {
        sums.add(sum(q.get(h), factor, direction.q.get(h)));
      }
      return new Parameters(sums, sum(w, factor, direction.w));
    }

    private static DMatrixRMaj sum(DMatrixRMaj a, double factor, DMatrixRMaj b) {
      DMatrixRMaj sum = new DMatrixRMaj(a.numRows, a.numCols);
      CommonOps_DDRM.add(a, factor, b, sum);
      return sum;
    }
  }

  private DMatrixRMaj scores(DMatrixRMaj q) {
    return CommonOps_DDRM.mult(CommonOps_DDRM.multTransA(promptTokens, q, null), tokens, null);
  }

  /** d^2/dt^2 of the gap at {@code at} + t {@code direction}, t = 0. */
  double along(Parameters at, Parameters direction) {
    int n = promptTokens.numCols;
    int tokenCount = tokens.numCols;
    DMatrixRMaj delta = optimum.copy();
    CommonOps_DDRM.scale(-1, delta);
    DMatrixRMaj first = new DMatrixRMaj(n, tokenCount);
    DMatrixRMaj second = new DMatrixRMaj(n, tokenCount);
    double[] c = new double[n];
    for (int h = 0; h < at.q().size(); h++) {
      DMatrixRMaj s = scores(at.q().get(h));
      DMatrixRMaj ds = scores(direction.q().get(h));
      for (int k = 0; k < tokenCount; k++) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
          c[i] = Math.exp(s.get(i, k));
          sum += c[i];
        }
        double mean = 0;
        for (int i = 0; i < n; i++) {
          c[i] /= sum;
          mean += c[i] * ds.get(i, k);
        }
        double variance = 0;
        for (int i = 0; i < n; i++) {
          variance += c[i] * Math.pow(ds.get(i, k) - mean, 2);
        }
        double w = at.w().get(h, k);
        double u = direction.w().get(h, k);
        for (int i = 0; i < n; i++) {
          double deviation = ds.get(i, k) - mean;
          delta.add(i, k, c[i] * w);
          first.add(i, k, c[i] * (deviation * w + u));
          second.add(i, k, c[i] * ((deviation * deviation - variance) * w + 2 * deviation * u));
        }
      }
    }
    DMatrixRMaj gramFirst = CommonOps_DDRM.mult(gram, first, null);
    DMatrixRMaj gramSecond = CommonOps_DDRM.mult(gram, second, null);
    double sum = 0;
    for (int i = 0; i < first.data.length; i++) {
      sum += first.data[i] * gramFirst.data[i] + delta.data[i] * gramSecond.data[i];
    }
    return sum / tokenCount;
  }
}
