package org.iclsweep.optimizer;

import java.io.Serializable;

/**
 * The choice of a learning rate.
 *
 * @param rule the rule
 * @param number the rate for {@link Rule#NUMBER}, the factor of the automatic rate for {@link
 *     Rule#DESCENT}, 0 for the other rules
 */
public record LearningRate(Rule rule, double number) implements Serializable {
  /** The rules that determine a learning rate. */
  public enum Rule {
    /** {@linkplain OptimizerKind#automaticLearningRate From the spectrum at the start}. */
    AUTO,
    /** The maximum rate proved to lower the gap at every step; gradient descent only. */
    THEORY,
    /**
     * The automatic rate, halved until no step of the trial raises the gap, at most ten times;
     * gradient descent only.
     */
    DESCENT,
    /** A given number. */
    NUMBER
  }

  /** The automatic rate. */
  public static final LearningRate AUTO = new LearningRate(Rule.AUTO, 0);

  /** The guaranteed rate. */
  public static final LearningRate THEORY = new LearningRate(Rule.THEORY, 0);

  /** The automatic rate before any halving. */
  public static final LearningRate DESCENT = new LearningRate(Rule.DESCENT, 1);

  /**
   * The rate after a number of attempts that raised the gap: divided by 2^times for {@link
   * Rule#DESCENT}, unchanged for the other rules.
   */
  public LearningRate halved(int times) {
    return rule == Rule.DESCENT ? new LearningRate(rule, Math.scalb(number, -times)) : this;
  }

  /** A given rate, above 0. */
  public static LearningRate of(double number) {
    return new LearningRate(Rule.NUMBER, number);
  }
}
