package org.iclsweep.theory;

import java.io.Serializable;

/**
 * The rate bound in the form of Theorem 1: gap(t) &lt;= (1 - eta_w zeta_0 / (4K))^t gap(0) for
 * gradient descent with a small enough learning rate (constant derived here).
 *
 * @param perStep r = -log(1 - eta_w zeta_0 / (4K)), the bound's decay of log gap per step;
 *     comparable to the fitted rate
 * @param gapStart gap(0)
 */
public record RateBound(double perStep, double gapStart) implements Serializable {
  /** The relative excess over the bound attributed to rounding. */
  private static final double SLACK = 1e-12;

  /**
   * Computes the bound of a trial.
   *
   * @param learningRateW eta_w
   * @param zeta zeta_0
   * @param tokens K
   * @param gapStart gap(0)
   * @return the bound; its rate is infinite or NaN where eta_w zeta_0 >= 4K, a learning rate too
   *     large for the theory
   */
  public static RateBound of(double learningRateW, double zeta, int tokens, double gapStart) {
    return new RateBound(-StrictMath.log1p(-learningRateW * zeta / (4.0 * tokens)), gapStart);
  }

  /**
   * The local rate 1 - eta_w zeta(t) / K: a descent step multiplies the gap by at most this.
   *
   * @param learningRateW eta_w
   * @param zeta zeta(t)
   * @param tokens K
   */
  public static double localRate(double learningRateW, double zeta, int tokens) {
    return 1 - learningRateW * zeta / tokens;
  }

  /** Whether the learning rate is small enough for the bound to be finite. */
  public boolean defined() {
    return Double.isFinite(perStep);
  }

  /** The bound on the gap after a number of steps. */
  public double at(long step) {
    return StrictMath.exp(-perStep * step) * gapStart;
  }

  /**
   * Whether a step lowered the gap enough, gap(t+1) &lt;= gap(t) - decrease, up to {@linkplain
   * RoundingFloor#above rounding}. At the rounding floor every step counts as a descent.
   */
  public boolean descended(double gap, double next, double decrease) {
    return next <= RoundingFloor.above(gap, gapStart) - decrease
        || gap <= RoundingFloor.RELATIVE * gapStart;
  }

  /**
   * Whether a step raised the gap, gap(t+1) > gap(t), by more than {@linkplain RoundingFloor#above
   * rounding}. At the rounding floor only a gap that is not finite counts as raised.
   */
  public boolean climbed(double gap, double next) {
    boolean floor = gap <= RoundingFloor.RELATIVE * gapStart && Double.isFinite(next);
    return !floor && !(next <= RoundingFloor.above(gap, gapStart));
  }

  /**
   * Whether a gap is under the bound, with a relative slack of 1e-12 for rounding. A gap at the
   * {@linkplain RoundingFloor rounding floor} counts as zero.
   */
  public boolean holds(long step, double gap) {
    return gap <= at(step) * (1 + SLACK) || gap <= RoundingFloor.RELATIVE * gapStart;
  }
}
