package org.iclsweep.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;
import org.iclsweep.store.BatchWriter;
import org.iclsweep.store.FolderWriter;
import org.iclsweep.store.ResultWriter;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.UsageException;
import org.iclsweep.table.TableNames;
import scala.Function2;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Runs the trials of a grid that are not yet stored and stores them as they finish.
 *
 * <p>Tasks are submitted in waves, most expensive first; the driver holds a few waves, never the
 * whole grid. A finished trial is passed to a {@link BatchWriter} at once. A wave is submitted once
 * no more trials than a wave has are unfinished, and the results of all others are stored, except
 * for some batches.
 *
 * <p>A sweep holds the lock of its folder from {@link #run} until it is closed.
 */
public final class Sweep implements AutoCloseable {
  /** The minimum number of trials in a wave. */
  private static final int MIN_WAVE = 5_000;

  private static final int MAX_PARTS = 100_000;

  private final Session session;
  private final SparkContext context;
  private final Grid grid;
  private final SweepFolder folder;
  private final RunSettings settings;
  private final TrialRunner runner;
  private final LongAccumulator encodedRows;
  private final Tally tally = new Tally();
  private final Backlog backlog = new Backlog();

  /** The number of trials in a wave: enough that no core is idle before the next one comes. */
  private final int waveSize;

  private Inventory inventory;
  private volatile FolderWriter writer;
  private volatile BatchWriter batches;
  private boolean abandoned;

  /**
   * Creates a sweep without starting it.
   *
   * @param folder a folder that passed {@link SweepFolder#checkUsable()}
   * @param settings the settings for running trials
   */
  public Sweep(Session session, Grid grid, SweepFolder folder, RunSettings settings) {
    this(session, grid, folder, settings, TrialRunner.TRAINING);
  }

  /** Creates a sweep whose trials are run in another way than by training. */
  Sweep(Session session, Grid grid, SweepFolder folder, RunSettings settings, TrialRunner runner) {
    this.session = session;
    this.context = session.context();
    this.grid = grid;
    this.folder = folder;
    this.settings = settings;
    this.runner = runner;
    this.waveSize = Math.max(MIN_WAVE, 2 * session.cores());
    this.encodedRows = context.longAccumulator("encoded rows of trajectories");
  }

  /**
   * Trains the missing trials. Each trial is then stored exactly once.
   *
   * @param spec the requested grid, for {@code sweep.json}
   * @param commandLine the words of the command line, for {@code sweep.json}
   * @param progress called once the number of missing trials is known
   * @return the changes to the folder, whose lock is held until the sweep is closed
   * @throws UsageException if another driver writes to the folder
   * @throws IOException if results could not be stored, or if another driver has taken over the
   *     folder; results stored before are kept
   */
  public Changes run(SweepSpec spec, List<String> commandLine, Runnable progress)
      throws IOException {
    writer = FolderWriter.open(folder, context::cancelAllJobs);
    try {
      boolean current = folder.current();
      boolean unsettled = !current && !folder.files(TableNames.TRIALS).isEmpty();
      writer.begin(spec, grid.size(), commandLine, Session.version());
      ResultWriter results = writer.results(new Executors(context, folder));
      inventory = Inventory.of(session, grid, folder);
      boolean force = settings.force();
      tally.begin(inventory, force);
      progress.run();
      if (tally.total() > 0) {
        train(inventory.entriesToRun(force), results);
        writer.removeCheckpoints();
      }
      if (unsettled || inventory.toRetry(force) > 0) {
        OldAttempts.remove(session, folder, results);
      }
      return new Changes(
          writer,
          tally.total() == 0 && current,
          current ? Optional.of(inventory.configurationsToRun(session, force)) : Optional.empty());
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      writer.check(); // the job may have been cancelled because the lock was lost
      throw e;
    }
  }

  /**
   * The changes made by a run.
   *
   * @param writer writes to the folder
   * @param none whether everything derived from the results is unchanged
   * @param configurations the configurations with new results, as rows with the columns {@link
   *     org.iclsweep.table.TableNames#KEYS}; empty if anything may have changed
   */
  public record Changes(FolderWriter writer, boolean none, Optional<Dataset<Row>> configurations) {}

  private void train(JavaRDD<Grid.Entry> missing, ResultWriter results) throws IOException {
    context.addSparkListener(tally);
    try (BatchWriter batches =
            new BatchWriter(results, BatchWriter.INTERVAL, context::cancelAllJobs);
        Evacuation evacuation = new Evacuation(context)) {
      this.batches = batches;
      try {
        train(missing, batches, evacuation);
      } catch (Exception e) {
        writer.check();
        batches.check(); // the job may have been cancelled because a batch could not be stored
        throw e;
      }
    } finally {
      context.removeSparkListener(tally);
    }
  }

  private void train(JavaRDD<Grid.Entry> missing, BatchWriter batches, Evacuation evacuation)
      throws IOException {
    int parts = parts(tally.total(), waveSize);
    Iterator<Grid.Entry> mostExpensiveFirst =
        Executors.alongsideTrials(
            context, () -> missing.sortBy(entry -> entry, true, parts).toLocalIterator());
    long submitted = 0;
    while (true) {
      List<Packing.PendingTrial> wave =
          Executors.alongsideTrials(context, () -> wave(mostExpensiveFirst));
      if (wave.isEmpty()) {
        break;
      }
      backlog.awaitTrials(waveSize);
      writer.check();
      batches.awaitRoom();
      context.setJobDescription(
          String.format(
              Locale.ROOT,
              "trials %,d to %,d of %,d",
              submitted + 1,
              submitted + wave.size(),
              tally.total()));
      evacuation.submitting(() -> submit(wave, batches));
      submitted += wave.size();
    }
    context.setJobDescription(null);
    backlog.awaitEnd();
  }

  private List<Packing.PendingTrial> wave(Iterator<Grid.Entry> mostExpensiveFirst) {
    List<Packing.PendingTrial> wave = new ArrayList<>();
    while (wave.size() < waveSize && mostExpensiveFirst.hasNext()) {
      Grid.Entry entry = mostExpensiveFirst.next();
      wave.add(new Packing.PendingTrial(entry.attempts() + 1, entry.config(), entry.seconds()));
    }
    return wave;
  }

  /**
   * The number of partitions for sorting trials. None is much larger than a wave, because the
   * driver holds one at a time; and none is much smaller, because each is fetched by a job.
   */
  static int parts(long trials, int wave) {
    return (int) Math.min(trials / wave + 1, MAX_PARTS);
  }

  private void submit(List<Packing.PendingTrial> wave, BatchWriter batches) {
    List<Packing.SparkTask> list = Packing.tasks(wave, session.cores());
    JavaRDD<Packing.SparkTask> tasks = new JavaSparkContext(context).parallelize(list, list.size());
    Function2<Object, RunTrials.Finished, BoxedUnit> finished =
        (partition, trials) -> {
          store(trials, batches);
          return BoxedUnit.UNIT;
        };
    List<Object> all = IntStream.range(0, list.size()).<Object>mapToObj(i -> i).toList();
    backlog.add(wave.size());
    backlog.watch(
        context.submitJob(
            tasks.rdd(),
            new RunTrials(folder.uri(), settings, runner, encodedRows),
            CollectionConverters.asScala(all).toSeq(),
            finished,
            () -> BoxedUnit.UNIT));
  }

  private synchronized void store(RunTrials.Finished trials, BatchWriter batches) {
    if (!abandoned) {
      batches.add(trials.results());
      trials.outcomes().forEach(tally::add);
    }
    backlog.remove(trials.outcomes().size());
  }

  /** Releases the folder. */
  @Override
  public void close() {
    if (inventory != null) {
      inventory.close();
    }
    release();
  }

  private void release() {
    if (writer != null) {
      writer.close();
    }
  }

  /**
   * Stores finished trials and releases the folder before the process ends. Trials that finish
   * later are discarded. Any thread may call this method.
   *
   * @throws IOException if results could not be stored
   */
  public void abandon() throws IOException {
    synchronized (this) {
      abandoned = true;
    }
    if (batches != null) {
      batches.flush();
    }
    release();
  }

  /** The progress of the run. */
  public Tally tally() {
    return tally;
  }
}
