package org.iclsweep.sweep;

import org.iclsweep.train.Trainer;

/**
 * One attempt at a trial. There is only one, except with the learning rate {@code descent}: there
 * an attempt whose gap rises is given up, and the next one begins again with half the rate.
 *
 * @param halvings how often the rate was halved
 * @param discarded the updates of the attempts before
 * @param trainer of this attempt
 * @param floorStart the smallest gap that w alone can reach with the heads at the start, null where
 *     H >= N
 */
record Attempt(int halvings, long discarded, Trainer trainer, Double floorStart) {
  /** The last attempt goes on when its gap rises, and the trial says so. */
  static final int MOST_HALVINGS = 10;

  /** Makes an attempt at its start. */
  @FunctionalInterface
  interface Maker {
    /**
     * Makes an attempt.
     *
     * @param halvings from 0 to {@link #MOST_HALVINGS}
     * @param discarded the updates of the attempts before
     */
    Attempt make(int halvings, long discarded);
  }
}
