package org.iclsweep.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.iclsweep.sweep.CostError;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.UsageException;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Runs the trials of a grid that are not stored yet and stores them as they finish.
 *
 * <p>Each trial is a task, or some tiny ones are. Tasks are submitted dearest first, in waves, so
 * that the driver holds a wave and never the grid; a finished trial is handed to a {@link
 * BatchWriter} at once, and a wave begins when the results of the one before are stored but for
 * some batches.
 *
 * <p>From {@link #run} until it is closed, a sweep holds the lock of its folder.
 */
public final class Sweep implements AutoCloseable {
  private static final int WAVE = 10_000;
  private static final int MOST_PARTS = 100_000;

  private final Session session;
  private final SparkSession spark;
  private final Grid grid;
  private final ResultStore store;
  private final RunSettings settings;
  private SweepFile file;
  private volatile SweepLock lock;
  private volatile BatchWriter writer;
  private final AtomicLong total = new AtomicLong();
  private final AtomicLong others = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private volatile Best best;
  private final AtomicInteger running = new AtomicInteger();
  private final CostError costError = new CostError();
  private boolean abandoned;

  /**
   * A sweep that has not begun.
   *
   * @param store a folder that {@link ResultStore#refuseUnusable()} let pass
   * @param settings how to run trials
   */
  public Sweep(Session session, Grid grid, ResultStore store, RunSettings settings) {
    this.settings = settings;
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
   * @throws UsageException if another driver writes to the folder
   * @throws IOException if results could not be stored, or if another driver has taken the folder
   *     over; those stored before are not lost
   */
  public Tables run(SweepSpec spec, List<String> commandLine, Runnable progress)
      throws IOException {
    SparkContext context = spark.sparkContext();
    lock = store.lock(context::cancelAllJobs);
    try {
      return runLocked(spec, commandLine, progress);
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      lock.check(); // a job that was cancelled because the lock is lost
      throw e;
    }
  }

  private Tables runLocked(SweepSpec spec, List<String> commandLine, Runnable progress)
      throws IOException {
    store.clean(lock);
    boolean current = SweepFile.isCurrent(store);
    file = SweepFile.begin(store, spec, grid.size(), commandLine);
    ResultWriter results = store.writer(lock);
    JavaRDD<Grid.Entry> entries =
        grid.against(attempts(session, store)).persist(StorageLevel.DISK_ONLY());
    Map<Grid.State, Long> states = states(entries);
    boolean force = settings.force();
    total.set(
        states.entrySet().stream()
            .filter(state -> toRun(state.getKey(), force))
            .mapToLong(Map.Entry::getValue)
            .sum());
    others.set(states.getOrDefault(Grid.State.OTHER, 0L));
    progress.run();
    if (total.get() > 0) {
      train(entries.filter(entry -> toRun(entry.state(), force)), results);
      store.removeCheckpoints();
    }
    entries.unpersist();
    if (total.get() > 0 || !current) {
      Tables computed = Tables.computed(session, store);
      for (String aggregate : Tables.AGGREGATES) {
        lock.check();
        store.replace(aggregate, computed.view(aggregate));
      }
    }
    if (others.get() > 0) {
      return Tables.results(session, store).restrictedTo(session, grid).aggregated();
    }
    // Reading is quicker than computing again; the views of trials are there if any were run.
    return Tables.stored(session, store);
  }

  /**
   * Counts entries by state. By its name on the executors: the hash of an enum differs from one JVM
   * to the next, so that Spark would count the same state apart for each executor.
   */
  private static Map<Grid.State, Long> states(JavaRDD<Grid.Entry> entries) {
    Map<Grid.State, Long> states = new EnumMap<>(Grid.State.class);
    entries
        .map(entry -> entry.state().name())
        .countByValue()
        .forEach((name, count) -> states.put(Grid.State.valueOf(name), count));
    return states;
  }

  private static boolean toRun(Grid.State state, boolean force) {
    return state.missing() || (force && state == Grid.State.DONE);
  }

  private static JavaRDD<Row> attempts(Session session, ResultStore store) {
    return store
        .read(session.spark(), ResultStore.TRIALS, StoredTrial.TRIALS)
        .select("trial_id", "attempt", "status")
        .toJavaRDD();
  }

  private void train(JavaRDD<Grid.Entry> missing, ResultWriter results) throws IOException {
    try (BatchWriter writer = new BatchWriter(results, spark.sparkContext()::cancelAllJobs)) {
      this.writer = writer;
      try {
        train(missing, writer);
      } catch (Exception e) {
        lock.check();
        writer.check(); // a job that was cancelled because a batch could not be stored
        throw e;
      }
    }
  }

  private void train(JavaRDD<Grid.Entry> missing, BatchWriter writer) throws IOException {
    Iterator<Grid.Entry> dearestFirst =
        missing.sortBy(entry -> entry, true, parts(total(), session.cores())).toLocalIterator();
    while (dearestFirst.hasNext()) {
      List<RunTrials.One> wave = new ArrayList<>();
      while (wave.size() < WAVE && dearestFirst.hasNext()) {
        Grid.Entry entry = dearestFirst.next();
        wave.add(new RunTrials.One(entry.attempts() + 1, entry.config(), entry.seconds()));
      }
      lock.check();
      writer.awaitRoom();
      train(wave, writer);
    }
  }

  /**
   * Into how many parts trials are sorted: one for each core, and none much larger than a wave,
   * since the driver holds a part at a time.
   */
  static int parts(long trials, int cores) {
    return (int) Math.max(cores, Math.min(trials / WAVE + 1, MOST_PARTS));
  }

  private void train(List<RunTrials.One> wave, BatchWriter writer) {
    SparkContext context = spark.sparkContext();
    List<RunTrials.Task> list = RunTrials.tasks(wave, session.cores());
    JavaRDD<RunTrials.Task> tasks = new JavaSparkContext(context).parallelize(list, list.size());
    ClassTag<List<StoredTrial>> tag = ClassTag$.MODULE$.apply(List.class);
    SparkListener counter = new RunningTasks();
    context.addSparkListener(counter);
    try {
      context.runJob(tasks.rdd(), new RunTrials(store.uri(), settings), new Finished(writer), tag);
    } finally {
      context.removeSparkListener(counter);
    }
  }

  /**
   * Notes in {@code sweep.json} that the run has ended; to be called after {@link #run}.
   *
   * @param summary what was printed if every trial of the grid is stored and none failed, else null
   * @throws IOException if the file cannot be written
   */
  public void end(String summary) throws IOException {
    lock.check();
    file.end(summary);
  }

  /** Lets go of the folder. */
  @Override
  public void close() {
    if (lock != null) {
      lock.close();
    }
  }

  /**
   * Stores what is finished and lets go of the folder, for a process that is about to end; trials
   * that finish later do not count. Any thread may call it.
   *
   * @throws IOException if results could not be stored
   */
  public void abandon() throws IOException {
    synchronized (this) {
      abandoned = true;
    }
    if (writer != null) {
      writer.flush();
    }
    if (lock != null) {
      lock.close();
    }
  }

  /** The number of stored trials that are of other grids; known after the run. */
  public long others() {
    return others.get();
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

  /** How far the cost model was off over the trials that this run has trained. */
  public CostError costError() {
    return costError;
  }

  /**
   * How much of the grid is stored; changes nothing and may be asked of a folder that is not there.
   */
  public static Stored look(Session session, Grid grid, ResultStore store) {
    if (!store.exists()) {
      return new Stored(0, 0);
    }
    Map<Grid.State, Long> states = states(grid.against(attempts(session, store)));
    return new Stored(
        states.getOrDefault(Grid.State.DONE, 0L), states.getOrDefault(Grid.State.FAILED, 0L));
  }

  /**
   * What of a grid is stored.
   *
   * @param done trials with a result
   * @param failed trials that failed and would be tried again
   */
  public record Stored(long done, long failed) {}

  /** The trial of this run with the least share of its gap left; empty before there is one. */
  public Optional<Best> best() {
    return Optional.ofNullable(best);
  }

  /**
   * The best trial so far.
   *
   * @param id its id
   * @param remaining its gap at the end, as a share of that at the start
   */
  public record Best(String id, double remaining) {}

  /** The number of trials that are running now. */
  public int running() {
    return running.get();
  }

  private final class Finished extends AbstractFunction2<Object, List<StoredTrial>, BoxedUnit> {
    private final BatchWriter writer;

    Finished(BatchWriter writer) {
      this.writer = writer;
    }

    @Override
    public BoxedUnit apply(Object partition, List<StoredTrial> trials) {
      synchronized (Sweep.this) {
        if (!abandoned) {
          trials.forEach(this::add);
        }
      }
      return BoxedUnit.UNIT;
    }

    private void add(StoredTrial trial) {
      writer.add(trial);
      if (trial.failed()) {
        failed.incrementAndGet();
      }
      Best now = best;
      if (trial.remaining() < (now == null ? Double.POSITIVE_INFINITY : now.remaining())) {
        best = new Best(trial.result().config().id(), trial.remaining());
      }
      done.incrementAndGet();
      costError.add(trial.result());
    }
  }

  private final class RunningTasks extends SparkListener {
    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      running.incrementAndGet();
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      running.decrementAndGet();
    }
  }
}
