package org.iclsweep.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.LongAccumulator;
import org.iclsweep.store.CheckpointFile;
import org.iclsweep.store.Machine;
import org.iclsweep.store.Results;
import org.iclsweep.sweep.Checkpoints;
import org.iclsweep.sweep.Trial;
import org.iclsweep.table.StoredTrial;
import scala.Function1;
import scala.collection.Iterator;

/** What a task does on an executor: it runs its trials, one after the other. */
final class RunTrials
    implements Function1<Iterator<Packing.Task>, RunTrials.Finished>, Serializable {
  private static final long serialVersionUID = 1L;

  /** By what factor a trial may take longer than predicted, and more. */
  private static final double DOUBT = 20;

  private final String folder;
  private final RunSettings settings;
  private final LongAccumulator encodedRows;

  /**
   * @param folder the sweep's folder, a URI
   * @param settings how to run trials
   * @param encodedRows counts the rows of {@code trajectories} that executors encode
   */
  RunTrials(String folder, RunSettings settings, LongAccumulator encodedRows) {
    this.folder = folder;
    this.settings = settings;
    this.encodedRows = encodedRows;
  }

  /** What a task hands back. */
  record Finished(Results results, List<Outcome> outcomes) implements Serializable {}

  @Override
  public Finished apply(Iterator<Packing.Task> tasks) {
    List<StoredTrial> trials = new ArrayList<>();
    for (Packing.One one : tasks.next().trials()) {
      double limit = settings.trialTimeout();
      var result =
          Trial.run(one.config(), point -> {}, checkpoints(one), settings.checkpointEvery(), limit);
      String executor = SparkEnv.get().executorId();
      trials.add(new StoredTrial(one.attempt(), result, Machine.hostName(), executor));
    }
    Results results = Results.of(trials);
    encodedRows.add(results.steps());
    return new Finished(results, new ArrayList<>(trials.stream().map(Outcome::of).toList()));
  }

  /** Where a trial keeps its checkpoints; a short one never comes to write any. */
  private Checkpoints checkpoints(Packing.One one) {
    if (one.seconds() * DOUBT < settings.checkpointEvery().toSeconds()) {
      return Checkpoints.NONE;
    }
    try {
      return new CheckpointFile(
          SweepFolders.fileSystems(SparkEnv.get().conf()), folder, one.config().id());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
