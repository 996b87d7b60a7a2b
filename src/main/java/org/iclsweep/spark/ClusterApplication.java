package org.iclsweep.spark;

import java.io.File;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.SparkAppHandle;
import org.apache.spark.launcher.SparkLauncher;

/** An application whose driver runs on YARN, as seen by the process that submitted it. */
public final class ClusterApplication {
  /** The options of spark-submit without a value. */
  private static final Set<String> FLAGS =
      Set.of("--verbose", "-v", "--supervise", "--load-spark-defaults");

  private final SparkAppHandle handle;

  private ClusterApplication(SparkAppHandle handle) {
    this.handle = handle;
  }

  /**
   * Submits an application with spark-submit, in a process of its own.
   *
   * @param options the options of spark-submit
   * @param name the name of the application, unless the options have one
   * @param main the class of the driver, in the jar of this class
   * @param word the argument of the driver
   * @param log receives all that spark-submit prints
   * @throws IOException if spark-submit cannot be started
   */
  public static ClusterApplication submit(
      List<String> options, String name, Class<?> main, String word, File log) throws IOException {
    SparkLauncher launcher = new SparkLauncher();
    String client = new SparkConf().get("spark.app.name", "");
    // spark-submit names an application after its class.
    launcher.setAppName(client.startsWith("org.iclsweep.") ? name : client);
    for (Iterator<String> words = options.iterator(); words.hasNext(); ) {
      String option = words.next();
      int equals = option.startsWith("--") ? option.indexOf('=') : -1;
      if (FLAGS.contains(option)) {
        launcher.addSparkArg(option);
      } else if (equals > 0) {
        launcher.addSparkArg(option.substring(0, equals), option.substring(equals + 1));
      } else {
        launcher.addSparkArg(option, words.next());
      }
    }
    launcher
        .setMainClass(main.getName())
        .setAppResource(main.getProtectionDomain().getCodeSource().getLocation().getPath())
        .addAppArgs(word)
        .redirectError()
        .redirectOutput(log);
    return new ClusterApplication(launcher.startApplication());
  }

  /** The id of the application, once it is submitted. */
  public Optional<String> id() {
    return Optional.ofNullable(handle.getAppId());
  }

  /** Whether the application has ended, or was not accepted. */
  public boolean ended() {
    return handle.getState().isFinal();
  }

  /** Whether the application was killed by a user or the cluster. */
  public boolean killed() {
    return handle.getState() == SparkAppHandle.State.KILLED;
  }

  /** Ends spark-submit; the application is left alone. */
  public void leave() {
    handle.kill();
  }

  /** The id of the application of which this process is the driver. */
  public static String idOfThisDriver() {
    return System.getProperty("spark.yarn.app.id");
  }
}
