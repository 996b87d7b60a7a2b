package org.iclsweep.spark;

import java.io.Serializable;
import org.iclsweep.sweep.CostError;
import org.iclsweep.sweep.TrialResult;
import org.iclsweep.table.StoredTrial;

/**
 * The outcome of a finished trial, which the driver reports while a sweep runs.
 *
 * @param id the trial
 * @param failed whether it failed and has no numbers
 * @param remaining the remaining fraction of its initial gap; infinite if it diverged or failed
 * @param expectedSeconds see {@link CostError#expected}
 * @param seconds its duration
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
