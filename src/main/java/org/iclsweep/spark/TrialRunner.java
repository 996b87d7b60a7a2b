package org.iclsweep.spark;

import java.io.Serializable;
import org.iclsweep.sweep.Checkpoints;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialResult;

/** Runs one trial on an executor. A simulation of a large cluster has another one than a sweep. */
interface TrialRunner extends Serializable {
  /** Trains the trial. */
  TrialRunner TRAINING =
      (trial, checkpoints, settings) ->
          Trial.run(
              trial.config(),
              point -> {},
              checkpoints,
              settings.checkpointEvery(),
              settings.trialTimeout());

  /**
   * Runs a trial to its end.
   *
   * @param trial the trial
   * @param checkpoints where to read and write its checkpoints
   * @param settings the settings of the run
   */
  TrialResult run(Packing.PendingTrial trial, Checkpoints checkpoints, RunSettings settings);
}
