package org.iclsweep.model;

import java.io.IOException;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.State;

/** The heads' Q in the coordinates of one {@link Form}. */
interface Coordinates {
  /**
   * Computes the part of the scores of some heads that all panels share.
   *
   * @param first the first head
   * @param count the number of heads, at most the group size
   */
  void project(int first, int count);

  /**
   * Computes a panel of the scores of the heads passed to the last {@link #project}.
   *
   * @param first the first head
   * @param count the number of heads, at most the group size
   * @param panel the index of the panel
   * @param scores receives S_h, the heads stacked vertically, (count N) x K. Modified.
   */
  void scores(int first, int count, int panel, Panels scores);

  /**
   * Updates some heads.
   *
   * @param first the first head
   * @param count the number of heads, at most the group size
   * @param ds dS_h, the heads stacked vertically. Not modified.
   * @param rule the update rule
   */
  void move(int first, int count, Panels ds, UpdateRule rule);

  /**
   * Adds the squared Frobenius norm of the gradients of some heads, sum_h |V_N dS_h V'|^2, to a
   * sum. The terms are added in the order of heads, rows and columns, which does not depend on the
   * kernel. Allocates nothing.
   *
   * @param before the sum over the preceding heads
   * @param count the number of heads, at most the group size
   * @param ds dS_h, the heads stacked vertically. Not modified.
   */
  double addSquaredGradientNorm(double before, int count, Panels ds);

  /** Recovers the current Q_h, d x d, as a new matrix. */
  DMatrixRMaj q(int head);

  /**
   * Exchanges the coordinates of a head and the optimizer's history for each of them.
   *
   * @param rule holds the history
   * @throws IOException if the state cannot be written or read
   */
  void exchange(int head, State state, UpdateRule rule) throws IOException;
}
