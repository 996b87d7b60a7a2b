package org.iclsweep.optimizer;

import java.io.Serializable;

/**
 * How a step size is settled.
 *
 * @param rule the rule
 * @param number the rate for {@link Rule#NUMBER}, 0 for the other rules
 */
public record LearningRate(Rule rule, double number) implements Serializable {
  /** The ways to settle a rate. */
  public enum Rule {
    /** {@linkplain OptimizerKind#automaticRate From the spectrum at the start}. */
    AUTO,
    /** The largest rate that is proved to lower the gap at every step; gradient descent alone. */
    THEORY,
    /** A given number. */
    NUMBER
  }

  /** The automatic rate. */
  public static final LearningRate AUTO = new LearningRate(Rule.AUTO, 0);

  /** The guaranteed rate. */
  public static final LearningRate THEORY = new LearningRate(Rule.THEORY, 0);

  /** A given rate, above 0. */
  public static LearningRate of(double number) {
    return new LearningRate(Rule.NUMBER, number);
  }
}
