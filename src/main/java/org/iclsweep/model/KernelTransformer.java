package org.iclsweep.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.State;
import org.iclsweep.task.Matrices;
import org.iclsweep.task.Task;

/**
 * The transformer that trials train. It computes with a {@link Kernel} in the coordinates of a
 * {@link Form}.
 *
 * <p>A step makes one pass over the heads, in small groups. The backward pass, update and forward
 * pass of a group run consecutively while its data is in the cache. Attention is stored
 * unnormalised, with the reciprocals of its column sums.
 */
public final class KernelTransformer implements Transformer {
  /** The number of rows from which a partly filled last tile of a product is negligible. */
  private static final int MANY_ROWS = 64;

  /** The minimum number of scores in a group; the short loops of a small head are inefficient. */
  private static final int MANY_SCORES = 8_192;

  private final Kernel kernel;
  private final Form form;
  private final Task task;
  private final int heads;
  private final IntFunction<DMatrixRMaj> start;
  private final int n;
  private final int k;
  private final int group;
  private final CoordinateSetup setup;
  private final Coordinates coordinates;
  private final DMatrixRMaj w;
  private final DMatrixRMaj dw;
  private final DMatrixRMaj reciprocal;
  private final Panels[] attention;
  private final Panels scoreGradient;
  private final Panels prediction;

  /**
   * Creates a transformer in its initial state, w = 0.
   *
   * @param kernel the kernel to compute with
   * @param form the coordinates of the heads
   * @param task provides the tokens and N
   * @param heads H
   * @param start returns the initial Q_h for h, a new matrix on each call; called again to recover
   *     a head's Q
   */
  public KernelTransformer(
      Kernel kernel, Form form, Task task, int heads, IntFunction<DMatrixRMaj> start) {
    this.kernel = kernel;
    this.form = form;
    this.task = task;
    this.heads = heads;
    this.start = start;
    n = task.promptLength();
    k = task.tokens();
    group = group(kernel, n, k, heads);
    int width = kernel.panelWidth();
    int columns = Panels.zeroPadded(k, width);
    setup = new CoordinateSetup(kernel, task, heads, start, group);
    coordinates = form.coordinates(setup);
    w = Matrices.zeros(heads, columns, "w");
    dw = Matrices.zeros(heads, columns, "gradient of w");
    reciprocal = Matrices.zeros(heads, columns, "reciprocal column sums");
    attention = new Panels[setup.groups()];
    for (int i = 0; i < attention.length; i++) {
      attention[i] = new Panels(setup.count(i) * n, k, width);
    }
    scoreGradient = new Panels(group * n, k, width);
    prediction = new Panels(n, k, width);
  }

  /**
   * Returns the group size. It is chosen so that a group's rows fill the tiles of a product and its
   * scores are numerous but still fit in the cache.
   */
  private static int group(Kernel kernel, int n, int k, int heads) {
    int group = 1;
    for (; group < heads; group++) {
      long rows = (long) group * n;
      boolean full = rows >= MANY_ROWS || rows % kernel.tileRows() == 0;
      if (full && rows * k >= MANY_SCORES) {
        break;
      }
    }
    return group;
  }

  /**
   * The number of doubles held by a transformer, including all working storage.
   *
   * @param kernel the kernel that it computes with
   * @param form the coordinates of the heads
   * @param n N
   * @param k K
   * @param d d
   * @param heads H
   */
  public static double numbers(Kernel kernel, Form form, int n, int k, int d, int heads) {
    int width = kernel.panelWidth();
    double group = group(kernel, n, k, heads);
    double rowsOfTokens = Panels.zeroPadded((double) k, width);
    return form.numbers(n, k, d, heads, group, width)
        + (3.0 * heads + (double) heads * n + group * n + n) * rowsOfTokens;
  }

  @Override
  public String kernel() {
    return kernel.name();
  }

  @Override
  public Form form() {
    return form;
  }

  @Override
  public int heads() {
    return heads;
  }

  @Override
  public void forward() {
    Arrays.fill(prediction.data(), 0);
    for (int i = 0; i < attention.length; i++) {
      forward(i);
    }
  }

