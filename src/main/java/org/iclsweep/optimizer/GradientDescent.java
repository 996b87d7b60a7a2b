package org.iclsweep.optimizer;

import java.util.List;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.model.UpdateRule;
import org.iclsweep.state.State;

/**
 * Gradient descent with separate learning rates for Q and w: Q_h -= eta_Q dQ_h, w -= eta_w dw.
 *
 * @param kernel the kernel to compute with
 * @param learningRateQ eta_Q
 * @param learningRateW eta_w
 */
public record GradientDescent(Kernel kernel, double learningRateQ, double learningRateW)
    implements UpdateRule {
  @Override
  public void begin() {}

  @Override
  public void moveQ(int group, double[] x, double[] g) {
    kernel.descend(x.length, x, 0, g, 0, learningRateQ);
  }

  @Override
  public void moveW(int length, double[] w, double[] dw, int wi) {
    kernel.descend(length, w, wi, dw, wi, learningRateW);
  }

  /** Does nothing: no state is kept between steps. */
  @Override
  public void exchange(State state) {}

  @Override
  public List<double[]> historyQ(int group, int length) {
    return List.of();
  }

  @Override
  public List<double[]> historyW(int length) {
    return List.of();
  }
}
