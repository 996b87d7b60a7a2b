package org.iclsweep.model;

import java.io.IOException;
import java.util.function.IntFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.State;
import org.iclsweep.task.Task;

/** The scores S_h themselves (N x K), with the direction (V_N'V_N) (dS_h (V'V)). */
final class ScoresCoordinates implements Coordinates {
  private final Kernel kernel;
  private final IntFunction<DMatrixRMaj> start;
  private final int n;
  private final int k;
  private final Projection projection;
  private final DMatrixRMaj promptGram;
  private final Panels gram;
  private final Panels[] scores;
  private final Panels scoreDirection;
  private final Panels direction;

  ScoresCoordinates(CoordinateSetup setup) {
    kernel = setup.kernel();
    start = setup.start();
    Task task = setup.task();
    n = task.promptLength();
    k = task.tokens();
    int width = kernel.panelWidth();
    projection = new Projection(task.promptTokens(), task.dictionary());
    promptGram = projection.promptGram();
    DMatrixRMaj all = new DMatrixRMaj(k, k);
    CommonOps_DDRM.multInner(task.dictionary(), all);
    gram = Panels.constant(all, width);
    scores = new Panels[setup.heads()];
    for (int h = 0; h < scores.length; h++) {
      scores[h] = new Panels(n, k, width);
      scores[h].set(projection.of(start.apply(h)));
    }
    scoreDirection = new Panels(n, k, width);
    direction = new Panels(n, k, width);
  }

  @Override
  public void scores(int first, int count, Panels out) {
    double[] x = scores[first].data();
    System.arraycopy(x, 0, out.data(), 0, x.length);
  }

  @Override
  public void move(int first, int count, DMatrixRMaj ds, UpdateRule rule) {
    kernel.multiply(n, k, ds, 0, gram, 0, scoreDirection, 0);
    kernel.multiply(n, n, promptGram, 0, scoreDirection, 0, direction, 0);
    double[] x = scores[first].data();
    rule.moveQ(first, x.length, x, 0, direction.data());
  }

  /** |V_N dS V'|^2 = trace(dS' (V_N'V_N) (dS (V'V))). */
  @Override
  public double addSquaredGradientNorm(double before, int count, DMatrixRMaj ds) {
    kernel.multiply(n, k, ds, 0, gram, 0, scoreDirection, 0);
    kernel.multiply(n, n, promptGram, 0, scoreDirection, 0, direction, 0);
    double sum = before;
    for (int row = 0; row < n; row++) {
      for (int column = 0; column < k; column++) {
        sum = Math.fma(ds.unsafe_get(row, column), direction.get(row, column), sum);
      }
    }
    return sum;
  }

  @Override
  public DMatrixRMaj q(int head) {
    DMatrixRMaj q = start.apply(head);
    projection.recover(q, scores[head].toMatrix());
    return q;
  }

  @Override
  public void exchange(int head, State state, UpdateRule rule) throws IOException {
    Panels x = scores[head];
    x.exchange(x.data(), state);
    for (double[] history : rule.historyQ(head, x.data().length)) {
      x.exchange(history, state);
    }
  }
}
