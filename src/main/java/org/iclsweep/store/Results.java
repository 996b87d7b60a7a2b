package org.iclsweep.store;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.iclsweep.table.StoredTrial;
import org.iclsweep.table.TableNames;

/**
 * Finished trials in transit from an executor to the driver. The rows of {@code trajectories},
 * about 200 per trial, are encoded; those of {@code trials} are plain values. A single encoded row
 * with so many columns would be larger than its values and take longer to copy than to encode.
 */
public final class Results implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final long BYTES_OF_A_VALUE = 24;

  /** The values of {@link StoredTrial#TRIALS} of each trial. */
  private final List<Object[]> trials;

  private final EncodedRows encoded;

  private Results(List<Object[]> trials, EncodedRows encoded) {
    this.trials = trials;
    this.encoded = encoded;
  }

  /** Encodes trials. */
  public static Results of(List<StoredTrial> trials) {
    List<StoredTrial.Step> steps = new ArrayList<>();
    trials.forEach(trial -> steps.addAll(trial.steps()));
    return new Results(
        trials.stream().map(StoredTrial::row).toList(),
        EncodedRows.of(TableNames.TRAJECTORIES, StoredTrial.TRAJECTORIES, steps));
  }

  /** The number of trials. */
  public int count() {
    return trials.size();
  }

  /** The number of recorded steps. */
  public long steps() {
    return encoded.rows();
  }

  /** Approximate memory use in bytes. */
  long bytes() {
    return encoded.bytes() + BYTES_OF_A_VALUE * StoredTrial.TRIALS.size() * trials.size();
  }

  List<Object[]> trials() {
    return trials;
  }

  EncodedRows encoded() {
    return encoded;
  }
}
