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

  /** Of each trial the values of {@link StoredTrial#TRIALS}. */
  private final List<Object[]> trials;

  private final EncodedRows steps;

  private Results(List<Object[]> trials, EncodedRows steps) {
    this.trials = trials;
    this.steps = steps;
  }

  /** Encodes trials. */
  public static Results of(List<StoredTrial> trials) {
    List<StoredTrial.Step> steps = new ArrayList<>();
    trials.forEach(trial -> steps.addAll(trial.steps()));
    return new Results(
        trials.stream().map(StoredTrial::row).toList(),
        EncodedRows.of(TableNames.TRAJECTORIES, StoredTrial.TRAJECTORIES, steps));
  }

  /** The bytes of the encoded rows. */
  int bytes() {
    return steps.bytes();
  }

  List<Object[]> trials() {
    return trials;
  }

  EncodedRows steps() {
    return steps;
  }
}
