package org.iclsweep.optimizer;

import java.io.Serializable;

/**
 * How a step size is settled.
 *
 * @param rule the rule
 * @param number the rate for {@link Rule#NUMBER}, the factor of the automatic rate for {@link
 *     Rule#DESCENT}, 0 for the other rules
 */
public record LearningRate(Rule rule, double number) implements Serializable {
  /** The ways to settle a rate. */
  public enum Rule {
    /** {@linkplain OptimizerKind#automaticRate From the spectrum at the start}. */
    AUTO,
    /** The largest rate that is proved to lower the gap at every step; gradient descent alone. */
    THEORY,
    /**
     * The automatic rate, halved until no step of the trial raises the gap, at most ten times;
     * gradient descent alone.
     */
    DESCENT,
    /** A given number. */
    NUMBER
  }

  /** The automatic rate. */
  public static final LearningRate AUTO = new LearningRate(Rule.AUTO, 0);

  /** The guaranteed rate. */
  public static final LearningRate THEORY = new LearningRate(Rule.THEORY, 0);

  /** The automatic rate before it is halved. */
  public static final LearningRate DESCENT = new LearningRate(Rule.DESCENT, 1);

  /**
   * The rate after some attempts that climbed: divided by 2^times for {@link Rule#DESCENT}, the
   * same for the other rules.
   */
  public LearningRate halved(int times) {
    return rule == Rule.DESCENT ? new LearningRate(rule, Math.scalb(number, -times)) : this;
  }

  /** A given rate, above 0. */
  public static LearningRate of(double number) {
    return new LearningRate(Rule.NUMBER, number);
  }
}
