package org.iclsweep;

import static org.iclsweep.RunningProcess.HOME;
import static org.iclsweep.RunningProcess.files;
import static org.iclsweep.cli.CommandLineRunner.csv;
import static org.iclsweep.cli.CommandLineRunner.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps on Spark's standalone cluster: a master and two workers of one core, on this machine. */
class ClusterIT {
  private static final int WORKERS = 2;

  /** 12 trials of some 0.1 s. */
  private static final List<String> SHORT =
      List.of(
          ("run --m 8 --heads 12,16 --prompt-length 8 --tokens 40 --dim 16 --steps 4000"
                  + " --tolerance 0 --seed 1:6")
              .split(" ", -1));

  /** Evidence of sums whose last digits depend on the order of the rows, and a false claim. */
  private static final String CLAIMS =
      """
      -- The gap decays.
      select regr_slope(ln(gap), step) < 0 as holds, regr_slope(ln(gap), step) as slope,
        sum(gap) as sum, avg(loss) as mean, stddev(ridge_gap) as deviation from trajectories;

      -- No trial has 16 heads.
      -- refuted by
      select heads, seed, rate from trials where heads = 16 order by seed;
      """;

  @TempDir private static Path folder;

  private static StandaloneCluster cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = StandaloneCluster.start(folder, WORKERS);
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static void assertSucceeds(RunningProcess running) throws Exception {
    assertEquals(0, running.end(), running.said());
  }

  @Test
  void bothExecutorsTrainToTheBitsOfLocalMode() throws Exception {
    Path out = folder.resolve("short");
    Path events = Files.createDirectory(folder.resolve("events"));
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.eventLog.enabled", "true");
    settings.put("spark.eventLog.dir", events.toUri().toString());
    settings.put("spark.eventLog.rolling.enabled", "false");
    settings.put("spark.eventLog.compress", "false");
    // Most tasks run twice.
    settings.put("spark.speculation", "true");
    settings.put("spark.speculation.interval", "10ms");
    settings.put("spark.speculation.quantile", "0.01");
    settings.put("spark.speculation.multiplier", "1.0");
    settings.put("spark.speculation.minTaskRuntime", "0ms");
    List<String> run = new ArrayList<>(SHORT);
    run.addAll(List.of("--claims", Files.writeString(folder.resolve("c.sql"), CLAIMS).toString()));
    RunningProcess sweep = cluster.submit(settings, run, out);
    assertSucceeds(sweep);
    assertTrue(sweep.said().contains("training 12 trials"), sweep.said());
    assertTrue(sweep.said().contains("12 of 12 trials stored"), sweep.said());
    assertTrue(Files.exists(out.resolve("report.html")), sweep.said());
    assertEquals(
        List.of("n,ids,failed,hosts,executors", "12,12,0,1,\"0,1\""),
        csv(
            out,
            "select count(*) as n, count(distinct trial_id) as ids,"
                + " count_if(status = 'failed') as failed, count(distinct host) as hosts,"
                + " array_join(sort_array(collect_set(executor)), ',') as executors from trials"));
    assertEvents(events, csv(out, "select count(*) from trajectories").get(1));
    LocalMode.assertSame(run, folder.resolve("short-local"), out.toString());
    assertSameVerdicts(sweep.out(), out);
  }

  /** Compares stored verdicts with those of local mode, and printed ones with those of one core. */
  private static void assertSameVerdicts(String printed, Path out) throws Exception {
    String stored = "select * except (evaluated_at) from claims order by number";
    List<String> verdicts = csv(out, stored);
    assertEquals(csv(out.resolveSibling("short-local"), stored), verdicts);
    assertEquals(
        List.of("verdict", "holds", "refuted"),
        csv(out, "select verdict from claims order by number"));
    RunningProcess script =
        RunningProcess.start(
            folder,
            Map.of(),
            List.of(
                "bash",
                "-c",
                "'%s' --master 'local[1]' check --out '%s' || { echo \"exit code $?\"; exit 3; }"
                    .formatted(HOME.resolve("submit.sh"), out)));
    assertEquals(3, script.end(), script.said());
    String checked = script.out();
    assertTrue(checked.endsWith("\nexit code 1\n"), checked);
    String lines = checked.substring(0, checked.indexOf("exit code"));
    assertTrue(printed.contains("\nClaims\n" + lines), printed + checked);
  }

