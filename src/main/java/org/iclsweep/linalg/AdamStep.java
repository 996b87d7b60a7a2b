package org.iclsweep.linalg;

/**
 * The coefficients of the current Adam step. Updated in place once per step to avoid allocation.
 */
public final class AdamStep {
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private double rate;
  private double root;

  /**
   * Sets the constant coefficients.
   *
   * @param beta1 the decay rate of the mean
   * @param beta2 the decay rate of the mean square
   * @param epsilon the term that keeps the quotient finite
   */
  public AdamStep(double beta1, double beta2, double epsilon) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  /**
   * Sets the coefficients that change from step to step.
   *
   * @param rate eta divided by the bias correction of the mean, eta / (1 - beta1^t)
   * @param root the reciprocal square root of the bias correction of the mean square, 1 / sqrt(1 -
   *     beta2^t)
   */
  public void set(double rate, double root) {
    this.rate = rate;
    this.root = root;
  }

  double beta1() {
    return beta1;
  }

  double beta2() {
    return beta2;
  }

  double epsilon() {
    return epsilon;
  }

  double rate() {
    return rate;
  }

  double root() {
    return root;
  }
}
