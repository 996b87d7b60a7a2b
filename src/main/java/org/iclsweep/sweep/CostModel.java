package org.iclsweep.sweep;

import org.iclsweep.objective.ObjectiveKind;
import org.iclsweep.optimizer.OptimizerKind;

/**
 * How long a trial will take, from its sizes alone: constants of the vector kernel with 256-bit
 * lanes, which order trials well on other machines too.
 */
public final class CostModel {
  /** Drawing, closed forms and storing, of a small trial. */
  private static final double SECONDS_PER_TRIAL = 1e-3;

  private static final double SECONDS_PER_MULTIPLY_ADD = 0.07e-9;
  private static final double SECONDS_PER_ATTENTION_WEIGHT = 5e-9;
  private static final double SECONDS_PER_ADAM_MOVE = 3e-9;
  private static final double SECONDS_PER_LABEL = 2e-9;
  private static final double SECONDS_PER_DRAWN_LABEL = 60e-9;

  private CostModel() {}

  /** Seconds on one core if all steps are run. */
  public static double seconds(TrialConfig config) {
    return seconds(config, config.steps());
  }

  /**
   * Seconds on one core for some steps: a millisecond for the trial itself; per step and head the
   * multiply-adds of the form, N K attention weights and, for Adam, d^2 entries of Q with their
   * histories; per step the loss, N^2 K multiply-adds and N K differences, and for batches of b
   * prompts 2 b N K multiply-adds and b K labels.
   *
   * @param steps how many are done, at least 0
   */
  static double seconds(TrialConfig config, long steps) {
    int n = config.promptLength();
    int k = config.tokens();
    int d = config.dim();
    double perHead =
        config.form().multiplyAdds(n, k, d) * SECONDS_PER_MULTIPLY_ADD
            + (double) n * k * SECONDS_PER_ATTENTION_WEIGHT;
    if (config.optimizer() == OptimizerKind.ADAM) {
      perHead += (double) d * d * SECONDS_PER_ADAM_MOVE;
    }
    double loss =
        (double) n * n * k * SECONDS_PER_MULTIPLY_ADD
            + (double) n * k * SECONDS_PER_ATTENTION_WEIGHT;
    if (config.objective().sampled()) {
      double b = config.sampling().batchSize();
      loss += b * k * (2.0 * n * SECONDS_PER_MULTIPLY_ADD + SECONDS_PER_LABEL);
      if (config.objective() == ObjectiveKind.FRESH) {
        loss += b * k * SECONDS_PER_DRAWN_LABEL;
      }
    }
    return SECONDS_PER_TRIAL + steps * (config.heads() * perHead + loss);
  }
}
