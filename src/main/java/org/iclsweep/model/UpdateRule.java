package org.iclsweep.model;

import java.util.List;
import org.iclsweep.state.Resumable;

/**
 * How parameters move along gradients: what a transformer needs to know of an optimizer.
 *
 * <p>Moves are made for a few heads at a time in the middle of a step, while their numbers are in
 * the cache. What a rule keeps for each parameter it lays out as the parameters are; what it keeps
 * beside that it exchanges itself.
 */
public interface UpdateRule extends Resumable {
  /** Told once before the moves of each step. */
  void begin();

  /**
   * Moves the parameters that stand for Q_h of some heads.
   *
   * @param group which heads, by a number from 0 to H - 1
   * @param x the parameters. Modified.
   * @param g the direction against which to move, of at least that length. Not modified.
   */
  void moveQ(int group, double[] x, double[] g);

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
   * What is kept for the parameters that stand for Q_h of some heads.
   *
   * @param group which heads, as in {@link #moveQ}
   * @param length how many parameters
   * @return arrays of that length; may be modified
   */
  List<double[]> historyQ(int group, int length);

  /**
   * What is kept for w.
   *
   * @param length the weights of all heads
   * @return arrays of that length; may be modified
   */
  List<double[]> historyW(int length);
}
