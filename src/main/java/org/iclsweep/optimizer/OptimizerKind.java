package org.iclsweep.optimizer;

/** The optimizers that a trial can name; each makes fresh state. */
public enum OptimizerKind {
  /** Plain gradient descent. */
  GD {
    @Override
    public Optimizer create(double rateQ, double rateW) {
      return new GradientDescent(rateQ, rateW);
    }

    @Override
    public double automaticRate(int tokens, double sigmaMax) {
      return tokens / (sigmaMax * sigmaMax);
    }
  },
  /** Adam with its usual defaults. */
  ADAM {
    @Override
    public Optimizer create(double rateQ, double rateW) {
      return new Adam(rateQ, rateW);
    }

    @Override
    public double automaticRate(int tokens, double sigmaMax) {
      return 1e-3;
    }
  };

  /**
   * A new optimizer at its start.
   *
   * @param rateQ eta_Q
   * @param rateW eta_w
   */
  public abstract Optimizer create(double rateQ, double rateW);

  /**
   * The automatic rate, for Q and w alike: K / max_k sigma_max(B_k(0))^2 for gradient descent (safe
   * in practice, not guaranteed), Adam's usual 1e-3 for Adam.
   *
   * @param tokens K
   * @param sigmaMax max_k sigma_max(B_k) at the start
   */
  public abstract double automaticRate(int tokens, double sigmaMax);
}
