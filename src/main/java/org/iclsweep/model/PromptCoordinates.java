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
import org.iclsweep.task.Task;

/**
 * The projections X_h = V_N' Q_h B of the heads, where the columns of B span the range of V. With V
 * = B T, the scores are S_h = X_h T and the update direction is (V_N'V_N) (dS_h V'B).
 */
final class PromptCoordinates implements Coordinates {
  private final Kernel kernel;
  private final IntFunction<DMatrixRMaj> start;
  private final int n;
  private final int k;
  private final int group;
  private final Projection projection;

  /** T, or null if it is the identity. */
  private final Panels toScores;

  /** V'B. */
  private final Panels fromScores;

  private final Panels promptGram;
  private final Panels[] x;
  private final Panels scoreDirection;
  private final Panels direction;

  /** The same storage, laid out for the last group, which may have fewer heads. */
  private final Panels lastDirection;

  private PromptCoordinates(
      CoordinateSetup setup, DMatrixRMaj basis, DMatrixRMaj toScores, DMatrixRMaj fromScores) {
    kernel = setup.kernel();
    start = setup.start();
    Task task = setup.task();
    n = task.promptLength();
    k = task.tokens();
    int width = kernel.panelWidth();
    projection = new Projection(task.promptTokens(), basis);
    this.toScores = toScores == null ? null : Panels.constant(toScores, width);
    this.fromScores = Panels.constant(fromScores, width);
    promptGram = Panels.constant(projection.promptGram(), width);
    group = setup.group();
    x = new Panels[setup.groups()];
    for (int i = 0; i < x.length; i++) {
      int count = setup.count(i);
      x[i] = new Panels(count * n, basis.numCols, width);
      for (int j = 0; j < count; j++) {
        x[i].set(j * n, projection.of(start.apply(i * group + j)));
      }
    }
    scoreDirection = new Panels(group * n, basis.numCols, width);
    direction = new Panels(group * n, basis.numCols, width);
    lastDirection = direction.storing(x[x.length - 1].rows());
  }

  /**
   * Creates coordinates with B = U (d x r) and T = R (r x K), where V = U R and hence V'B = R'.
   *
   * @throws IllegalStateException if the tokens have no QR decomposition
   */
  static PromptCoordinates reduced(CoordinateSetup setup) {
    Task task = setup.task();
    QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(task.dim(), task.tokens());
    if (!qr.decompose(task.dictionary().copy())) {
      throw new IllegalStateException("the tokens have no QR decomposition");
    }
    DMatrixRMaj upper = qr.getR(null, true);
    return new PromptCoordinates(
        setup, qr.getQ(null, true), upper, CommonOps_DDRM.transpose(upper, null));
  }

  /** Creates the scores themselves as coordinates, with B = V and T = I. */
  static PromptCoordinates scores(CoordinateSetup setup) {
    DMatrixRMaj v = setup.task().dictionary();
    DMatrixRMaj gram = new DMatrixRMaj(v.numCols, v.numCols);
    CommonOps_DDRM.multInner(v, gram);
    return new PromptCoordinates(setup, v, null, gram);
  }

  /** Does nothing, since X_h is already projected. */
  @Override
  public void project(int first, int count) {}

  @Override
  public void scores(int first, int count, int panel, Panels scores) {
    Panels seen = x[first / group];
    if (toScores == null) {
      scores.copyPanel(panel, seen);
    } else {
      kernel.multiplyPanel(count * n, seen.columns(), seen, 0, toScores, 0, scores, 0, panel);
    }
  }

  @Override
  public void move(int first, int count, Panels ds, UpdateRule rule) {
    rule.moveQ(first / group, x[first / group].data(), direction(count, ds).data());
  }

  /** Computes the update direction, in the layout of x for the same number of heads. */
  private Panels direction(int count, Panels ds) {
    kernel.multiply(count * n, k, ds, 0, fromScores, 0, scoreDirection, 0);
    Panels directions = count == group ? direction : lastDirection;
    for (int i = 0; i < count; i++) {
      kernel.multiply(n, n, promptGram, 0, scoreDirection, i * n, directions, i * n);
    }
    return directions;
  }

  /** Uses |V_N dS V'|^2 = trace((dS T')' (V_N'V_N) (dS V'B)), where T' = V'B unless T = I. */
  @Override
  public double addSquaredGradientNorm(double before, int count, Panels ds) {
    Panels right = direction(count, ds);
    Panels left = toScores == null ? ds : scoreDirection;
    double sum = before;
    for (int row = 0; row < count * n; row++) {
      for (int column = 0; column < right.columns(); column++) {
        sum = Math.fma(left.get(row, column), right.get(row, column), sum);
      }
    }
    return sum;
  }

  @Override
  public DMatrixRMaj q(int head) {
    Panels seen = x[head / group];
    DMatrixRMaj own = new DMatrixRMaj(n, seen.columns());
    seen.get(head % group * n, own);
    DMatrixRMaj q = start.apply(head);
    projection.recover(q, own);
    return q;
  }

  @Override
  public void exchange(int head, State state, UpdateRule rule) throws IOException {
    Panels seen = x[head / group];
    int row = head % group * n;
    seen.exchange(seen.data(), row, n, state);
    for (double[] history : rule.historyQ(head / group, seen.data().length)) {
      seen.exchange(history, row, n, state);
    }
  }
}
