package org.iclsweep.theory;

import java.util.ArrayList;
import java.util.List;

/**
 * How the noise of a recorded point is correlated with that of the next, after a time of du in
 * units of all steps: by a constant rho, or by exp(-du / tau).
 */
final class Correlation {
  private static final double[] NEIGHBOURS = {0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995};
  private static final double[] TIMES = {0.003, 0.01, 0.03, 0.1, 0.3, 1, 4};

  /** Noise that only wanders, as far as a curve can tell. */
  private static final double WANDERING_NEIGHBOURS = 0.9995;

  private static final double WANDERING_TIME = 30;

  /**
   * The probability of noise that wanders. It is large because a curve tells shorter correlations
   * by itself, but hardly tells long ones from one another, and those make the slope uncertain.
   */
  private static final double WANDERING = 0.85;

  /** All of them; both kinds are equally likely. */
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

  /** Of two neighbouring points, in [0, 1). */
  double over(double du) {
    return tau > 0 ? StrictMath.exp(-du / tau) : rho;
  }

  /** Its probability before the curve is seen. */
  double prior() {
    return prior;
  }
}
