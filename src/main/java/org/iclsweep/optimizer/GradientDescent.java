package org.iclsweep.optimizer;

import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.model.Transformer;

/**
 * Gradient descent with a rate for Q and one for w: Q_h -= eta_Q dQ_h, w -= eta_w dw.
 *
 * @param rateQ eta_Q
 * @param rateW eta_w
 */
public record GradientDescent(double rateQ, double rateW) implements Optimizer {
  @Override
  public void step(Transformer transformer) {
    for (int h = 0; h < transformer.heads(); h++) {
      CommonOps_DDRM.addEquals(transformer.q(h), -rateQ, transformer.gradientQ(h));
    }
    CommonOps_DDRM.addEquals(transformer.w(), -rateW, transformer.gradientW());
  }
}
