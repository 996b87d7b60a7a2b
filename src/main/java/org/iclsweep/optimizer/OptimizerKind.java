package org.iclsweep.optimizer;

import org.iclsweep.linalg.Kernel;
import org.iclsweep.model.Form;
import org.iclsweep.model.UpdateRule;

/** The optimizers available to a trial; each creates fresh state. */
public enum OptimizerKind {
  /** Plain gradient descent. */
  GD {
    @Override
    public UpdateRule create(Kernel kernel, int heads, double learningRateQ, double learningRateW) {
      return new GradientDescent(kernel, learningRateQ, learningRateW);
    }

    @Override
    public Form form(int n, int k, int d) {
      return Form.cheapest(n, k, d);
    }

    @Override
    public double doublesPerParameter() {
      return 0;
    }

    @Override
    public double automaticLearningRate(int tokens, double sigmaMax) {
      return sigmaMax == 0 ? 0 : tokens / (sigmaMax * sigmaMax);
    }
  },
  /** Adam with its usual defaults. */
  ADAM {
    @Override
    public UpdateRule create(Kernel kernel, int heads, double learningRateQ, double learningRateW) {
      return new Adam(kernel, heads, learningRateQ, learningRateW);
    }

    @Override
    public Form form(int n, int k, int d) {
      return Form.FULL;
    }

    @Override
    public double doublesPerParameter() {
      return 2;
    }

    @Override
    public double automaticLearningRate(int tokens, double sigmaMax) {
      return 1e-3;
    }
  };

  /**
   * Creates an optimizer in its initial state, for one transformer.
   *
   * @param kernel the kernel to compute with
   * @param heads H
   * @param learningRateQ eta_Q
   * @param learningRateW eta_w
   */
  public abstract UpdateRule create(
      Kernel kernel, int heads, double learningRateQ, double learningRateW);

  /**
   * The form in which this optimizer trains fastest; a function of the sizes only.
   *
   * @param n N
   * @param k K
   * @param d d
   */
  public abstract Form form(int n, int k, int d);

  /** The number of doubles kept per parameter. */
  public abstract double doublesPerParameter();

  /**
   * The automatic rate, for Q and w alike: K / max_k sigma_max(B_k(0))^2 for gradient descent,
   * Adam's usual 1e-3 for Adam.
   *
   * <p>For gradient descent this is the inverse of the maximum curvature in w at the start, where w
   * = 0 and the gap does not depend on Q. As w grows, so does the curvature in Q, and a step may
   * raise the gap. This happens nearly always with one to four heads or raw tokens; it was not seen
   * with unit tokens and H near or above N at N = 10, K = 50. {@link LearningRate.Rule#DESCENT}
   * halves the rate until no step does, at most ten times.
   *
   * @param tokens K
   * @param sigmaMax max_k sigma_max(B_k) at the start; 0 if there is nothing to learn (the rate of
   *     gradient descent is then 0)
   */
  public abstract double automaticLearningRate(int tokens, double sigmaMax);
}
