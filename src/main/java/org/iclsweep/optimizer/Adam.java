package org.iclsweep.optimizer;

import java.io.IOException;
import java.util.List;
import org.iclsweep.linalg.AdamStep;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.model.UpdateRule;
import org.iclsweep.state.State;

/**
 * Adam (Kingma and Ba, arXiv 1412.6980) with beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 and bias
 * correction. At step t, for each parameter p with gradient g and learning rate eta:
 *
 * <pre>
 *     mean   = beta1 mean + (1 - beta1) g
 *     square = beta2 square + (1 - beta2) g^2
 *     p     -= eta (mean / (1 - beta1^t)) / (sqrt(square / (1 - beta2^t)) + epsilon)
 * </pre>
 *
 * <p>Means and squares are allocated on first use.
 */
public final class Adam implements UpdateRule {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final Kernel kernel;
  private final double learningRateQ;
  private final double learningRateW;
  private final double[][] meanQ;
  private final double[][] squareQ;
  private double[] meanW;
  private double[] squareW;
  private double beta1Power = 1;
  private double beta2Power = 1;
  private final AdamStep stepQ = new AdamStep(BETA1, BETA2, EPSILON);
  private final AdamStep stepW = new AdamStep(BETA1, BETA2, EPSILON);

  /**
   * Creates an optimizer before its first step.
   *
   * @param kernel the kernel to compute with
   * @param heads H
   * @param learningRateQ the learning rate of Q
   * @param learningRateW the learning rate of w
   */
  public Adam(Kernel kernel, int heads, double learningRateQ, double learningRateW) {
    this.kernel = kernel;
    this.learningRateQ = learningRateQ;
    this.learningRateW = learningRateW;
    meanQ = new double[heads][];
    squareQ = new double[heads][];
  }

  @Override
  public void begin() {
    beta1Power *= BETA1;
    beta2Power *= BETA2;
    double root = 1 / Math.sqrt(1 - beta2Power);
    stepQ.set(learningRateQ / (1 - beta1Power), root);
    stepW.set(learningRateW / (1 - beta1Power), root);
  }

  @Override
  public void moveQ(int group, double[] x, double[] g) {
    makeQ(group, x.length);
    kernel.adam(x.length, x, 0, g, 0, meanQ[group], squareQ[group], 0, stepQ);
  }

  @Override
  public void moveW(int length, double[] w, double[] dw, int wi) {
    makeW(w.length);
    kernel.adam(length, w, wi, dw, wi, meanW, squareW, wi, stepW);
  }

  private void makeQ(int group, int length) {
    if (meanQ[group] == null) {
      meanQ[group] = new double[length];
      squareQ[group] = new double[length];
    }
  }

  private void makeW(int length) {
    if (meanW == null) {
      meanW = new double[length];
      squareW = new double[length];
    }
  }

  @Override
  public void exchange(State state) throws IOException {
    beta1Power = state.exchange(beta1Power);
    beta2Power = state.exchange(beta2Power);
  }

  @Override
  public List<double[]> historyQ(int group, int length) {
    makeQ(group, length);
    return List.of(meanQ[group], squareQ[group]);
  }

  @Override
  public List<double[]> historyW(int length) {
    makeW(length);
    return List.of(meanW, squareW);
  }
}
