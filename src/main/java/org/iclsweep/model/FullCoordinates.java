package org.iclsweep.model;

import java.io.IOException;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.State;
import org.iclsweep.task.Task;

/**
 * The full coordinates Q_h, d x d. S_h = (V_N' Q_h) V, and the update direction is V_N (dS_h V').
 */
final class FullCoordinates implements Coordinates {
  private final Kernel kernel;
  private final int n;
  private final int k;
  private final int d;
  private final Panels promptTokens;
  private final Panels promptTokensTransposed;
  private final Panels tokens;
  private final Panels tokensTransposed;
  private final Panels[] q;
  private final Panels projected;
  private final Panels scoreDirection;
  private final Panels direction;

  FullCoordinates(CoordinateSetup setup) {
    kernel = setup.kernel();
    Task task = setup.task();
    n = task.promptLength();
    k = task.tokens();
    d = task.dim();
    int width = kernel.panelWidth();
    DMatrixRMaj v = task.dictionary();
    DMatrixRMaj prompt = task.promptTokens();
    promptTokens = Panels.constant(prompt, width);
    promptTokensTransposed = Panels.constant(CommonOps_DDRM.transpose(prompt, null), width);
    tokens = Panels.constant(v, width);
    tokensTransposed = Panels.constant(CommonOps_DDRM.transpose(v, null), width);
    q = new Panels[setup.heads()];
    for (int h = 0; h < q.length; h++) {
      q[h] = new Panels(d, d, width);
      q[h].set(setup.start().apply(h));
    }
    projected = new Panels(setup.group() * n, d, width);
    scoreDirection = new Panels(setup.group() * n, d, width);
    direction = new Panels(d, d, width);
  }

  @Override
  public void project(int first, int count) {
    for (int i = 0; i < count; i++) {
      kernel.multiply(n, d, promptTokensTransposed, 0, q[first + i], 0, projected, i * n);
    }
  }

  @Override
  public void scores(int first, int count, int panel, Panels scores) {
    kernel.multiplyPanel(count * n, d, projected, 0, tokens, 0, scores, 0, panel);
  }

  @Override
  public void move(int first, int count, Panels ds, UpdateRule rule) {
    kernel.multiply(count * n, k, ds, 0, tokensTransposed, 0, scoreDirection, 0);
    for (int i = 0; i < count; i++) {
      kernel.multiply(d, n, promptTokens, 0, scoreDirection, i * n, direction, 0);
      rule.moveQ(first + i, q[first + i].data(), direction.data());
    }
  }

  @Override
  public double addSquaredGradientNorm(double before, int count, Panels ds) {
    kernel.multiply(count * n, k, ds, 0, tokensTransposed, 0, scoreDirection, 0);
    double sum = before;
    for (int i = 0; i < count; i++) {
      kernel.multiply(d, n, promptTokens, 0, scoreDirection, i * n, direction, 0);
      for (int row = 0; row < d; row++) {
        for (int column = 0; column < d; column++) {
          double x = direction.get(row, column);
          sum = Math.fma(x, x, sum);
        }
      }
    }
    return sum;
  }

  @Override
  public DMatrixRMaj q(int head) {
    return q[head].toMatrix();
  }

  @Override
  public void exchange(int head, State state, UpdateRule rule) throws IOException {
    Panels x = q[head];
    x.exchange(x.data(), 0, d, state);
    for (double[] history : rule.historyQ(head, x.data().length)) {
      x.exchange(history, 0, d, state);
    }
  }
}
