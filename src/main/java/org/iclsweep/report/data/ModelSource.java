package org.iclsweep.report.data;

import java.io.IOException;
import java.util.Optional;
import org.iclsweep.sweep.TrainedModel;
import org.iclsweep.sweep.TrialConfig;

/** Reads the trained models that a sweep has kept. */
@FunctionalInterface
public interface ModelSource {
  /**
   * Reads the model of a trial.
   *
   * @return empty if there is none
   * @throws IOException with a one-line message, if it cannot be read
   */
  Optional<TrainedModel> read(TrialConfig trial) throws IOException;
}
