package org.iclsweep.spark;

import java.io.Serializable;
import org.iclsweep.sweep.CostError;
import org.iclsweep.sweep.TrialResult;
import org.iclsweep.table.StoredTrial;

/**
 * What the driver tells of a finished trial while a sweep runs.
 *
 * @param id the trial
 * @param failed whether it has no numbers
 * @param remaining the share of its gap that is left; infinite if it diverged or failed
 * @param expectedSeconds see {@link CostError#expected}
 * @param seconds what it took
 */
record Outcome(String id, boolean failed, double remaining, double expectedSeconds, double seconds)
    implements Serializable {
  static Outcome of(StoredTrial trial) {
    TrialResult result = trial.result();
    double expected = CostError.expected(result);
    return new Outcome(
        result.config().id(), trial.failed(), trial.remaining(), expected, result.seconds());
  }
}
