package org.iclsweep.sweep;

/** How long a trial will take, from its sizes alone. */
public final class CostModel {
  private static final double SECONDS_PER_MULTIPLY_ADD = 1.0e-9;
  private static final double SECONDS_PER_ATTENTION_WEIGHT = 30e-9;

  private CostModel() {}

  /**
   * Seconds on one core if all steps are run: per step and head N d (d + K) multiply-adds forward
   * and as many backward, and N K attention weights.
   */
  public static double seconds(TrialConfig config) {
    double n = config.promptLength();
    double k = config.tokens();
    double d = config.dim();
    double perHead =
        2 * n * d * (d + k) * SECONDS_PER_MULTIPLY_ADD + n * k * SECONDS_PER_ATTENTION_WEIGHT;
    return config.steps() * (config.heads() * perHead);
  }
}
