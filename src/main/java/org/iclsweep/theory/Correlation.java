package org.iclsweep.theory;

import java.util.ArrayList;
import java.util.List;

/**
 * The correlation between the noise of neighbouring recorded points, which is a constant rho or
 * exp(-du / tau); du is their distance as a fraction of all steps.
 */
final class Correlation {
  private static final double[] NEIGHBOURS = {0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995};
  private static final double[] TIMES = {0.003, 0.01, 0.03, 0.1, 0.3, 1, 4};

  /** The rho of wandering noise, which a curve cannot distinguish from a random walk. */
  private static final double WANDERING_NEIGHBOURS = 0.9995;

  private static final double WANDERING_TIME = 30;

  /**
   * The prior probability of wandering noise. It is large because a curve reveals shorter
   * correlations by itself. It hardly distinguishes long ones, and these make the slope uncertain.
   */
  private static final double WANDERING = 0.85;

  /** All correlations; the two kinds are equally likely a priori. */
  static final List<Correlation> ALL = all();

  private final double rho;
  private final double tau;
  private final double prior;

  private Correlation(double rho, double tau, double prior) {
    this.rho = rho;
    this.tau = tau;
    this.prior = prior;
  }

  private static List<Correlation> all() {
    List<Correlation> all = new ArrayList<>();
    for (double rho : NEIGHBOURS) {
      all.add(new Correlation(rho, 0, (1 - WANDERING) / 2 / NEIGHBOURS.length));
    }
    all.add(new Correlation(WANDERING_NEIGHBOURS, 0, WANDERING / 2));
    for (double tau : TIMES) {
      all.add(new Correlation(0, tau, (1 - WANDERING) / 2 / TIMES.length));
    }
    all.add(new Correlation(0, WANDERING_TIME, WANDERING / 2));
    return List.copyOf(all);
  }

  /** The correlation of two neighbouring points, in [0, 1). */
  double over(double du) {
    return tau > 0 ? StrictMath.exp(-du / tau) : rho;
  }

  /** The prior probability. */
  double prior() {
    return prior;
  }
}
