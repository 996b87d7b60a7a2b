package org.iclsweep.model;

import org.iclsweep.linalg.Panels;

/**
 * The computational forms of a training step. All forms train the same transformer. They differ
 * only in the coordinates that represent the heads, so their results agree up to rounding.
 *
 * <p>The model depends on Q_h only through the scores S_h = V_N' Q_h V, and gradient descent
 * changes Q_h by V_N dS_h V' times the learning rate. Let V = U R, where U has orthonormal columns
 * and R is upper trapezoidal with r = min(d, K) rows. The coordinates X_h = V_N' Q_h U (N x r) then
 * have a closed update (derived here; R = V and U = I give the well-known P_h = V_N' Q_h, at higher
 * cost):
 *
 * <pre>
 *     S_h = X_h R,    X_h -= eta_Q (V_N'V_N) dS_h R'
 * </pre>
 *
 * <p>The scores themselves have one too: S_h -= eta_Q (V_N'V_N) dS_h (V'V). Adam scales each entry
 * of the gradient of Q_h by that entry's own history, which depends on the coordinates, so it
 * requires {@link #FULL}.
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
      double rowsOfDim = Panels.zeroPadded(d, width);
      return d * Panels.zeroPadded(n, width)
          + n * rowsOfDim
          + d * Panels.zeroPadded(k, width)
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
      // The r (r - 1) / 2 zeros of R below its diagonal count in neither product, with R or with
      // R'.
      return 2 * n * (r * k - r * (r - 1) / 2) + n * n * r;
    }

    @Override
    double numbers(double n, double k, double d, double heads, double group, int width) {
      double r = Math.min(d, k);
      double rowsOfRank = Panels.zeroPadded(r, width);
      return d * n
          + d * r
          + r * Panels.zeroPadded(k, width)
          + k * rowsOfRank
          + n * Panels.zeroPadded(n, width)
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
          + n * Panels.zeroPadded(n, width)
          + (k + (heads + 2 * group) * n) * Panels.zeroPadded(k, width);
    }

    @Override
    Coordinates coordinates(CoordinateSetup setup) {
      return PromptCoordinates.scores(setup);
    }
  };

  /**
   * The multiply-adds in the matrix products of one head in one step.
   *
   * @param n N
   * @param k K
   * @param d d
   */
  public abstract double multiplyAdds(double n, double k, double d);

  /**
   * The number of doubles held by the heads' coordinates, including working storage.
   *
   * @param n N
   * @param k K
   * @param d d
   * @param heads H
   * @param group the number of heads stepped together
   * @param width columns in a panel
   */
  abstract double numbers(double n, double k, double d, double heads, double group, int width);

  abstract Coordinates coordinates(CoordinateSetup setup);

  /**
   * Returns the form with the fewest multiply-adds for plain gradient descent. It depends on the
   * sizes alone, so a trial is bitwise identical everywhere.
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
