package org.iclsweep;

import static org.iclsweep.RunningProcess.HOME;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Spark's standalone cluster on loopback: a master and workers of one core each.
 *
 * @param folder holds the files of all processes
 */
record StandaloneCluster(Path folder, RunningProcess master, List<RunningProcess> workers)
    implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final Pattern URL =
      Pattern.compile("Starting Spark master at (spark://127\\.0\\.0\\.1:[0-9]+)");

  /** Starts a cluster and waits until all workers are there. */
  static StandaloneCluster start(Path folder, int size) throws Exception {
    // Workers look for Spark's jars there; the executors' class path is given by the application.
    Files.createDirectories(folder.resolve("spark/jars"));
    RunningProcess master =
        spark(
            folder,
            "org.apache.spark.deploy.master.Master",
            "--host",
            HOST,
            "--port",
            "0",
            "--webui-port",
            "0");
    StandaloneCluster cluster = new StandaloneCluster(folder, master, new ArrayList<>());
    try {
      cluster.startWorkers(size);
      return cluster;
    } catch (Exception | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void startWorkers(int size) throws Exception {
    master.await("the master", () -> URL.matcher(master.said()).find());
    for (int i = 0; i < size; i++) {
      workers.add(
          spark(
              folder,
              "org.apache.spark.deploy.worker.Worker",
              "--host",
              HOST,
              "--cores",
              "1",
              "--memory",
              "1g",
              "--webui-port",
              "0",
              "--work-dir",
              folder.resolve("work" + i).toString(),
              url()));
    }
    for (RunningProcess worker : workers) {
      worker.await("a worker", () -> worker.said().contains("Successfully registered with master"));
    }
  }

  private String url() throws IOException {
    return URL.matcher(master.said()).results().findFirst().orElseThrow().group(1);
  }

  /** Starts one of Spark's own processes, with Spark's own settings of what it logs. */
  private static RunningProcess spark(Path folder, String mainClass, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + HOME.resolve("conf/java-modules.options"));
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Dspark.decommission.enabled=true", "-cp", sparkJars(), mainClass));
    command.addAll(List.of(arguments));
    return RunningProcess.start(
        folder,
        Map.of(
            "SPARK_HOME",
            folder.resolve("spark").toString(),
            "SPARK_SCALA_VERSION",
            "2.13",
            "SPARK_LOCAL_IP",
            "127.0.0.1"),
        command);
  }

  private static String sparkJars() throws IOException {
    return Files.readString(HOME.resolve("target/spark.classpath")).strip();
  }

  /** Begins a sweep once all workers are free, with one executor on each. */
  RunningProcess submit(Map<String, String> settings, List<String> run, Path out) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("spark.scheduler.minRegisteredResourcesRatio", "1");
    List<String> options = List.of("--total-executor-cores", Integer.toString(workers.size()));
    return RunningProcess.submit(folder, words(all, options, run, out));
  }

  /** Begins a sweep once all workers are free, with its driver on one and executors on others. */
  RunningProcess submitWithDriver(Path distribution, List<String> run, Path out) throws Exception {
    List<String> options = List.of("--deploy-mode", "cluster", "--supervise");
    Map<String, String> settings = Map.of("spark.driver.extraClassPath", sparkJars());
    List<String> command = new ArrayList<>(List.of(HOME.resolve("submit.sh").toString()));
    command.addAll(words(settings, options, run, out));
    return RunningProcess.start(
        folder, Map.of("SPARK_HOME", distribution.toString(), "SPARK_LOCAL_IP", HOST), command);
  }

  private List<String> words(
      Map<String, String> settings, List<String> options, List<String> run, Path out)
      throws Exception {
    for (RunningProcess worker : workers) {
      worker.await("the executors before to end", () -> worker.below().isEmpty());
    }
    Map<String, String> all = new HashMap<>(settings);
    all.put("spark.executor.extraClassPath", sparkJars());
    all.put("spark.driver.host", HOST);
    List<String> words = new ArrayList<>(List.of("--master", url()));
    all.forEach((key, value) -> words.addAll(List.of("--conf", key + "=" + value)));
    words.addAll(options);
    words.addAll(List.of("--executor-memory", "1g"));
    words.addAll(run);
    words.addAll(List.of("--out", out.toUri().toString()));
    return words;
  }

  /** The processes of the worker that runs a driver, and nothing else, since it has one core. */
  List<ProcessHandle> drivers() throws IOException {
    for (int i = 0; i < workers.size(); i++) {
      try (Stream<Path> folders = Files.list(folder.resolve("work" + i))) {
        if (folders.anyMatch(path -> path.getFileName().toString().startsWith("driver-"))) {
          return workers.get(i).below();
        }
      }
    }
    throw new AssertionError("no worker has a driver");
  }

  /** What all executors of the last application have written to stderr. */
  String saidByExecutors() throws IOException {
    StringBuilder said = new StringBuilder();
    for (int i = 0; i < workers.size(); i++) {
      said.append(saidByExecutors(i));
    }
    return said.toString();
  }

  /** What the executors of a worker have written to stderr, for the last application. */
  private String saidByExecutors(int worker) throws IOException {
    List<String> applications = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      try (Stream<Path> folders = Files.list(folder.resolve("work" + i))) {
        folders
            .map(path -> path.getFileName().toString())
            .filter(name -> name.startsWith("app-"))
            .forEach(applications::add);
      }
    }
    if (applications.isEmpty()) {
      return "";
    }
    Path logs = folder.resolve("work" + worker).resolve(Collections.max(applications));
    return Files.isDirectory(logs) ? LongSweep.said(logs) : "";
  }

  @Override
  public void close() {
    List<ProcessHandle> processes = new ArrayList<>();
    for (RunningProcess worker : workers) {
      processes.add(worker.process().toHandle());
      processes.addAll(worker.below());
    }
    processes.add(master.process().toHandle());
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().orTimeout(1, TimeUnit.MINUTES).join());
  }
}