  /**
   * Checks Spark's event log: executors encoded all rows, jobs have descriptions, and queries on a
   * small sweep are not split into hundreds of tasks.
   */
  private static void assertEvents(Path events, String rows) throws IOException {
    Map<String, Long> encoded = new HashMap<>();
    Set<String> said = new HashSet<>();
    try (Stream<Path> files = Files.list(events)) {
      for (String line : Files.readAllLines(files.findFirst().orElseThrow())) {
        JsonNode event = new ObjectMapper().readTree(line);
        said.add(event.path("App Name").asText());
        said.add(event.path("Properties").path("spark.job.description").asText());
        int tasks = event.path("Stage Info").path("Number of Tasks").asInt();
        assertTrue(tasks <= 12, line);
        JsonNode task = event.path("Task Info");
        for (JsonNode counter : task.path("Accumulables")) {
          if (counter.path("Name").asText().equals("encoded rows of trajectories")) {
            encoded.merge(
                task.path("Executor ID").asText(), counter.path("Update").asLong(), Long::sum);
          }
        }
      }
    }
    assertEquals(Set.of("0", "1"), encoded.keySet());
    long sum = encoded.values().stream().mapToLong(Long::longValue).sum();
    assertTrue(sum >= Long.parseLong(rows), encoded + " of " + rows);
    assertTrue(said.contains("icl-sweep short"), said.toString());
    assertTrue(said.contains("trials 1 to 12 of 12"), said.toString());
  }

  @Test
  void theTrialOfAKilledExecutorGoesOnFromItsCheckpoint() throws Exception {
    Path out = folder.resolve("long");
    RunningProcess sweep = cluster.submit(Map.of(), LongSweep.RUN, out);
    LongSweep.killAnExecutor(sweep, out, ClusterIT::executorsOfOneWorker);
    assertSucceeds(sweep);
    LongSweep.assertResumed(out, cluster.saidByExecutors());
    LocalMode.assertSame(LongSweep.RUN, folder.resolve("long-local"), out.toString());
  }

  /** An executor may be running a short command of its own, which is no executor. */
  private static List<ProcessHandle> executorsOfOneWorker() {
    List<ProcessHandle> executors =
        cluster.workers().get(0).process().toHandle().children().toList();
    assertEquals(1, executors.size(), executors.toString());
    return executors;
  }

  /** Executors come for the trials, and leave while the driver computes the tables. */
  @Tag("clusters")
  @Test
  void executorsThatComeAndGoTrainToTheBitsOfLocalMode() throws Exception {
    Path out = folder.resolve("dynamic");
    Map<String, String> settings =
        Map.of(
            "spark.dynamicAllocation.enabled", "true",
            "spark.dynamicAllocation.shuffleTracking.enabled", "true",
            "spark.dynamicAllocation.initialExecutors", "0",
            "spark.dynamicAllocation.executorIdleTimeout", "100ms",
            "spark.executor.cores", "1",
            "spark.decommission.enabled", "true");
    RunningProcess sweep = cluster.submit(settings, SHORT, out);
    assertSucceeds(sweep);
    assertTrue(sweep.said().contains("12 of 12 trials stored"), sweep.said());
    LocalMode.assertSame(SHORT, folder.resolve("dynamic-local"), out.toString());
  }

  /** The driver is on one worker and the executor on the other; then the driver is killed. */
  @Tag("clusters")
  @Test
  void aDriverOnTheClusterHasTheOutputOfLocalModeAndIsStartedAgain() throws Exception {
    String jars = Files.readString(HOME.resolve("target/spark.classpath"));
    Path spark = SparkDistribution.of(folder.resolve("distribution"), jars, "4.2.0");
    Path out = folder.resolve("driven");
    RunningProcess wrong =
        cluster.submitWithDriver(spark, List.of("run", "--where", "headz > 1"), out);
    assertEquals(2, wrong.end(), wrong.said());
    assertFalse(Files.exists(out));

    RunningProcess sweep = cluster.submitWithDriver(spark, LongSweep.RUN, out);
    sweep.await("checkpoints", () -> !files(out.resolve("checkpoints")).isEmpty());
    for (ProcessHandle driver : cluster.drivers()) {
      assertTrue(driver.destroyForcibly());
    }
    assertSucceeds(sweep);
    assertTrue(sweep.out().contains("2 of 2 trials stored"), sweep.said());
    assertEquals(2, sweep.err().split("training [12] trials?", -1).length - 1, sweep.err());
    LocalMode.assertSame(LongSweep.RUN, folder.resolve("driven-local"), out.toString());

    List<String> failing = new ArrayList<>(SHORT);
    failing.addAll(List.of("--trial-timeout", "0.001", "--seed", "1", "--no-report"));
    RunningProcess failed = cluster.submitWithDriver(spark, failing, folder.resolve("failed"));
    assertEquals(1, failed.end(), failed.said());
    assertTrue(failed.out().contains("2 failed"), failed.said());
    assertEquals(1, failed.err().split("training 2 trials", -1).length - 1, failed.err());
  }
}
