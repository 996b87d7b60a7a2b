package org.iclsweep.sweep;

import org.iclsweep.objective.ObjectiveKind;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.theory.Assumptions;
import org.iclsweep.train.RecordedSteps;
import org.iclsweep.train.Trainer;

/**
 * Predicts the duration of a trial from its sizes alone. The constants are those of EJML and of the
 * vector kernel with 256-bit lanes; they also rank trials well on other machines. They were fitted
 * to twenty sizes from m = N = H = d = 1 to m = N = d = 100, H = 128, with 1, 30 and 300 steps.
 */
public final class CostModel {
  /** Scheduling a trial and storing its row and trajectory, in addition to the trial itself. */
  private static final double SECONDS_TO_STORE = 0.6e-3;

  private static final double SECONDS_PER_TRIAL = 0.05e-3;
  private static final double SECONDS_PER_DRAWN_NUMBER = 30e-9;

  /** For EJML's products of matrices that exceed the cache or are read by columns. */
  private static final double SECONDS_PER_PREPARING_MULTIPLY_ADD = 1.5e-9;

  /** Coefficient of a b min(a, b) for an a x b matrix. */
  private static final double SECONDS_PER_SINGULAR_VALUE_TERM = 1e-9;

  /** Coefficient of N^2 K for the six comparisons at a recorded step. */
  private static final double SECONDS_PER_RECORDED_TERM = 3e-9;

  private static final double SECONDS_PER_MULTIPLY_ADD = 0.05e-9;
  private static final double SECONDS_PER_ATTENTION_WEIGHT = 5e-9;
  private static final double SECONDS_PER_HEAD = 0.5e-6;
  private static final double SECONDS_PER_ADAM_MOVE = 3e-9;
  private static final double SECONDS_PER_LABEL = 2e-9;
  private static final double SECONDS_PER_DRAWN_LABEL = 60e-9;

  /**
   * The updates of discarded attempts with the learning rate descent, as a fraction of the step
   * budget: the mean over N = 10, K = 50, d = 20, m = 16, H from 1 to 32, unit and raw tokens, six
   * seeds and 2000 steps. Per configuration it ranged from 0 (H >= 8, unit tokens) to 0.81 (H = 2);
   * it can reach ten.
   */
  private static final double DISCARDED_SHARE = 0.35;

  private CostModel() {}

  /** Seconds on one core for all steps, including storage of the results. */
  public static double seconds(TrialConfig config) {
    return SECONDS_TO_STORE + predictedSeconds(config);
  }

  /**
   * Seconds of the trial alone for all steps, including the discarded attempts expected with the
   * learning rate descent.
   */
  public static double predictedSeconds(TrialConfig config) {
    double discarded = config.halves() ? DISCARDED_SHARE * config.steps() * stepSeconds(config) : 0;
    return trialSeconds(config, config.steps()) + discarded;
  }

  /**
   * Seconds of the trial alone, as reported in its {@linkplain TrialResult#seconds result}.
   *
   * @param steps the number of updates, at least 0
   */
  public static double trialSeconds(TrialConfig config, long steps) {
    return SECONDS_PER_TRIAL
        + preparation(config)
        + recording(config, steps)
        + steps * stepSeconds(config);
  }

  /**
   * Seconds to draw the task, heads and prompts, solve the task and compute the coordinates of the
   * heads. H d^2, (m + d) K and, for t templates, t m numbers are drawn. The multiply-adds are H N
   * d (d + min(d, K)) for V_N' Q U, t m K for labels, 2 N K for each test prompt and d^2 K for V =
   * U R. The decompositions are those of Z and of the test prompts' labels of N tokens.
   */
  private static double preparation(TrialConfig config) {
    double n = config.promptLength();
    double k = config.tokens();
    double d = config.dim();
    double m = config.m();
    double heads = config.heads();
    double tests = 2.0 * config.testSettings().count();
    double labelled = tests;
    if (config.objective() == ObjectiveKind.SAMPLED) {
      labelled += config.sampling().trainingPrompts();
    }
    double drawn = heads * d * d + (m + d) * k + (labelled + Assumptions.SAMPLED_TEMPLATES) * m;
    double multiplyAdds =
        heads * n * d * (d + Math.min(d, k)) + labelled * m * k + 2 * tests * n * k + d * d * k;
    double decomposed = n * m * Math.min(n, m) + 3 * tests * n * n;
    return drawn * SECONDS_PER_DRAWN_NUMBER
        + multiplyAdds * SECONDS_PER_PREPARING_MULTIPLY_ADD
        + decomposed * SECONDS_PER_SINGULAR_VALUE_TERM;
  }

  /**
   * Seconds for the comparisons at each recorded step and for the spectra of the B_k. These take K
   * decompositions of N x H matrices at the start and, if H >= N, with the dynamics. If H < N, the
   * floors at the start and at the end are added.
   */
  private static double recording(TrialConfig config, long steps) {
    double n = config.promptLength();
    double k = config.tokens();
    double heads = config.heads();
    double recorded = RecordedSteps.count(steps);
    double spectra = heads < n ? 5 : 2 + Math.ceil(recorded / Trainer.DYNAMICS_EVERY);
    return recorded * n * n * k * SECONDS_PER_RECORDED_TERM
        + spectra * k * n * heads * (Math.min(n, heads) + n) * SECONDS_PER_SINGULAR_VALUE_TERM;
  }

  /**
   * Seconds per step. Each head takes the multiply-adds of the form, N K attention weights and, for
   * Adam, d^2 entries of Q with their moments. The loss takes 2 N^2 K multiply-adds and N K
   * differences. Batches of b prompts add 2 b N K multiply-adds and b K labels.
   */
  private static double stepSeconds(TrialConfig config) {
    int n = config.promptLength();
    int k = config.tokens();
    int d = config.dim();
    double perHead =
        SECONDS_PER_HEAD
            + config.form().multiplyAdds(n, k, d) * SECONDS_PER_MULTIPLY_ADD
            + (double) n * k * SECONDS_PER_ATTENTION_WEIGHT;
    if (config.optimizer() == OptimizerKind.ADAM) {
      perHead += (double) d * d * SECONDS_PER_ADAM_MOVE;
    }
    double loss =
        2.0 * n * n * k * SECONDS_PER_MULTIPLY_ADD + (double) n * k * SECONDS_PER_ATTENTION_WEIGHT;
    if (config.objective().sampled()) {
      double b = config.sampling().batchSize();
      loss += b * k * (2.0 * n * SECONDS_PER_MULTIPLY_ADD + SECONDS_PER_LABEL);
      if (config.objective() == ObjectiveKind.FRESH) {
        loss += b * k * SECONDS_PER_DRAWN_LABEL;
      }
    }
    return config.heads() * perHead + loss;
  }
}
