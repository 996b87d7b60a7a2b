package org.iclsweep.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialConfig;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Runs the trials of a grid that are not stored yet and stores them as they finish.
 *
 * <p>Each trial is a task. Tasks are submitted dearest first, in waves, so that the driver holds a
 * wave and never the grid; a finished trial is handed to a {@link BatchWriter} at once.
 */
public final class Sweep {
  private static final int WAVE = 10_000;

  private final Session session;
  private final SparkSession spark;
  private final Grid grid;
  private final ResultStore store;
  private final AtomicLong total = new AtomicLong();
  private final AtomicLong stored = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  /**
   * A sweep that has not begun.
   *
   * @param store a folder that {@link ResultStore#refuseUnusable()} let pass
   */
  public Sweep(Session session, Grid grid, ResultStore store) {
    this.session = session;
    this.spark = session.spark();
    this.grid = grid;
    this.store = store;
  }

  /**
   * Trains what is missing, then writes the aggregated tables.
   *
   * @param spec what was asked, for {@code sweep.json}
   * @param commandLine the words of the command, for {@code sweep.json}
   * @param progress told when the number of missing trials is known
   * @return the tables, restricted to the grid
   * @throws IOException if results could not be stored; those stored before are not lost
   */
  public Tables run(SweepSpec spec, List<String> commandLine, Runnable progress)
      throws IOException {
    store.prepare();
    SweepFile file = SweepFile.begin(store, spec, commandLine);
    Tables tables = Tables.of(session, store);
    Dataset<Row> missing = grid.missing(tables.view(ResultStore.TRIALS)).cache();
    total.set(missing.count());
    progress.run();
    if (total.get() > 0) {
      try (BatchWriter writer = new BatchWriter(store, spark.sparkContext()::cancelAllJobs)) {
        Iterator<Row> rows = missing.toLocalIterator();
        while (rows.hasNext()) {
          train(nextWave(rows), writer);
        }
      }
    }
    missing.unpersist();
    tables = Tables.of(session, store);
    for (String aggregate : Tables.AGGREGATES) {
      store.replace(aggregate, tables.view(aggregate));
    }
    stored.set(tables.view(ResultStore.TRIALS).count());
    file.end();
    tables.restrictTo(grid);
    return tables;
  }

  private static List<Task> nextWave(Iterator<Row> rows) {
    List<Task> wave = new ArrayList<>();
    while (wave.size() < WAVE && rows.hasNext()) {
      Row row = rows.next();
      wave.add(new Task(row.getAs("attempt"), Grid.config(row)));
    }
    return wave;
  }

  private void train(List<Task> wave, BatchWriter writer) throws IOException {
    SparkContext context = spark.sparkContext();
    JavaRDD<Task> tasks = new JavaSparkContext(context).parallelize(wave, wave.size());
    ClassTag<StoredTrial> tag = ClassTag$.MODULE$.apply(StoredTrial.class);
    try {
      context.runJob(tasks.rdd(), new RunTrial(), new Finished(writer), tag);
    } catch (RuntimeException e) {
      writer.check();
      throw e;
    }
  }

  /** The number of trials in the folder, of this grid and of others; known after the run. */
  public long stored() {
    return stored.get();
  }

  /** The number of trials that were missing at the beginning. */
  public long total() {
    return total.get();
  }

  /** The number of trials that have ended, failed ones included. */
  public long done() {
    return done.get();
  }

  /** The number of trials that have failed. */
  public long failed() {
    return failed.get();
  }

  /** The number of trials that are running now. */
  public int running() {
    var tracker = spark.sparkContext().statusTracker();
    int running = 0;
    for (int stage : tracker.getActiveStageIds()) {
      var info = tracker.getStageInfo(stage);
      running += info.isDefined() ? info.get().numActiveTasks() : 0;
    }
    return running;
  }

  private record Task(int attempt, TrialConfig config) implements Serializable {}

  private static final class RunTrial
      extends AbstractFunction2<TaskContext, scala.collection.Iterator<Task>, StoredTrial>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public StoredTrial apply(TaskContext context, scala.collection.Iterator<Task> tasks) {
      Task task = tasks.next();
      return new StoredTrial(
          task.attempt(),
          Trial.run(task.config()),
          SweepFile.hostName(),
          SparkEnv.get().executorId());
    }
  }

  private final class Finished extends AbstractFunction2<Object, StoredTrial, BoxedUnit> {
    private final BatchWriter writer;

    Finished(BatchWriter writer) {
      this.writer = writer;
    }

    @Override
    public BoxedUnit apply(Object partition, StoredTrial trial) {
      writer.add(trial);
      if (trial.failed()) {
        failed.incrementAndGet();
      }
      done.incrementAndGet();
      return BoxedUnit.UNIT;
    }
  }
}