  private void forward(int groupIndex) {
    int first = groupIndex * group;
    int count = setup.count(groupIndex);
    Panels scores = attention[groupIndex];
    coordinates.project(first, count);
    for (int panel = 0; panel < scores.count(); panel++) {
      coordinates.scores(first, count, panel, scores);
      kernel.softmax(scores, panel, count, w, reciprocal, first, prediction, scoreGradient.data());
    }
  }

  @Override
  public void step(Panels gradient, UpdateRule rule) {
    rule.begin();
    Arrays.fill(prediction.data(), 0);
    for (int i = 0; i < attention.length; i++) {
      int first = i * group;
      int count = setup.count(i);
      backward(i, gradient, attention[i]);
      coordinates.move(first, count, attention[i], rule);
      rule.moveW(count * w.numCols, w.data, dw.data, first * w.numCols);
      forward(i);
    }
  }

  /**
   * Computes dS and dw of a group. In a step, ds is the attention itself, which is then recomputed;
   * elsewhere it is separate storage.
   */
  private void backward(int groupIndex, Panels gradient, Panels ds) {
    kernel.softmaxBackward(
        attention[groupIndex],
        setup.count(groupIndex),
        gradient,
        w,
        reciprocal,
        groupIndex * group,
        dw,
        ds);
  }

  @Override
  public Panels prediction() {
    return prediction;
  }

  @Override
  public void attention(int token, DMatrixRMaj matrix) {
    for (int head = 0; head < heads; head++) {
      Panels e = attention[head / group];
      int first = head % group * n;
      double factor = reciprocal.unsafe_get(head, token);
      for (int row = 0; row < n; row++) {
        matrix.unsafe_set(row, head, e.get(first + row, token) * factor);
      }
    }
  }

  @Override
  public DMatrixRMaj q(int head) {
    return coordinates.q(head);
  }

  @Override
  public DMatrixRMaj w() {
    return CommonOps_DDRM.extract(w, 0, heads, 0, k);
  }

  @Override
  public void setW(DMatrixRMaj matrix) {
    CommonOps_DDRM.insert(matrix, w, 0, 0);
  }

  @Override
  public void exchange(State state, UpdateRule rule) throws IOException {
    for (int head = 0; head < heads; head++) {
      coordinates.exchange(head, state, rule);
    }
    exchange(w.data, state);
    for (double[] history : rule.historyW(w.data.length)) {
      exchange(history, state);
    }
  }

  private void exchange(double[] weights, State state) throws IOException {
    for (int head = 0; head < heads; head++) {
      state.exchange(weights, head * w.numCols, k);
    }
  }

  @Override
  public GradientNorms gradientNorms(Panels gradient) {
    double squareQ = 0;
    for (int i = 0; i < attention.length; i++) {
      backward(i, gradient, scoreGradient);
      squareQ = coordinates.addSquaredGradientNorm(squareQ, setup.count(i), scoreGradient);
    }
    double squareW = 0;
    for (int h = 0; h < heads; h++) {
      for (int token = 0; token < k; token++) {
        squareW = Math.fma(dw.unsafe_get(h, token), dw.unsafe_get(h, token), squareW);
      }
    }
    // Rounding may make a zero sum negative.
    return new GradientNorms(Math.sqrt(Math.max(0, squareQ)), Math.sqrt(squareW));
  }

  @Override
  public double distanceQ() {
    return Transformer.distance(this, start);
  }

  @Override
  public Gradients gradients(Panels gradient) {
    DMatrixRMaj prompt = task.promptTokens();
    List<DMatrixRMaj> q = new ArrayList<>();
    for (int i = 0; i < attention.length; i++) {
      backward(i, gradient, scoreGradient);
      for (int j = 0; j < setup.count(i); j++) {
        DMatrixRMaj ds = new DMatrixRMaj(n, k);
        scoreGradient.get(j * n, ds);
        DMatrixRMaj half = new DMatrixRMaj(n, task.dim());
        CommonOps_DDRM.multTransB(ds, task.dictionary(), half);
        q.add(CommonOps_DDRM.mult(prompt, half, null));
      }
    }
    return new Gradients(q, CommonOps_DDRM.extract(dw, 0, heads, 0, k));
  }
}
