package org.iclsweep;

import static org.iclsweep.RunningProcess.HOME;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.test.GenericTestUtils;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/** A YARN cluster of one node manager with a file system, HDFS, on the loopback interface. */
public final class YarnCluster {
  private static final String HOST = "127.0.0.1";

  /** The settings that a client needs. */
  private static final List<String> ADDRESSES =
      List.of(
          YarnConfiguration.RM_ADDRESS,
          YarnConfiguration.RM_SCHEDULER_ADDRESS,
          YarnConfiguration.RM_WEBAPP_ADDRESS);

  private YarnCluster() {}

  /** Starts a cluster in a process of its own, which the caller kills. */
  static RunningProcess start(Path folder) throws Exception {
    String java = System.getProperty("java.home");
    List<String> command = new ArrayList<>(List.of(Path.of(java, "bin", "java").toString()));
    command.add("@" + HOME.resolve("conf/java-modules.options"));
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
    command.add("-Dlog4j2.configurationFile=" + HOME.resolve("conf/log4j2.properties"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(YarnCluster.class.getName(), folder.toString()));
    RunningProcess cluster = RunningProcess.start(folder, Map.of("JAVA_HOME", java), command);
    cluster.await("the cluster", () -> cluster.out().contains("HADOOP_CONF_DIR="));
    return cluster;
  }

  /** The folder that serves as {@code HADOOP_CONF_DIR}. */
  static Path settings(Path folder) {
    return folder.resolve("conf");
  }

  /** The folder of all that containers have printed. */
  static Path logs(Path folder) {
    return folder.resolve("logs");
  }

  /**
   * Runs a cluster until the process is killed.
   *
   * @param args the folder of all files
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]).toAbsolutePath();
    System.setProperty(GenericTestUtils.SYSPROP_TEST_DATA_DIR, folder.toString());
    Configuration files = new Configuration();
    files.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
    MiniDFSCluster dfs = new MiniDFSCluster.Builder(files).numDataNodes(1).build();
    dfs.waitActive();

    YarnConfiguration conf = new YarnConfiguration();
    conf.set("fs.defaultFS", dfs.getURI().toString());
    conf.set("yarn.resourcemanager.hostname", HOST);
    conf.set("yarn.nodemanager.hostname", HOST);
    conf.set("yarn.nodemanager.aux-services", "");
    conf.set("yarn.nodemanager.resource.memory-mb", "8192");
    conf.set("yarn.nodemanager.resource.cpu-vcores", "8");
    conf.set("yarn.nodemanager.pmem-check-enabled", "false");
    conf.set("yarn.nodemanager.vmem-check-enabled", "false");
    conf.set("yarn.nodemanager.disk-health-checker.enable", "false");
    conf.set("yarn.scheduler.minimum-allocation-mb", "256");
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.5");
    MiniYARNCluster yarn = new MiniYARNCluster("yarn", 1, 1, 1);
    yarn.init(conf);
    yarn.start();
    assertTrue(yarn.waitForNodeManagersToConnect(TimeUnit.MINUTES.toMillis(2)));
    Path logs = Path.of(yarn.getNodeManager(0).getConfig().get(YarnConfiguration.NM_LOG_DIRS));
    Files.createSymbolicLink(logs(folder), logs);

    Files.createDirectory(settings(folder));
    Configuration core = new Configuration(false);
    core.set("fs.defaultFS", dfs.getURI().toString());
    write(core, settings(folder).resolve("core-site.xml"));
    Configuration site = new Configuration(false);
    for (String name : ADDRESSES) {
      site.set(name, yarn.getConfig().get(name));
    }
    write(site, settings(folder).resolve("yarn-site.xml"));
    System.out.println("HADOOP_CONF_DIR=" + settings(folder));
    Thread.currentThread().join();
  }

  private static void write(Configuration settings, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.writeXml(out);
    }
  }
}
