package org.iclsweep.model;

import java.io.IOException;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.State;

/** The heads' Q in the coordinates of one {@link Form}. */
interface Coordinates {
  /**
   * Computes what all scores of some heads need.
   *
   * @param first the first head
   * @param count how many heads, at most the group
   */
  void project(int first, int count);

  /**
   * Computes a panel of the scores of the heads that were projected last.
   *
   * @param first the first head
   * @param count how many heads, at most the group
   * @param panel which panel
   * @param scores receives S_h, one head below the other, count N x K. Modified.
   */
  void scores(int first, int count, int panel, Panels scores);

  /**
   * Moves some heads.
   *
   * @param first the first head
   * @param count how many heads, at most the group
   * @param ds dS_h, one head below the other. Not modified.
   * @param rule how to move
   */
  void move(int first, int count, Panels ds, UpdateRule rule);

  /**
   * Adds the squared Frobenius norm of the gradients of some heads, sum_h |V_N dS_h V'|^2, term by
   * term in the order of heads, rows and columns, which depends on no kernel. Allocates nothing.
   *
   * @param before that of the heads before
   * @param count how many heads, at most the group
   * @param ds dS_h, one head below the other. Not modified.
   */
  double addSquaredGradientNorm(double before, int count, Panels ds);

  /** Recovers Q_h as it is now, d x d, a new matrix. */
  DMatrixRMaj q(int head);

  /**
   * Exchanges the coordinates of a head, and what is kept for each of them.
   *
   * @param rule keeps it
   * @throws IOException if the state cannot be written or read
   */
  void exchange(int head, State state, UpdateRule rule) throws IOException;
}
