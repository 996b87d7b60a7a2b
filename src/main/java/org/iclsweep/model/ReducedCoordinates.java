package org.iclsweep.model;

import java.io.IOException;
import java.util.function.IntFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.State;
import org.iclsweep.task.Sizes;
import org.iclsweep.task.Task;

/**
 * X_h = V_N' Q_h U (N x r) with V = U R, r = min(d, K): S_h = X_h R, and the direction (V_N'V_N)
 * (dS_h R').
 */
final class ReducedCoordinates implements Coordinates {
  private final Kernel kernel;
  private final IntFunction<DMatrixRMaj> start;
  private final int n;
  private final int k;
  private final int r;
  private final Projection projection;
  private final Panels triangle;
  private final Panels triangleTransposed;
  private final DMatrixRMaj promptGram;
  private final DMatrixRMaj x;
  private final Panels scoreDirection;
  private final DMatrixRMaj direction;

  /**
   * @throws IllegalStateException if the tokens have no QR decomposition
   */
  ReducedCoordinates(CoordinateSetup setup) {
    kernel = setup.kernel();
    start = setup.start();
    Task task = setup.task();
    n = task.promptLength();
    k = task.tokens();
    r = Math.min(task.dim(), k);
    int width = kernel.panelWidth();
    QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(task.dim(), k);
    if (!qr.decompose(task.dictionary().copy())) {
      throw new IllegalStateException("the tokens have no QR decomposition");
    }
    projection = new Projection(task.promptTokens(), qr.getQ(null, true));
    DMatrixRMaj upper = qr.getR(null, true);
    triangle = Panels.constant(upper, width);
    triangleTransposed = Panels.constant(CommonOps_DDRM.transpose(upper, null), width);
    promptGram = projection.promptGram();
    int columns = Panels.filledUp(r, width);
    x = Sizes.matrix(Math.multiplyExact(setup.heads(), n), columns, "coordinates of the heads");
    for (int h = 0; h < setup.heads(); h++) {
      CommonOps_DDRM.insert(projection.of(start.apply(h)), x, h * n, 0);
    }
    scoreDirection = new Panels(setup.group() * n, r, width);
    direction = new DMatrixRMaj(n, columns);
  }

  @Override
  public void scores(int first, int count, Panels scores) {
    kernel.multiply(count * n, r, x, first * n, triangle, 0, scores, 0);
  }

  @Override
  public void move(int first, int count, DMatrixRMaj ds, UpdateRule rule) {
    kernel.multiply(count * n, k, ds, 0, triangleTransposed, 0, scoreDirection, 0);
    for (int i = 0; i < count; i++) {
      kernel.multiply(n, n, promptGram, 0, scoreDirection, i * n, direction, 0);
      int length = direction.data.length;
      rule.moveQ(first + i, length, x.data, (first + i) * length, direction.data);
    }
  }

  /** With X = dS_h R', |V_N dS_h V'|^2 = trace(X' (V_N'V_N) X), since U is orthonormal. */
  @Override
  public double addSquaredGradientNorm(double before, int count, DMatrixRMaj ds) {
    kernel.multiply(count * n, k, ds, 0, triangleTransposed, 0, scoreDirection, 0);
    double sum = before;
    for (int i = 0; i < count; i++) {
      kernel.multiply(n, n, promptGram, 0, scoreDirection, i * n, direction, 0);
      for (int row = 0; row < n; row++) {
        for (int column = 0; column < r; column++) {
          double left = scoreDirection.get(i * n + row, column);
          sum = Math.fma(left, direction.unsafe_get(row, column), sum);
        }
      }
    }
    return sum;
  }

  @Override
  public DMatrixRMaj q(int head) {
    DMatrixRMaj q = start.apply(head);
    projection.recover(q, CommonOps_DDRM.extract(x, head * n, (head + 1) * n, 0, r));
    return q;
  }

  @Override
  public void exchange(int head, State state, UpdateRule rule) throws IOException {
    int length = direction.data.length;
    exchange(x.data, head * length, state);
    for (double[] history : rule.historyQ(head, length)) {
      exchange(history, 0, state);
    }
  }

  private void exchange(double[] numbers, int begin, State state) throws IOException {
    for (int row = 0; row < n; row++) {
      state.of(numbers, begin + row * x.numCols, r);
    }
  }
}
