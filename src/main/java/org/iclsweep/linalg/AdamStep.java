package org.iclsweep.linalg;

/** The numbers of the present step of Adam. Modified once a step, so that nothing is allocated. */
public final class AdamStep {
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private double rate;
  private double root;

  /**
   * Numbers that stay.
   *
   * @param beta1 decay of the mean
   * @param beta2 decay of the mean square
   * @param epsilon keeps the quotient finite
   */
  public AdamStep(double beta1, double beta2, double epsilon) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  /**
   * Sets the numbers that change.
   *
   * @param rate eta over the bias correction of the mean, eta / (1 - beta1^t)
   * @param root the reciprocal root of that of the mean square, 1 / sqrt(1 - beta2^t)
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
