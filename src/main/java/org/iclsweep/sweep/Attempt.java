package org.iclsweep.sweep;

import org.iclsweep.train.Trainer;

/**
 * One attempt at a trial. There is only one unless the learning rate is {@code descent}. In that
 * case an attempt is abandoned when its gap rises, and the next one starts over with half the rate.
 *
 * @param halvings the number of times the rate was halved
 * @param discarded the number of updates in earlier attempts
 * @param trainer the trainer of this attempt
 * @param floorStart the smallest gap that w alone can reach with the heads at the start, or null if
 *     H >= N
 */
record Attempt(int halvings, long discarded, Trainer trainer, Double floorStart) {
  /**
   * Maximum number of halvings. The last attempt continues when its gap rises, and the trial
   * records this.
   */
  static final int MAX_HALVINGS = 10;

  /** Creates attempts at their start. */
  @FunctionalInterface
  interface Maker {
    /**
     * Creates an attempt.
     *
     * @param halvings from 0 to {@link #MAX_HALVINGS}
     * @param discarded the number of updates in earlier attempts
     */
    Attempt make(int halvings, long discarded);
  }
}
