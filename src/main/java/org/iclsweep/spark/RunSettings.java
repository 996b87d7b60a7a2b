package org.iclsweep.spark;

import java.io.Serializable;
import java.time.Duration;
import java.util.Set;

/**
 * Settings for running trials; none of them changes a trial's numbers.
 *
 * @param force whether stored trials are trained again
 * @param checkpointEvery the minimum time between two checkpoints of a trial
 * @param trialTimeout the seconds after which a trial fails; may be infinite
 * @param keepModels the ids of the trials whose trained model is kept
 */
public record RunSettings(
    boolean force, Duration checkpointEvery, double trialTimeout, Set<String> keepModels)
    implements Serializable {
  /** Settings that keep no model. */
  public RunSettings(boolean force, Duration checkpointEvery, double trialTimeout) {
    this(force, checkpointEvery, trialTimeout, Set.of());
  }

  /** Returns these settings with other models kept. */
  public RunSettings keeping(Set<String> trialIds) {
    return new RunSettings(force, checkpointEvery, trialTimeout, trialIds);
  }
}
