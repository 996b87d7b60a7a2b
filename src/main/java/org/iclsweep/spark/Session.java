package org.iclsweep.spark;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSession;
import org.iclsweep.sweep.MemoryModel;
import org.iclsweep.sweep.UsageException;
import scala.Option;

/** The Spark session of one command. */
public final class Session implements AutoCloseable {
  /** The name of an application that was not given one. */
  private static final String MAIN = "org.iclsweep.cli.Main";

  /** Spark stops itself and Hadoop closes its file systems at lower ones, thus later. */
  private static final int FIRST = FileSystem.SHUTDOWN_HOOK_PRIORITY + 100;

  /** So long storing what is finished may take when the process is told to end. */
  private static final long MOST_MINUTES = 10;

  private static final String CODEGEN = "spark.sql.codegen.factoryMode";

  /**
   * Settings for small tables in this process: to compile or to adapt a query about them takes
   * longer than to run it.
   */
  private static final Map<String, String> SMALL_QUERIES =
      Map.of(
          "spark.sql.shuffle.partitions",
          "4",
          "spark.sql.adaptive.enabled",
          "false",
          "spark.sql.codegen.wholeStage",
          "false",
          CODEGEN,
          "NO_CODEGEN");

  private final SparkSession spark;
  private final Runnable silence;

  /** The settings for small tables, but for those that the user has made. */
  private final Map<String, String> smallQueries;

  /** Whether Spark was running before. */
  private final boolean shared;

  private Session(
      SparkSession spark, boolean shared, Map<String, String> smallQueries, Runnable silence) {
    this.spark = spark;
    this.shared = shared;
    this.smallQueries = smallQueries;
    this.silence = silence;
  }

  /**
   * Opens a session with the settings that spark-submit was given; what it was not given is set so
   * that a sweep works: all local cores, no web interface in this process alone, no console noise,
   * no speculation (a long trial is not a straggler), a fair share for the merging of files beside
   * trials, and nothing written to the working directory. Where Spark is running in this process
   * already, it is used as it is, and goes on when the session is closed.
   *
   * @param name what the application is named after: a sweep's folder
   */
  public static Session open(String name) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", "local[*]");
    boolean local = conf.get("spark.master").matches("local(\\[.*)?");
    if (conf.get("spark.app.name", MAIN).equals(MAIN)) { // spark-submit's own choice
      conf.set("spark.app.name", "icl-sweep " + name.replaceFirst(".*/", ""));
    }
    if (local) {
      conf.setIfMissing("spark.ui.enabled", "false");
    }
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.speculation", "false");
    conf.setIfMissing("spark.scheduler.mode", "FAIR");
    conf.setIfMissing("spark.sql.debug.maxToStringFields", "1000");
    // SQL says what is asked; it takes nothing from the environment.
    conf.set("spark.sql.variable.substitute", "false");
    // A report names the trials whose curves it shows; Parquet skips what has none of them.
    conf.setIfMissing("spark.sql.parquet.pushdown.inFilterThreshold", "10000");
    conf.setIfMissing(
        "spark.sql.warehouse.dir",
        Path.of(System.getProperty("java.io.tmpdir"), "icl-sweep-warehouse").toUri().toString());
    Map<String, String> smallQueries = new HashMap<>(local ? SMALL_QUERIES : Map.of());
    smallQueries.keySet().removeIf(conf::contains);
    Runnable silence = Session::silence;
    atEnd(silence, FIRST + 1);
    Option<SparkSession> running =
        SparkSession.getDefaultSession().filter(other -> !other.sparkContext().isStopped());
    SparkSession spark = running.getOrElse(() -> SparkSession.builder().config(conf).getOrCreate());
    Session session = new Session(spark, running.isDefined(), smallQueries, silence);
    smallQueries.forEach(spark.conf()::set);
    tellTasks(spark);
    return session;
  }

  /**
   * Tasks know a session's settings only of queries that end before their answer is read; those
   * that are read row by row take them from the thread that reads.
   *
   * @param session whose queries this thread reads next
   */
  public static void tellTasks(SparkSession session) {
    session
        .sparkContext()
        .setLocalProperty(CODEGEN, session.conf().getOption(CODEGEN).getOrElse(() -> null));
  }

  /**
   * A new session of Spark with the settings for small tables, or with Spark's own for large ones
   * and on a cluster; settings that the user has made always stay.
   */
  public SparkSession sized(boolean large) {
    SparkSession sized = spark.newSession();
    if (!large) {
      smallQueries.forEach(sized.conf()::set);
    }
    return sized;
  }

  /**
   * Whoever told the process to end knows why jobs are cancelled and executors lost; Spark would
   * log each of them with a stack trace.
   */
  private static void silence() {
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF);
  }

  private static void atEnd(Runnable action, int priority) {
    ShutdownHookManager.get().addShutdownHook(action, priority, MOST_MINUTES, TimeUnit.MINUTES);
  }

  /**
   * Has something done when the process is told to end (SIGINT, SIGTERM), while Spark and the file
   * systems still work.
   *
   * @throws IllegalStateException if it is ending already
   */
  public void beforeEnd(Runnable action) {
    atEnd(action, FIRST);
  }

  /**
   * Takes back {@link #beforeEnd}.
   *
   * @throws IllegalStateException if the process is ending already
   */
  public void notBeforeEnd(Runnable action) {
    ShutdownHookManager.get().removeShutdownHook(action);
  }

  /** The session with the settings for small tables. */
  SparkSession spark() {
    return spark;
  }

  SparkContext context() {
    return spark.sparkContext();
  }

  /** The number of trials that can run at the same time, as far as Spark knows. */
  public int cores() {
    return spark.sparkContext().defaultParallelism();
  }

  /**
   * Refuses trials that executors have no memory for.
   *
   * @param bytes what the largest trial holds
   * @param trials how many there are
   * @throws UsageException naming the sizes and what to change
   */
  public void refuseTooLarge(double bytes, long trials) {
    SparkConf conf = context().getConf();
    boolean local = context().isLocal();
    double memory =
        local
            ? Runtime.getRuntime().maxMemory()
            : conf.getSizeAsBytes("spark.executor.memory", "1g");
    int cores = local ? cores() : conf.getInt("spark.executor.cores", 1);
    long together = Math.min(trials, cores / conf.getInt("spark.task.cpus", 1));
    MemoryModel.refuseTooLarge(
        bytes,
        together,
        memory,
        "raise %s or run fewer at a time (%s)"
            .formatted(
                local ? "--driver-memory" : "--executor-memory",
                local ? "--master local[1]" : "--executor-cores 1"));
  }

  /** The version of Spark. */
  public static String version() {
    return package$.MODULE$.SPARK_VERSION();
  }

  @Override
  public void close() {
    if (!shared) {
      spark.stop();
    }
    notBeforeEnd(silence);
  }
}
