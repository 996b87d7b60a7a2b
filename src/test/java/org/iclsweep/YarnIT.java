package org.iclsweep;

import static org.iclsweep.RunningProcess.HOME;
import static org.iclsweep.cli.CommandLineRunner.csv;
import static org.iclsweep.cli.CommandLineRunner.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps on YARN: a resource manager, a node manager and HDFS, on this machine. */
@Tag("clusters")
class YarnIT {
  private static final String SPARK = "4.2.0";
  private static final Pattern FILE_SYSTEM = Pattern.compile("hdfs://[^<]+");

  /** Eight of the quickstart's trials, in fewer steps. */
  private static final List<String> SHORT =
      List.of(
          "run",
          "@" + HOME.resolve("conf/quickstart.args"),
          "--m",
          "8",
          "--noise",
          "0.1",
          "--seed",
          "1",
          "--steps",
          "400");

  @TempDir private static Path folder;

  private static Path distribution;
  private static RunningProcess cluster;
  private static String hdfs;

  @BeforeAll
  static void start() throws Exception {
    String jars = Files.readString(HOME.resolve("target/spark.classpath")).strip();
    String yarn =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(jar -> jar.contains("/spark-yarn_"))
            .collect(Collectors.joining(File.pathSeparator));
    distribution =
        SparkDistribution.of(folder.resolve("spark"), jars + File.pathSeparator + yarn, SPARK);
    cluster = YarnCluster.start(folder);
    Matcher files =
        FILE_SYSTEM.matcher(
            Files.readString(YarnCluster.settings(folder).resolve("core-site.xml")));
    assertTrue(files.find());
    hdfs = files.group();
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.kill();
    }
  }

  /** Begins a sweep with a driver here and two executors of one core. */
  private static RunningProcess submit(List<String> run, String out) throws Exception {
    return submit("client", run, out);
  }

  private static RunningProcess submit(String mode, List<String> run, String out) throws Exception {
    return submit(mode, List.of(), run, out);
  }

  private static RunningProcess submit(
      String mode, List<String> options, List<String> run, String out) throws Exception {
    cluster.await("the containers before to end", () -> cluster.below().isEmpty());
    List<String> words = new ArrayList<>(List.of(HOME.resolve("submit.sh").toString()));
    words.addAll(List.of("--master", "yarn", "--num-executors", "2", "--executor-memory", "512m"));
    words.addAll(List.of("--deploy-mode", mode, "--driver-memory", "512m"));
    for (String setting :
        List.of(
            "spark.yarn.jars=local:" + distribution.resolve("jars/*"),
            "spark.driver.host=127.0.0.1",
            "spark.scheduler.minRegisteredResourcesRatio=1",
            "spark.scheduler.maxRegisteredResourcesWaitingTime=5min")) {
      words.addAll(List.of("--conf", setting));
    }
    words.addAll(options);
    words.addAll(run);
    words.addAll(List.of("--out", out));
    return RunningProcess.start(
        folder,
        Map.of(
            "SPARK_HOME",
            distribution.toString(),
            "HADOOP_CONF_DIR",
            YarnCluster.settings(folder).toString(),
            "SPARK_LOCAL_IP",
            "127.0.0.1"),
        words);
  }

  private static void assertSucceeds(RunningProcess running) throws Exception {
    assertEquals(0, running.end(), running.said());
  }

  /** The processes of executors among those that the node manager has started. */
  private static List<ProcessHandle> executors() {
    return containers("YarnCoarseGrainedExecutorBackend");
  }

  private static List<ProcessHandle> containers(String main) {
    return cluster.below().stream()
        .filter(p -> p.info().command().orElse("").endsWith("/java"))
        .filter(p -> p.info().commandLine().orElse("").contains(main))
        .toList();
  }

  @Test
  void aDriverHereHasTheRowsOfLocalMode() throws Exception {
    RunningProcess sweep = submit(SHORT, "hdfs:///sweeps/short");
    assertSucceeds(sweep);
    assertTrue(sweep.out().contains("8 of 8 trials stored"), sweep.said());
    String out = hdfs + "/sweeps/short";
    assertEquals(
        List.of("n,ids", "8,8"),
        csv(out, "select count(*) as n, count(distinct trial_id) as ids from trials"));
    assertEquals(
        List.of("executor", "1", "2"),
        csv(out, "select distinct executor from trials order by executor"));
    LocalMode.assertSame(SHORT, folder.resolve("short"), out);
  }

  @Test
  void theTrialOfAKilledExecutorGoesOnInANewContainer() throws Exception {
    Path out = folder.resolve("long");
    RunningProcess sweep = submit(LongSweep.RUN, out.toUri().toString());
    LongSweep.killAnExecutor(sweep, out, YarnIT::executors);
    assertSucceeds(sweep);
    LongSweep.assertResumed(out, saidInContainers());
    LocalMode.assertSame(LongSweep.RUN, folder.resolve("long-local"), out.toString());
  }

  /** What all containers of the last application have printed. */
  private static String saidInContainers() throws IOException {
    try (Stream<Path> applications = Files.list(YarnCluster.logs(folder).toRealPath())) {
      return LongSweep.said(applications.max(Comparator.naturalOrder()).orElseThrow());
    }
  }

  /** Argument and claims files are only here; the driver runs in a container. */
  @Test
  void aDriverInAContainerHasTheRowsAndOutputOfLocalMode() throws Exception {
    Files.writeString(folder.resolve("more.args"), "--noise 0.1 --seed 1\n--where 'heads > 1'\n");
    Files.writeString(
        folder.resolve("few.args"),
        "--m 8 --prompt-length 4,8 --heads 1,8,16 @more.args --steps 400");
    String refuted =
        """
        -- No trial has 16 heads.
        -- refuted by
        select heads, prompt_length, rate from trials where heads = 16 order by prompt_length;
        """;
    Files.writeString(folder.resolve("few.claims.sql"), refuted);
    List<String> run = List.of("run", "@few.args", "--no-report");
    RunningProcess sweep = submit("cluster", run, "hdfs:///sweeps/driver");
    assertSucceeds(sweep);
    String out = hdfs + "/sweeps/driver";
    String id = applicationId(sweep);
    assertTrue(sweep.err().contains(out + "/driver/" + id + ".out"), sweep.err());
    assertTrue(sweep.err().contains("\ntraining 4 trials\n"), sweep.err());
    assertTrue(saidInContainers().contains("\ntraining 4 trials\n"));

    List<String> words = List.of("run", "@few.args", "--no-report", "--out", "few-here");
    RunningProcess same = RunningProcess.submit(folder, words);
    assertEquals(0, same.end(), same.said());
    assertEquals(
        same.out().replace(folder.resolve("few-here").toString(), out), sweep.out(), sweep.err());
    assertTrue(sweep.out().contains("refuted"), sweep.out());
    assertEquals(
        csv(folder.resolve("few-here"), "select * except (evaluated_at) from claims"),
        csv(out, "select * except (evaluated_at) from claims"));
    assertEquals(rows(folder.resolve("few-here")), rows(out));

    RunningProcess again = submit("cluster", run, "hdfs:///sweeps/driver");
    assertSucceeds(again);
    assertEquals(sweep.out(), again.out());
    assertTrue(again.err().contains("nothing to train"), again.err());
  }

  private static String applicationId(RunningProcess sweep) throws IOException {
    Matcher id = Pattern.compile("submitted (application_[0-9_]+);").matcher(sweep.err());
    assertTrue(id.find(), sweep.said());
    return id.group(1);
  }

  @Test
  void aCommandThatFailsInAContainerEndsOnceWithItsExitCode() throws Exception {
    List<String> run = new ArrayList<>(SHORT);
    run.addAll(List.of("--steps", "100000", "--tolerance", "0", "--trial-timeout", "0.001"));
    run.add("--no-report");
    RunningProcess sweep = submit("cluster", run, "hdfs:///sweeps/failing");
    assertEquals(1, sweep.end(), sweep.said());
    assertTrue(sweep.out().contains("8 failed"), sweep.said());
    assertEquals(1, sweep.err().split("training 8 trials", -1).length - 1, sweep.err());
  }

  @Test
  void mistakesAreFoundBeforeAnythingIsSubmitted() throws Exception {
    for (List<String> run :
        List.of(
            List.of("run", "--noise", "-1"),
            List.of("run", "--where", "headz > 1"),
            List.of("run", "@none.args"))) {
      RunningProcess sweep = submit("cluster", run, "hdfs:///sweeps/never");
      assertEquals(2, sweep.end(), sweep.said());
      assertFalse(sweep.err().contains("submitted"), sweep.err());
    }
    RunningProcess query = submit("cluster", List.of("query"), "hdfs:///sweeps/short");
    assertEquals(2, query.end(), query.said());
    assertTrue(
        query.err().contains("query runs where the user is; leave out --deploy-mode cluster"),
        query.err());
    List<String> huge = List.of("--driver-memory", "900g");
    RunningProcess refused = submit("cluster", huge, SHORT, "hdfs:///sweeps/never");
    assertEquals(1, refused.end(), refused.said());
    assertTrue(refused.err().contains("icl-sweep: not submitted: "), refused.err());
    assertEquals(List.of(), executors());
  }

  /** The application's second attempt resumes from checkpoints and appends its output. */
  @Test
  void aSweepWhoseDriverIsKilledGoesOnWithoutAClient() throws Exception {
    Path out = folder.resolve("moved");
    RunningProcess sweep = submit("cluster", LongSweep.RUN, out.toUri().toString());
    sweep.await("the driver", () -> sweep.err().contains("training 2 trials"));
    String id = applicationId(sweep);
    sweep.signal("TERM");
    assertEquals(143, sweep.end());
    assertTrue(sweep.err().contains(id + " goes on; yarn application -kill " + id), sweep.err());
    cluster.await(
        "checkpoints", () -> RunningProcess.files(out.resolve("checkpoints")).size() == 2);
    assertTrue(containers("ApplicationMaster").get(0).destroyForcibly());
    Path code = out.resolve("driver").resolve(id + ".exit");
    cluster.await("the exit code", () -> Files.exists(code));
    assertEquals("0\n", Files.readString(code));
    String err = Files.readString(out.resolve("driver").resolve(id + ".err"));
    assertEquals(2, err.split("training 2 trials", -1).length - 1, err);
    assertTrue(Files.readString(out.resolve("driver").resolve(id + ".out")).contains("2 of 2"));
    LocalMode.assertSame(LongSweep.RUN, folder.resolve("moved-local"), out.toString());
  }

  @Test
  void theTrialOfAKilledExecutorGoesOnUnderADriverInAContainer() throws Exception {
    Path out = folder.resolve("both");
    RunningProcess sweep = submit("cluster", LongSweep.RUN, out.toUri().toString());
    LongSweep.killAnExecutor(sweep, out, YarnIT::executors);
    assertSucceeds(sweep);
    assertTrue(sweep.out().contains("2 of 2 trials stored"), sweep.said());
    LongSweep.assertResumed(out, saidInContainers());
    LocalMode.assertSame(LongSweep.RUN, folder.resolve("both-local"), out.toString());
  }

  @Test
  void aSweepWhoseApplicationIsKilledEndsLikeATerminatedProcess() throws Exception {
    List<String> run = new ArrayList<>(LongSweep.RUN);
    run.addAll(List.of("--steps", "1000000"));
    RunningProcess sweep = submit("cluster", run, "hdfs:///sweeps/killed");
    sweep.await("the driver", () -> sweep.err().contains("training 2 trials"));
    String id = applicationId(sweep);
    Configuration conf = new YarnConfiguration();
    conf.addResource(YarnCluster.settings(folder).resolve("yarn-site.xml").toUri().toURL());
    try (YarnClient yarn = YarnClient.createYarnClient()) {
      yarn.init(conf);
      yarn.start();
      yarn.killApplication(ApplicationId.fromString(id));
    }
    assertEquals(143, sweep.end(), sweep.said());
    assertTrue(
        sweep.err().contains("icl-sweep: " + id + " was killed; the same command resumes"),
        sweep.err());
  }
}
