package org.iclsweep.model;

import java.util.List;
import org.iclsweep.state.Resumable;

/**
 * How parameters move along gradients: what a transformer needs to know of an optimizer.
 *
 * <p>Moves are made head by head in the middle of a step, while the head's numbers are in the
 * cache. What a rule keeps for each parameter it lays out as the parameters are; what it keeps
 * beside that it exchanges itself.
 */
public interface UpdateRule extends Resumable {
  /** Told once before the moves of each step. */
  void begin();

  /**
   * Moves the parameters that stand for Q_h.
   *
   * @param head h
   * @param length how many numbers
   * @param x the parameters, from {@code xi} on. Modified.
   * @param xi where they begin
   * @param g the direction against which to move, from index 0 on. Not modified.
   */
  void moveQ(int head, int length, double[] x, int xi, double[] g);

  /**
   * Moves w_h.
   *
   * @param length how many numbers
   * @param w the weights of all heads. Modified.
   * @param dw their gradients. Not modified.
   * @param wi where those of this head begin in both
   */
  void moveW(int length, double[] w, double[] dw, int wi);

  /**
   * What is kept for the parameters that stand for Q_h.
   *
   * @param head h
   * @param length how many parameters
   * @return arrays of that length; may be modified
   */
  List<double[]> historyQ(int head, int length);

  /**
   * What is kept for w.
   *
   * @param length the weights of all heads
   * @return arrays of that length; may be modified
   */
  List<double[]> historyW(int length);
}
