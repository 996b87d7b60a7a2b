package org.iclsweep.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.SparkAppHandle;
import org.apache.spark.launcher.SparkLauncher;

/**
 * An application whose driver runs on YARN or a standalone cluster, as seen by the process that
 * submitted it.
 */
public final class ClusterApplication {
  private static final String YARN_ID = "spark.yarn.app.id";

  /** The id that a standalone master gives to a driver, in the log of spark-submit. */
  private static final Pattern DRIVER = Pattern.compile("driver-[0-9]{14}-[0-9]+");

  /** The options of spark-submit without a value. */
  private static final Set<String> FLAGS =
      Set.of("--verbose", "-v", "--supervise", "--load-spark-defaults");

  private final SparkAppHandle handle;
  private final String master;

  /** The name of the driver on a standalone cluster, which tells nobody its own; null on YARN. */
  private final String name;

  private final File log;

  private ClusterApplication(SparkAppHandle handle, String master, String name, File log) {
    this.handle = handle;
    this.master = master;
    this.name = name;
    this.log = log;
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
    String master = "yarn";
    for (Iterator<String> words = options.iterator(); words.hasNext(); ) {
      String option = words.next();
      int equals = option.startsWith("--") ? option.indexOf('=') : -1;
      if (FLAGS.contains(option)) {
        launcher.addSparkArg(option);
        continue;
      }
      String key = equals > 0 ? option.substring(0, equals) : option;
      String value = equals > 0 ? option.substring(equals + 1) : words.next();
      launcher.addSparkArg(key, value);
      if (key.equals("--master")) {
        master = value;
      } else if (value.startsWith("spark.master=")) {
        master = value.substring(value.indexOf('=') + 1);
      }
    }
    launcher
        .setMainClass(main.getName())
        .setAppResource(main.getProtectionDomain().getCodeSource().getLocation().getPath())
        .addAppArgs(word)
        .redirectError()
        .redirectOutput(log);
    String driver = null;
    if (!master.equals("yarn")) {
      driver = "driver-" + UUID.randomUUID().toString().substring(0, 8);
      launcher.addAppArgs(driver).setConf("spark.standalone.submit.waitAppCompletion", "true");
    }
    return new ClusterApplication(launcher.startApplication(), master, driver, log);
  }

  /** The name of the driver's output: the application's id on YARN, once it is submitted. */
  public Optional<String> id() {
    return Optional.ofNullable(name != null ? name : handle.getAppId());
  }

  /** Whether the application has ended, or was not accepted. */
  public boolean ended() {
    return handle.getState().isFinal();
  }

  /**
   * Whether the application was killed by a user or the cluster.
   *
   * @throws IOException if the log of spark-submit cannot be read
   */
  public boolean killed() throws IOException {
    return handle.getState() == SparkAppHandle.State.KILLED
        || (name != null && Files.readString(log.toPath()).contains(" is KILLED"));
  }

  /**
   * The commands that stop the application and print its log.
   *
   * @param stop stops it
   * @param log prints its log; or the place of the log, or the last line of spark-submit's
   */
  public record Commands(String stop, String log) {}

  /**
   * Returns the commands that a user may give for this application.
   *
   * @throws IOException if the log of spark-submit cannot be read
   */
  public Commands commands() throws IOException {
    if (name == null) {
      String id = handle.getAppId();
      return new Commands("yarn application -kill " + id, "yarn logs -applicationId " + id);
    }
    String printed = Files.readString(log.toPath()).strip();
    Matcher given = DRIVER.matcher(printed);
    String stop = "spark-submit --master %s --kill ".formatted(master);
    return given.find()
        ? new Commands(stop + given.group(), "the folder %s of its worker".formatted(given.group()))
        : new Commands(stop + "DRIVER", printed.substring(printed.lastIndexOf('\n') + 1));
  }

  /** Ends spark-submit; the application is left alone. */
  public void leave() {
    handle.kill();
  }

  /**
   * The name of the output of the driver that is this process.
   *
   * @param arguments the arguments of the driver
   */
  public static String idOfThisDriver(String... arguments) {
    return onYarn() ? System.getProperty(YARN_ID) : arguments[1];
  }

  /** Whether this process is a driver on YARN. */
  public static boolean onYarn() {
    return System.getProperty(YARN_ID) != null;
  }
}
