package org.iclsweep.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.sweep.CostModel;
import org.iclsweep.sweep.Grids;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.table.TableNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trials run in an order and in tasks that keep all cores busy to the end; grids of many tiny ones
 * take few tasks, few files and a bounded part of the driver's heap.
 */
class SchedulingIT {
  private static final TrialConfig CONFIG = Grids.trial("m=2", "heads=1");

  /** A core may be left with a task of tiny trials when the others are done. */
  private static final double TINY_TASK_SECONDS = 0.2;

  private static final double ROUNDING = 1e-9;

  /** A trial in the table, in the place where it was stored. */
  private record Row(String id, double seconds) {}

  @TempDir private Path folder;

  private static List<Packing.PendingTrial> trials(int count, double seconds) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(attempt -> new Packing.PendingTrial(attempt, CONFIG, seconds))
        .toList();
  }

  private static int tasks(List<Packing.PendingTrial> trials, int cores) {
    List<Packing.SparkTask> tasks = Packing.tasks(trials, cores);
    assertEquals(trials, tasks.stream().flatMap(task -> task.trials().stream()).toList());
    return tasks.size();
  }

  @Test
  void trialsOfAMillisecondShareTasksAndLongOnesDoNot() {
    List<Packing.PendingTrial> tiny = trials(10_000, 1e-3);
    assertTrue(tasks(tiny, 2) <= 52, "a fifth of a second each");
    assertTrue(tasks(tiny, 500) >= 2000, "work for every core");
    assertEquals(100, tasks(trials(100, 1), 2));
    List<Packing.PendingTrial> mixed =
        Stream.concat(trials(3, 5).stream(), trials(10_000, 1e-3).stream()).toList();
    assertTrue(tasks(mixed, 2) <= 55);
  }

  @Test
  void theDriverSortsTrialsIntoPartsOfAWave() {
    assertEquals(1, Sweep.parts(1000, 5000));
    assertTrue(1_000_000 / Sweep.parts(1_000_000, 5000) <= 5000);
    assertTrue(Sweep.parts(Long.MAX_VALUE / 2, 5000) > 10_000);
  }

  @Test
  void tenThousandTrialsAndMoreAreOneFile() throws IOException {
    String words =
        "run --m 2 --heads 1 --prompt-length 2 --tokens 4 --dim 2 --steps 1 --test-templates 1"
            + " --seed 1:10500 --out ";
    CommandLineRunner.Result result =
        CommandLineRunner.run((words + folder.resolve("many")).split(" ", -1));
    assertEquals(0, result.code(), result.err());
    assertEquals(
        List.of("n,ids", "10500,10500"),
        CommandLineRunner.csv(
            folder.resolve("many"),
            "select count(*) as n, count(distinct trial_id) as ids from trials"));
    for (String table : TableNames.RESULTS) {
      try (Stream<Path> files = Files.list(folder.resolve("many").resolve(table))) {
        assertEquals(1, files.count());
      }
    }
  }

  /** The stage and the number of a task. */
  private static final Queue<Map.Entry<Integer, Long>> STARTED = new ConcurrentLinkedQueue<>();

  /** A wave of trials waits until all trials of the wave before have begun. */
  @Test
  void jobsInTheSamePoolRunOneAfterTheOther() throws Exception {
    try (Session session = Session.open("waves")) {
      JavaSparkContext context = new JavaSparkContext(session.context());
      List<Integer> tasks = IntStream.range(0, 100).boxed().toList();
      List<JavaFutureAction<Void>> jobs = new ArrayList<>();
      for (int job = 0; job < 2; job++) {
        jobs.add(context.parallelize(tasks, tasks.size()).foreachAsync(SchedulingIT::start));
      }
      for (JavaFutureAction<Void> job : jobs) {
        job.get();
      }
    }
    Map<Integer, List<Long>> stages =
        STARTED.stream()
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    TreeMap::new,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    assertEquals(2, stages.size());
    List<List<Long>> numbers = List.copyOf(stages.values());
    assertTrue(
        Collections.max(numbers.get(0)) < Collections.min(numbers.get(1)), numbers.toString());
  }

  private static void start(Integer unused) throws InterruptedException {
    TaskContext task = TaskContext.get();
    STARTED.add(Map.entry(task.stageId(), task.taskAttemptId()));
    Thread.sleep(5);
  }

  /** On one core trials are stored in the order in which they were run. */
  @Test
  void oneCoreRunsTheMostExpensiveTrialsFirst() throws Exception {
    String words =
        "run --m 2 --prompt-length 2,8 --tokens 12 --dim 3 --heads 1,24,3 --steps 20,300,5"
            + " --optimizer gd,adam --test-templates 1 --tolerance 0 --seed 1:2 --out ";
    CommandLineRunner.Result result =
        CommandLineRunner.run(
            Map.of("spark.master", "local[1]"), (words + folder.resolve("mixed")).split(" ", -1));
    assertEquals(0, result.code(), result.err());
    List<Row> rows = stored(folder.resolve("mixed"));
    assertEquals(72, rows.size());
    assertEquals(
        rows.stream()
            .sorted(Comparator.comparing(Row::seconds).reversed().thenComparing(Row::id))
            .toList(),
        rows);
    assertTrue(rows.get(0).seconds() > 50 * rows.get(71).seconds(), rows.toString());
  }

  private static List<Row> stored(Path sweep) throws IOException, SQLException {
    try (Stream<Path> files = Files.list(sweep.resolve("trials"))) {
      assertEquals(1, files.count());
    }
    List<Row> rows = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select trial_id, predicted_seconds"
                    + " from read_parquet('%s/trials/*.parquet', file_row_number = true)"
                        .formatted(sweep)
                    + " order by file_row_number")) {
      while (found.next()) {
        rows.add(new Row(found.getString(1), found.getDouble(2)));
      }
    }
    return rows;
  }

  /**
   * What Graham proved of any schedule that begins with the longest tasks: it takes at most 4/3 -
   * 1/(3 cores) of the shortest possible time, or it ends with a task of tiny trials, whose seconds
   * are then all that it can be late by.
   */
  @Test
  void noCoreIsIdleForLong() {
    Random random = new Random(1);
    for (int grid = 0; grid < 200; grid++) {
      List<Grid.Entry> entries = randomGrid(random);
      for (int cores : List.of(2, 3, 8, 64)) {
        double makespan = makespan(entries, cores);
        List<Double> seconds =
            entries.stream().map(Grid.Entry::seconds).sorted(Comparator.reverseOrder()).toList();
        double total = seconds.stream().mapToDouble(s -> s).sum();
        double bound =
            Math.max(
                (4.0 / 3 - 1 / (3.0 * cores)) * shortestPossible(seconds, cores),
                total / cores + TINY_TASK_SECONDS);
        assertTrue(
            makespan <= bound * (1 + ROUNDING),
            "grid %d of %d trials on %d cores takes %s s, more than %s s"
                .formatted(grid, entries.size(), cores, makespan, bound));
      }
    }
  }

  /** Trials of a millisecond to some hours, in no order, and fewer than a wave holds. */
  private static List<Grid.Entry> randomGrid(Random random) {
    List<Grid.Entry> entries = new ArrayList<>();
    List<TrialConfig> trials =
        Grids.trials(
            "heads=" + some(random, "1", "4", "32", "256"),
            "prompt_length=" + some(random, "2", "10", "39"),
            "tokens=" + some(random, "40", "100"),
            "dim=" + some(random, "4", "20", "80"),
            "m=" + some(random, "1", "16"),
            "optimizer=" + some(random, "gd", "adam"),
            "steps=" + some(random, "1", "30", "1000", "30000", "1000000"),
            "seed=1:" + (1 + random.nextInt(5)));
    for (TrialConfig trial : trials) {
      double seconds = CostModel.seconds(trial);
      entries.add(new Grid.Entry(trial.id(), trial, Grid.State.NEW, 0, seconds));
    }
    Collections.shuffle(entries, random);
    return entries;
  }

  /** Some of the values, one at least. */
  private static String some(Random random, String... values) {
    List<String> chosen = Stream.of(values).filter(value -> random.nextBoolean()).toList();
    return chosen.isEmpty() ? values[random.nextInt(values.length)] : String.join(",", chosen);
  }

  /** The seconds until the last task ends if each core takes the next one when it is free. */
  private static double makespan(List<Grid.Entry> entries, int cores) {
    List<Packing.PendingTrial> sorted =
        entries.stream()
            .sorted()
            .map(entry -> new Packing.PendingTrial(1, entry.config(), entry.seconds()))
            .toList();
    PriorityQueue<Double> free = new PriorityQueue<>(Collections.nCopies(cores, 0.0));
    double end = 0;
    for (Packing.SparkTask task : Packing.tasks(sorted, cores)) {
      double seconds = task.trials().stream().mapToDouble(Packing.PendingTrial::seconds).sum();
      double ends = free.remove() + seconds;
      free.add(ends);
      end = Math.max(end, ends);
    }
    return end;
  }

  /**
   * Seconds that no schedule is shorter than: a core's share, and what must meet on a core. Of the
   * first cores + i trials three do, or one of the first cores + 1 - i and another one.
   *
   * @param seconds of all trials, the longest first
   */
  private static double shortestPossible(List<Double> seconds, int cores) {
    double total = seconds.stream().mapToDouble(s -> s).sum();
    double least = Math.max(total / cores, seconds.get(0));
    for (int i = 1; i <= cores && cores + i <= seconds.size(); i++) {
      double last = seconds.get(cores + i - 1);
      least = Math.max(least, Math.min(3 * last, seconds.get(cores - i) + last));
    }
    return seconds.size() > 2 * cores ? Math.max(least, 3 * seconds.get(2 * cores)) : least;
  }
}
