package org.iclsweep.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.util.LongAccumulator;
import org.iclsweep.store.CheckpointFile;
import org.iclsweep.store.FirstLine;
import org.iclsweep.store.Machine;
import org.iclsweep.store.ModelFile;
import org.iclsweep.store.Results;
import org.iclsweep.sweep.Checkpoints;
import org.iclsweep.sweep.ModelKeeper;
import org.iclsweep.sweep.TrainedModel;
import org.iclsweep.table.StoredTrial;
import scala.Function1;
import scala.collection.Iterator;

/** The work of a task on an executor: runs its trials sequentially. */
final class RunTrials
    implements Function1<Iterator<Packing.SparkTask>, RunTrials.Finished>, Serializable {
  private static final long serialVersionUID = 1L;

  /** A trial may take this many times its predicted time. */
  private static final double TIME_SAFETY_FACTOR = 20;

  private final String folder;
  private final RunSettings settings;
  private final TrialRunner runner;
  private final LongAccumulator encodedRows;

  /**
   * @param folder the URI of the sweep's folder
   * @param settings the settings for running trials
   * @param runner runs each trial
   * @param encodedRows counts the rows of {@code trajectories} that executors encode
   */
  RunTrials(String folder, RunSettings settings, TrialRunner runner, LongAccumulator encodedRows) {
    this.folder = folder;
    this.settings = settings;
    this.runner = runner;
    this.encodedRows = encodedRows;
  }

  /** The return value of a task. */
  record Finished(Results results, List<Outcome> outcomes) implements Serializable {}

  @Override
  public Finished apply(Iterator<Packing.SparkTask> tasks) {
    List<StoredTrial> trials = new ArrayList<>();
    for (Packing.PendingTrial trial : tasks.next().trials()) {
      ModelFile file = settings.keepModels().contains(trial.config().id()) ? model(trial) : null;
      AtomicReference<String> model = new AtomicReference<>();
      ModelKeeper keeper =
          file == null
              ? null
              : trained -> {
                write(file, trained);
                model.set(file.name());
              };
      var result = runner.run(trial, keeper, checkpoints(trial), settings);
      String executor = SparkEnv.get().executorId();
      trials.add(
          new StoredTrial(trial.attempt(), result, Machine.hostName(), executor, model.get()));
    }
    Results results = Results.of(trials);
    encodedRows.add(results.steps());
    return new Finished(results, new ArrayList<>(trials.stream().map(Outcome::of).toList()));
  }

  private ModelFile model(Packing.PendingTrial trial) {
    try {
      return new ModelFile(SweepFolders.fileSystems(SparkEnv.get().conf()), folder, trial.config());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(ModelFile file, TrainedModel model) {
    try {
      file.write(model);
    } catch (IOException e) { // fails the trial, which the next run trains again
      throw new IllegalStateException(
          "%s could not be written: %s".formatted(file.name(), FirstLine.of(e)), e);
    }
  }

  /** The checkpoints of a trial; none if it is too short to write any. */
  private Checkpoints checkpoints(Packing.PendingTrial trial) {
    if (trial.seconds() * TIME_SAFETY_FACTOR < settings.checkpointEvery().toSeconds()) {
      return Checkpoints.NONE;
    }
    TaskContext task = TaskContext.get();
    try {
      return new CheckpointFile(
          SweepFolders.fileSystems(SparkEnv.get().conf()),
          folder,
          trial.config().id(),
          () -> Evacuation.moves(task));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
