package org.iclsweep.theory;

import org.ejml.UtilEjml;

/**
 * Whether a trial starts within the theory's assumptions, decided from its start alone and never
 * from how training went. Whether the learning rate is small enough for descent is not decided
 * here.
 */
public enum Regime {
  /** H >= N, M positive definite and every B_k of full row rank at the start. */
  THEORY,
  /** Not plain gradient descent, of which the theory speaks. */
  ADAM,
  /** M is singular: noise 0 and rank(Z) below N. */
  SINGULAR,
  /** H &lt; N: no B_k can have full row rank. */
  FEW_HEADS,
  /** H >= N, but some B_k has not full row rank at the start. */
  RANK_LOST,
  /** eta_w zeta_0 >= 4K: the bound is not defined. */
  RATE_TOO_LARGE;

  /**
   * The regime of a trial; where several assumptions fail, the first in the order ADAM, SINGULAR,
   * FEW_HEADS, RANK_LOST, RATE_TOO_LARGE.
   *
   * @param gradientDescent whether the optimizer is plain gradient descent
   * @param singular whether M is singular
   * @param heads H
   * @param promptLength N
   * @param start the spectrum at the start
   * @param bound the rate bound
   */
  public static Regime of(
      boolean gradientDescent,
      boolean singular,
      int heads,
      int promptLength,
      AttentionSpectrum.Extremes start,
      RateBound bound) {
    if (!gradientDescent) {
      return ADAM;
    }
    if (singular) {
      return SINGULAR;
    }
    if (heads < promptLength) {
      return FEW_HEADS;
    }
    if (start.sigmaMin() <= promptLength * UtilEjml.EPS * start.sigmaMax()) {
      return RANK_LOST;
    }
    return bound.defined() ? THEORY : RATE_TOO_LARGE;
  }
}
