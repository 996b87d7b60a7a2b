package org.iclsweep.optimizer;

import org.iclsweep.model.Transformer;

/**
 * Adam (Kingma and Ba, arXiv 1412.6980) with beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 and bias
 * correction. At step t, for each parameter p with gradient g and its rate eta:
 *
 * <pre>
 *     mean   = beta1 mean + (1 - beta1) g
 *     square = beta2 square + (1 - beta2) g^2
 *     p     -= eta (mean / (1 - beta1^t)) / (sqrt(square / (1 - beta2^t)) + epsilon)
 * </pre>
 */
public final class Adam implements Optimizer {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double rateQ;
  private final double rateW;
  private double[][] mean;
  private double[][] square;
  private double beta1Power = 1;
  private double beta2Power = 1;

  /**
   * An optimizer before its first step.
   *
   * @param rateQ the rate for Q
   * @param rateW the rate for w
   */
  public Adam(double rateQ, double rateW) {
    this.rateQ = rateQ;
    this.rateW = rateW;
  }

  @Override
  public void step(Transformer transformer) {
    int heads = transformer.heads();
    if (mean == null) {
      allocate(transformer);
    }
    beta1Power *= BETA1;
    beta2Power *= BETA2;
    for (int h = 0; h < heads; h++) {
      update(transformer.q(h).data, transformer.gradientQ(h).data, mean[h], square[h], rateQ);
    }
    update(transformer.w().data, transformer.gradientW().data, mean[heads], square[heads], rateW);
  }

  private void allocate(Transformer transformer) {
    int heads = transformer.heads();
    mean = new double[heads + 1][];
    square = new double[heads + 1][];
    for (int h = 0; h <= heads; h++) {
      int length = h < heads ? transformer.q(h).getNumElements() : transformer.w().getNumElements();
      mean[h] = new double[length];
      square[h] = new double[length];
    }
  }

  private void update(
      double[] parameter, double[] gradient, double[] mean, double[] square, double rate) {
    double correction1 = 1 - beta1Power;
    double correction2 = 1 - beta2Power;
    for (int i = 0; i < parameter.length; i++) {
      double g = gradient[i];
      mean[i] = BETA1 * mean[i] + (1 - BETA1) * g;
      square[i] = BETA2 * square[i] + (1 - BETA2) * g * g;
      parameter[i] -=
          rate * (mean[i] / correction1) / (Math.sqrt(square[i] / correction2) + EPSILON);
    }
  }
}
