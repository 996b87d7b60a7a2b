package org.iclsweep.theory;

/**
 * Whether the theory applies to a trial. This is decided by its start and by the conditions of the
 * rate bound during training, never by whether the bound held.
 */
public enum Regime {
  /**
   * All assumptions hold at the start, and the conditions of the bound hold at every measured step.
   */
  THEORY,
  /** The optimizer is not plain gradient descent, which the theory assumes. */
  ADAM,
  /** Steps follow batches of prompts, not the gradient of the population loss. */
  SAMPLED,
  /** M is singular: noise 0 and rank(Z) below N. */
  SINGULAR,
  /** A token is zero, or two are equal. */
  SAME_TOKENS,
  /** The template entries do not have mean 0 and variance 1. */
  TEMPLATES,
  /** H &lt; N: no B_k can have full row rank. */
  FEW_HEADS,
  /** H >= N, but some B_k does not have full row rank at the start. */
  RANK_LOST,
  /**
   * eta_w zeta_0 >= 4K, or a step raised the gap, or a measured step lowered it by less than the
   * theory requires.
   */
  RATE_TOO_LARGE,
  /** Some sigma_min(B_k) fell below half of the minimum at the start. */
  SIGMA_HALVED,
  /** With a guaranteed rate: the parameters left the ball of the guarantee. */
  LEFT_BALL;

  /**
   * Returns the regime of a trial; if several conditions fail, the first in the order above.
   *
   * @param gradientDescent whether the optimizer is plain gradient descent
   * @param sampled whether steps follow batches of prompts
   * @param fewHeads whether H &lt; N
   * @param assumptions the assumptions checked at the start
   * @param boundDefined whether eta_w zeta_0 &lt; 4K
   * @param conditions the conditions checked during training
   */
  public static Regime of(
      boolean gradientDescent,
      boolean sampled,
      boolean fewHeads,
      Assumptions assumptions,
      boolean boundDefined,
      Conditions conditions) {
    if (!gradientDescent) {
      return ADAM;
    }
    if (sampled) {
      return SAMPLED;
    }
    if (!assumptions.positiveDefinite()) {
      return SINGULAR;
    }
    if (!assumptions.distinctTokens()) {
      return SAME_TOKENS;
    }
    if (!assumptions.templateMoments()) {
      return TEMPLATES;
    }
    if (fewHeads) {
      return FEW_HEADS;
    }
    if (!assumptions.fullRank()) {
      return RANK_LOST;
    }
    if (!boundDefined || conditions.descentFailedAt() != null || conditions.climbedAt() != null) {
      return RATE_TOO_LARGE;
    }
    if (conditions.sigmaHalvedAt() != null) {
      return SIGMA_HALVED;
    }
    return conditions.ballLeftAt() == null ? THEORY : LEFT_BALL;
  }
}
