package org.iclsweep.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.Checkpoints;
import org.iclsweep.sweep.Grids;
import org.iclsweep.sweep.ModelKeeper;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.TrialResult;

/**
 * A simulation of a large cluster: the driver of a sweep is real, and thousands of executor cores
 * are threads of its process that sleep instead of training and hand over results of 200 recorded
 * steps. It reports how well trials fill the cores, how many the driver stores per second, and how
 * much memory it takes.
 *
 * <p>Arguments: the number of cores, the number of trials, the duration of the longest trial in
 * seconds (the shortest takes a hundredth), and the error of predictions (the standard deviation of
 * the logarithm of measured over predicted duration).
 */
final class ClusterSimulation {
  /** The number of different durations. */
  private static final int LENGTHS = 50;

  /** The actual durations of trials in seconds, in the order in which they began. */
  private static final Queue<Double> DURATIONS = new ConcurrentLinkedQueue<>();

  /** The times at which trials began. */
  private static final Queue<Long> BEGINNINGS = new ConcurrentLinkedQueue<>();

  /**
   * The cores on which trials that have ended are encoded. Executors would use their own; without
   * this limit, hundreds of trials that end at once would fill the driver's heap.
   */
  private static final Semaphore ENCODING =
      new Semaphore(Runtime.getRuntime().availableProcessors());

  /** Whether this thread holds one of these cores. */
  private static final ThreadLocal<Boolean> ENCODES = ThreadLocal.withInitial(() -> false);

  /** How long trials waited for one of these cores, in nanoseconds. */
  private static final LongAdder WAITED = new LongAdder();

  private static TrialResult example;

  private ClusterSimulation() {}

  /**
   * Sleeps for the duration of a trial.
   *
   * @param secondsPerStep the predicted duration of a step
   * @param error the error of predictions
   */
  private record Sleeping(double secondsPerStep, double error) implements TrialRunner {
    @Override
    public TrialResult run(
        Packing.PendingTrial trial,
        ModelKeeper keeper,
        Checkpoints checkpoints,
        RunSettings settings) {
      endEncoding(); // of the trial before, in a task of several
      TrialConfig config = trial.config();
      double luck = new Random(31 * config.seed() + config.steps()).nextGaussian();
      double seconds = secondsPerStep * config.steps() * Math.exp(error * luck);
      DURATIONS.add(seconds);
      BEGINNINGS.add(System.nanoTime());
      try {
        Thread.sleep(Duration.ofNanos((long) (seconds * 1e9)).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      ENCODES.set(true);
      long ended = System.nanoTime();
      ENCODING.acquireUninterruptibly();
      WAITED.add(System.nanoTime() - ended);
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> endEncoding());
      return new TrialResult(config, example.status(), null, example.measured(), seconds);
    }
  }

  private static void endEncoding() {
    if (ENCODES.get()) {
      ENCODES.set(false);
      ENCODING.release();
    }
  }

  public static void main(String[] arguments) throws IOException {
    int cores = Integer.parseInt(arguments[0]);
    int trials = Integer.parseInt(arguments[1]);
    double longest = Double.parseDouble(arguments[2]);
    double error = Double.parseDouble(arguments[3]);
    String tiny = "tokens=4";
    example =
        Trial.run(Grids.trial("m=2", "heads=2", "prompt_length=2", tiny, "dim=2", "steps=300"));
    List<Long> steps =
        LongStream.range(0, LENGTHS)
            .mapToObj(i -> Math.round(1000 * Math.pow(100, i / (LENGTHS - 1.0))))
            .toList();
    SweepSpec spec =
        Grids.spec(
            "m=2",
            "heads=2",
            "prompt_length=2",
            tiny,
            "dim=2",
            "steps=" + steps.stream().map(Object::toString).collect(Collectors.joining(",")),
            "seed=1:" + (trials + LENGTHS - 1) / LENGTHS);
    System.setProperty("spark.master", "local[%d]".formatted(cores));
    Path folder = Files.createTempDirectory("icl-sweep-simulation");
    long begin;
    double seconds;
    double heap;
    try (Session session = Session.open("simulation")) {
      Grid grid = Grid.of(session, spec);
      RunSettings settings = new RunSettings(false, Duration.ofHours(1), Double.POSITIVE_INFINITY);
      begin = System.nanoTime();
      try (Sweep sweep =
          new Sweep(
              session,
              grid,
              SweepFolder.local(folder),
              settings,
              new Sleeping(longest / steps.get(LENGTHS - 1), error))) {
        sweep.run(spec, List.of("simulation"), () -> {});
      }
      seconds = (System.nanoTime() - begin) / 1e9;
      heap =
          ManagementFactory.getMemoryPoolMXBeans().stream()
              .filter(pool -> pool.getType() == MemoryType.HEAP)
              .mapToLong(pool -> pool.getPeakUsage().getUsed())
              .sum();
    } finally {
      FileUtils.deleteDirectory(folder.toFile());
    }
    List<Double> begun = new ArrayList<>(DURATIONS);
    double sum = begun.stream().mapToDouble(d -> d).sum();
    double bound = Math.max(sum / cores, Collections.max(begun));
    List<Double> longestFirst = begun.stream().sorted(Comparator.reverseOrder()).toList();
    List<Double> shuffled = new ArrayList<>(begun);
    Collections.shuffle(shuffled, new Random(1));
    double[] beginnings =
        BEGINNINGS.stream().mapToDouble(at -> (at - begin) / 1e9).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "began: the first trial after %.1f s, one on each core after %.1f s, the last after %.1f s;"
            + " waiting to encode took %.1f s on each core%n",
        beginnings[0],
        beginnings[Math.min(cores, trials) - 1],
        beginnings[beginnings.length - 1],
        WAITED.sum() / 1e9 / cores);
    System.out.printf(
        Locale.ROOT,
        "%d cores, %d trials of %.2g to %.3g s, error %.2f: %.1f s, %.3f of the bound of %.1f s;"
            + " without a driver longest first %.3f, as begun %.3f, shuffled %.3f;"
            + " %.0f trials/s, peak heap %.2f GB%n",
        cores,
        begun.size(),
        Collections.min(begun),
        Collections.max(begun),
        error,
        seconds,
        seconds / bound,
        bound,
        makespan(longestFirst, cores) / bound,
        makespan(begun, cores) / bound,
        makespan(shuffled, cores) / bound,
        begun.size() / seconds,
        heap / 1e9);
  }

  /** The time that trials take if each begins on the first free core. */
  private static double makespan(List<Double> durations, int cores) {
    PriorityQueue<Double> free = new PriorityQueue<>(Collections.nCopies(cores, 0.0));
    for (double duration : durations) {
      free.add(free.remove() + duration);
    }
    return Collections.max(free);
  }
}
