package org.iclsweep.store;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.iclsweep.table.StoredTrial;
import org.iclsweep.table.TableNames;

/**
 * Finished trials on their way from an executor to the driver: the rows of {@code trajectories}
 * encoded, since there are some 200 for each trial, and those of {@code trials} as values. One
 * encoded row of so many columns would be longer than its values and take longer to copy than to
 * encode.
 */
public final class Results implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final long BYTES_OF_A_VALUE = 24;

  /** Of each trial the values of {@link StoredTrial#TRIALS}. */
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

  /** The number of recorded steps, which are encoded. */
  public long steps() {
    return encoded.rows();
  }

  /** Roughly the memory that they take, in bytes. */
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
