package org.iclsweep.spark;

import java.io.Serializable;
import org.iclsweep.sweep.Checkpoints;
import org.iclsweep.sweep.ModelKeeper;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialResult;

/** Runs one trial on an executor. A simulation of a large cluster has another one than a sweep. */
interface TrialRunner extends Serializable {
  /** Trains the trial. */
  TrialRunner TRAINING =
      (trial, keeper, checkpoints, settings) ->
          Trial.run(
              trial.config(),
              point -> {},
              keeper,
              checkpoints,
              settings.checkpointEvery(),
              settings.trialTimeout());

  /**
   * Runs a trial to its end.
   *
   * @param trial the trial
   * @param keeper receives its model, or null if it is not kept
   * @param checkpoints where to read and write its checkpoints
   * @param settings the settings of the run
   */
  TrialResult run(
      Packing.PendingTrial trial,
      ModelKeeper keeper,
      Checkpoints checkpoints,
      RunSettings settings);
}
