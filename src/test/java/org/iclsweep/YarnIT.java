package org.iclsweep;

import static org.iclsweep.RunningProcess.HOME;
import static org.iclsweep.cli.CommandLineRunner.csv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** Begins a sweep with two executors of one core. */
  private static RunningProcess submit(List<String> run, String out) throws Exception {
    cluster.await("the containers before to end", () -> cluster.below().isEmpty());
    List<String> words = new ArrayList<>(List.of(HOME.resolve("submit.sh").toString()));
    words.addAll(List.of("--master", "yarn", "--num-executors", "2", "--executor-memory", "512m"));
    for (String setting :
        List.of(
            "spark.yarn.jars=local:" + distribution.resolve("jars/*"),
            "spark.driver.host=127.0.0.1",
            "spark.scheduler.minRegisteredResourcesRatio=1",
            // On a busy machine compiling the queries would take minutes.
            "spark.sql.codegen.wholeStage=false",
            "spark.sql.codegen.factoryMode=NO_CODEGEN",
            "spark.sql.shuffle.partitions=4")) {
      words.addAll(List.of("--conf", setting));
    }
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
    return cluster.below().stream()
        .filter(p -> p.info().command().orElse("").endsWith("/java"))
        .filter(p -> p.info().commandLine().orElse("").contains("YarnCoarseGrainedExecutorBackend"))
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
    Set<String> checkpoints = LongSweep.killAnExecutor(sweep, out, YarnIT::executors);
    assertSucceeds(sweep);
    LongSweep.assertResumed(checkpoints, out, saidInContainers());
    LocalMode.assertSame(LongSweep.RUN, folder.resolve("long-local"), out.toString());
  }

  private static String saidInContainers() throws IOException {
    return LongSweep.said(YarnCluster.logs(folder));
  }
}
