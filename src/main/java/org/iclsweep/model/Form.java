package org.iclsweep.model;

import org.iclsweep.linalg.Panels;

/**
 * The computational forms of a training step. All train the same transformer: they differ in the
 * coordinates in which they hold the heads, so their numbers agree to rounding.
 *
 * <p>The model sees of Q_h only the scores S_h = V_N' Q_h V, and gradient descent moves Q_h by V_N
 * dS_h V' times the rate. With V = U R (U orthonormal columns, R upper trapezoidal with r = min(d,
 * K) rows) the coordinates X_h = V_N' Q_h U (N x r) therefore step among themselves (derived here;
 * with R = V and U = I it is the well-known P_h = V_N' Q_h, at more cost):
 *
 * <pre>
 *     S_h = X_h R,    X_h -= eta_Q (V_N'V_N) dS_h R'
 * </pre>
 *
 * <p>and so do the scores themselves: S_h -= eta_Q (V_N'V_N) dS_h (V'V). Adam scales each entry of
 * the gradient of Q_h by its own history, which depends on the coordinates; it needs {@link #FULL}.
 */
public enum Form {
  /** Q_h itself, d x d. */
  FULL {
    @Override
    public double multiplyAdds(double n, double k, double d) {
      return 2 * n * d * (d + k);
    }

    @Override
    double numbers(double n, double k, double d, double heads, double group, int width) {
      double rowsOfDim = Panels.filledUp(d, width);
      return d * Panels.filledUp(n, width)
          + n * rowsOfDim
          + d * Panels.filledUp(k, width)
          + k * rowsOfDim
          + heads * d * rowsOfDim
          + 2 * group * n * rowsOfDim
          + d * rowsOfDim;
    }

    @Override
    Coordinates coordinates(CoordinateSetup setup) {
      return new FullCoordinates(setup);
    }
  },
  /** X_h = V_N' Q_h U, N x r. */
  REDUCED {
    @Override
    public double multiplyAdds(double n, double k, double d) {
      double r = Math.min(d, k);
      // R has r (r - 1) / 2 zeros below its diagonal, in the product with R and in that with R'.
      return 2 * n * (r * k - r * (r - 1) / 2) + n * n * r;
    }

    @Override
    double numbers(double n, double k, double d, double heads, double group, int width) {
      double r = Math.min(d, k);
      double rowsOfRank = Panels.filledUp(r, width);
      return d * n
          + d * r
          + r * Panels.filledUp(k, width)
          + k * rowsOfRank
          + n * Panels.filledUp(n, width)
          + (heads + 2 * group) * n * rowsOfRank;
    }

    @Override
    Coordinates coordinates(CoordinateSetup setup) {
      return PromptCoordinates.reduced(setup);
    }
  },
  /** The scores S_h, N x K. */
  SCORES {
    @Override
    public double multiplyAdds(double n, double k, double d) {
      return n * k * (n + k);
    }

    @Override
    double numbers(double n, double k, double d, double heads, double group, int width) {
      return d * n
          + n * Panels.filledUp(n, width)
          + (k + (heads + 2 * group) * n) * Panels.filledUp(k, width);
    }

    @Override
    Coordinates coordinates(CoordinateSetup setup) {
      return PromptCoordinates.scores(setup);
    }
  };

  /**
   * Multiply-adds of the matrix products of one head in one step.
   *
   * @param n N
   * @param k K
   * @param d d
   */
  public abstract double multiplyAdds(double n, double k, double d);

  /**
   * The doubles that the heads' coordinates hold, working storage included.
   *
   * @param n N
   * @param k K
   * @param d d
   * @param heads H
   * @param group the number of heads that are stepped together
   * @param width columns in a panel
   */
  abstract double numbers(double n, double k, double d, double heads, double group, int width);

  abstract Coordinates coordinates(CoordinateSetup setup);

  /**
   * The form with the fewest multiply-adds in which plain gradient descent can step: a function of
   * the sizes alone, so that a trial has the same bits everywhere.
   *
   * @param n N
   * @param k K
   * @param d d
   */
  public static Form cheapest(int n, int k, int d) {
    Form cheapest = SCORES;
    for (Form form : new Form[] {REDUCED, FULL}) {
      if (form.multiplyAdds(n, k, d) < cheapest.multiplyAdds(n, k, d)) {
        cheapest = form;
      }
    }
    return cheapest;
  }
}
