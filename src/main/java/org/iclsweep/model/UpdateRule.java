package org.iclsweep.model;

import java.util.List;
import org.iclsweep.state.Resumable;

/**
 * The interface of an optimizer to the transformer: parameter updates along gradients.
 *
 * <p>Updates are applied to a few heads at a time in the middle of a step, while their data is in
 * the cache. Per-parameter history has the layout of the parameters; a rule exchanges any other
 * state itself.
 */
public interface UpdateRule extends Resumable {
  /** Called once per step, before its updates. */
  void begin();

  /**
   * Updates the parameters that represent Q_h of some heads.
   *
   * @param group the index that identifies the heads, from 0 to H - 1
   * @param x the parameters. Modified.
   * @param g the direction to move against, at least as long as x. Not modified.
   */
  void moveQ(int group, double[] x, double[] g);

  /**
   * Updates a range of w.
   *
   * @param length the number of weights
   * @param w the weights of all heads. Modified.
   * @param dw their gradients. Not modified.
   * @param wi the index of the first weight in both arrays
   */
  void moveW(int length, double[] w, double[] dw, int wi);

  /**
   * The history of the parameters that represent Q_h of some heads.
   *
   * @param group the index of the heads, as in {@link #moveQ}
   * @param length the number of parameters
   * @return arrays of that length; may be modified
   */
  List<double[]> historyQ(int group, int length);

  /**
   * The history of w.
   *
   * @param length the number of weights of all heads
   * @return arrays of that length; may be modified
   */
  List<double[]> historyW(int length);
}
