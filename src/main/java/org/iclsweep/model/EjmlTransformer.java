package org.iclsweep.model;

import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.State;
import org.iclsweep.task.Matrices;
import org.iclsweep.task.Task;

/**
 * A direct transcription of the transformer's equations, with EJML's products and {@code Math.exp}:
 * the reference that {@link KernelTransformer} is tested and timed against. No trial uses it.
 */
public final class EjmlTransformer implements Transformer {
  /** The kernel name in benchmark and check tables. */
  public static final String KERNEL = "ejml";

  private final IntFunction<DMatrixRMaj> start;
  private final DMatrixRMaj tokens;
  private final DMatrixRMaj promptTokens;
  private final DMatrixRMaj[] q;
  private final DMatrixRMaj[] gradientQ;
  private final DMatrixRMaj[] attention;
  private final DMatrixRMaj w;
  private final DMatrixRMaj gradientW;
  private final DMatrixRMaj projected;
  private final DMatrixRMaj scoreGradient;
  private final DMatrixRMaj predicted;
  private final DMatrixRMaj lossGradient;
  private final Panels prediction;

  /**
   * Creates a transformer in its initial state, w = 0.
   *
   * @param task provides the tokens and N
   * @param heads H
   * @param start returns the initial Q_h for h, a new matrix on each call
   * @param panelWidth the panel width of the prediction
   */
  public EjmlTransformer(Task task, int heads, IntFunction<DMatrixRMaj> start, int panelWidth) {
    int n = task.promptLength();
    int k = task.tokens();
    int d = task.dim();
    this.start = start;
    tokens = task.dictionary();
    promptTokens = task.promptTokens();
    q = new DMatrixRMaj[heads];
    gradientQ = new DMatrixRMaj[heads];
    attention = new DMatrixRMaj[heads];
    for (int h = 0; h < heads; h++) {
      q[h] = start.apply(h);
      gradientQ[h] = new DMatrixRMaj(d, d);
      attention[h] = Matrices.zeros(n, k, "attention");
    }
    w = Matrices.zeros(heads, k, "w");
    gradientW = Matrices.zeros(heads, k, "gradient of w");
    projected = new DMatrixRMaj(n, d);
    scoreGradient = new DMatrixRMaj(n, k);
    predicted = new DMatrixRMaj(n, k);
    lossGradient = new DMatrixRMaj(n, k);
    prediction = new Panels(n, k, panelWidth);
  }

  @Override
  public String kernel() {
    return KERNEL;
  }

  @Override
  public Form form() {
    return Form.FULL;
  }

  @Override
  public int heads() {
    return q.length;
  }

  @Override
  public void forward() {
    predicted.zero();
    for (int h = 0; h < q.length; h++) {
      CommonOps_DDRM.multTransA(promptTokens, q[h], projected);
      CommonOps_DDRM.mult(projected, tokens, attention[h]);
      softmax(attention[h]);
      addWeighted(attention[h], h);
    }
    prediction.set(predicted);
  }

  private static void softmax(DMatrixRMaj s) {
    for (int k = 0; k < s.numCols; k++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int n = 0; n < s.numRows; n++) {
        largest = Math.max(largest, s.unsafe_get(n, k));
      }
      double sum = 0;
      for (int n = 0; n < s.numRows; n++) {
        double e = Math.exp(s.unsafe_get(n, k) - largest);
        s.unsafe_set(n, k, e);
        sum += e;
      }
      for (int n = 0; n < s.numRows; n++) {
        s.unsafe_set(n, k, s.unsafe_get(n, k) / sum);
      }
    }
  }

  private void addWeighted(DMatrixRMaj c, int head) {
    for (int n = 0; n < c.numRows; n++) {
      for (int k = 0; k < c.numCols; k++) {
        double contribution = c.unsafe_get(n, k) * w.unsafe_get(head, k);
        predicted.unsafe_set(n, k, predicted.unsafe_get(n, k) + contribution);
      }
    }
  }

  @Override
  public void step(Panels gradient, UpdateRule rule) {
    backward(gradient);
    rule.begin();
    for (int h = 0; h < q.length; h++) {
      rule.moveQ(h, q[h].data, gradientQ[h].data);
    }
    rule.moveW(w.data.length, w.data, gradientW.data, 0);
    forward();
  }

  private void backward(Panels gradient) {
    gradient.get(0, lossGradient);
    for (int h = 0; h < q.length; h++) {
      softmaxBackward(attention[h], h);
      CommonOps_DDRM.multTransB(scoreGradient, tokens, projected);
      CommonOps_DDRM.mult(promptTokens, projected, gradientQ[h]);
    }
  }

  private void softmaxBackward(DMatrixRMaj c, int head) {
    for (int k = 0; k < c.numCols; k++) {
      double dw = 0;
      for (int n = 0; n < c.numRows; n++) {
        dw += c.unsafe_get(n, k) * lossGradient.unsafe_get(n, k);
      }
      gradientW.unsafe_set(head, k, dw);
      for (int n = 0; n < c.numRows; n++) {
        double rest = lossGradient.unsafe_get(n, k) - dw;
        scoreGradient.unsafe_set(n, k, w.unsafe_get(head, k) * c.unsafe_get(n, k) * rest);
      }
    }
  }

  @Override
  public Panels prediction() {
    return prediction;
  }

  @Override
  public void attention(int token, DMatrixRMaj matrix) {
    for (int h = 0; h < q.length; h++) {
      for (int n = 0; n < matrix.numRows; n++) {
        matrix.unsafe_set(n, h, attention[h].unsafe_get(n, token));
      }
    }
  }

  @Override
  public DMatrixRMaj q(int head) {
    return q[head].copy();
  }

  @Override
  public DMatrixRMaj w() {
    return w.copy();
  }

  @Override
  public void setW(DMatrixRMaj matrix) {
    w.setTo(matrix);
  }

  @Override
  public void exchange(State state, UpdateRule rule) throws IOException {
    for (int h = 0; h < q.length; h++) {
      exchange(q[h].data, rule.historyQ(h, q[h].data.length), state);
    }
    exchange(w.data, rule.historyW(w.data.length), state);
  }

  private static void exchange(double[] parameters, List<double[]> histories, State state)
      throws IOException {
    state.exchange(parameters, 0, parameters.length);
    for (double[] history : histories) {
      state.exchange(history, 0, history.length);
    }
  }

  @Override
  public GradientNorms gradientNorms(Panels gradient) {
    Gradients gradients = gradients(gradient);
    return new GradientNorms(gradients.normQ(), gradients.normW());
  }

  @Override
  public double distanceQ() {
    return Transformer.distance(this, start);
  }

  @Override
  public Gradients gradients(Panels gradient) {
    backward(gradient);
    List<DMatrixRMaj> copies = Stream.of(gradientQ).map(DMatrixRMaj::copy).toList();
    return new Gradients(copies, gradientW.copy());
  }
}
