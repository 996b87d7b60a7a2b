package org.iclsweep.optimizer;

import java.util.List;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.model.UpdateRule;
import org.iclsweep.state.State;

/**
 * Gradient descent with a rate for Q and one for w: Q_h -= eta_Q dQ_h, w -= eta_w dw.
 *
 * @param kernel what to compute with
 * @param rateQ eta_Q
 * @param rateW eta_w
 */
public record GradientDescent(Kernel kernel, double rateQ, double rateW) implements UpdateRule {
  @Override
  public void begin() {}

  @Override
  public void moveQ(int group, double[] x, double[] g) {
    kernel.descend(x.length, x, 0, g, 0, rateQ);
  }

  @Override
  public void moveW(int length, double[] w, double[] dw, int wi) {
    kernel.descend(length, w, wi, dw, wi, rateW);
  }

  /** Nothing is kept from one step to the next. */
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
