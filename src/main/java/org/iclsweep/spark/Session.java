package org.iclsweep.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
import org.iclsweep.store.LocalFiles;
import org.iclsweep.store.ObjectStores;
import org.iclsweep.sweep.MemoryModel;
import org.iclsweep.sweep.UsageException;
import scala.Option;

/** The Spark session of one command. */
public final class Session implements AutoCloseable {
  /** The application name that spark-submit chooses if none is given. */
  private static final String MAIN = "org.iclsweep.cli.Main";

  /**
   * Priority of a shutdown hook that runs before Spark stops and Hadoop closes its file systems.
   */
  private static final int FIRST = FileSystem.SHUTDOWN_HOOK_PRIORITY + 100;

  /** Maximum time for storing finished trials on shutdown. */
  private static final long MAX_MINUTES = 10;

  /**
   * The memory in bytes below which Spark does not start: one and a half times what it reserves.
   */
  private static final long MIN_MEMORY = 450L << 20;

  /** The number of rows below which another task takes longer than it saves. */
  private static final long MIN_ROWS = 2_500;

  private static final String CODEGEN = "spark.sql.codegen.factoryMode";

  /**
   * Settings for small tables, locally and on clusters: compiling or adapting a query on them takes
   * longer than running it, and so do hundreds of empty tasks.
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

  private static final Map<String, String> ORDERED_QUERIES =
      Map.of(
          "spark.sql.shuffle.partitions",
          "1",
          "spark.sql.adaptive.enabled",
          "false",
          "spark.sql.autoBroadcastJoinThreshold",
          "-1",
          "spark.sql.optimizer.excludedRules",
          "org.apache.spark.sql.catalyst.optimizer.EliminateSorts");

  private final SparkSession spark;
  private final Runnable silence;

  /** The settings for small tables, except those that the user has set. */
  private final Map<String, String> smallQueries;

  /** Whether Spark was already running. */
  private final boolean shared;

  private Session(
      SparkSession spark, boolean shared, Map<String, String> smallQueries, Runnable silence) {
    this.spark = spark;
    this.shared = shared;
    this.smallQueries = smallQueries;
    this.silence = silence;
  }

  /**
   * Opens a session with the settings given to spark-submit. Other settings get defaults suitable
   * for a sweep: all local cores, no web interface in local mode, no console progress, no
   * speculation (a long trial is not a straggler), fair scheduling of file merges alongside trials,
   * and nothing written to the working directory. If Spark is already running in this process, it
   * is used as is and keeps running after the session is closed.
   *
   * @param name the sweep's folder, after which the application is named
   * @throws UsageException if the driver has less memory than Spark accepts
   */
  public static Session open(String name) {
    long memory = Runtime.getRuntime().maxMemory();
    if (memory < MIN_MEMORY) {
      throw new UsageException(
          "the driver has %d MB of memory, and Spark needs %d MB; put --driver-memory 1g before the command"
              .formatted(memory >> 20, MIN_MEMORY >> 20));
    }
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", "local[*]");
    boolean local = conf.get("spark.master").matches("local(\\[.*)?");
    if (conf.get("spark.app.name", MAIN).equals(MAIN)) { // spark-submit's default
      conf.set("spark.app.name", "icl-sweep " + name.replaceFirst(".*/", ""));
    }
    if (local) {
      conf.setIfMissing("spark.ui.enabled", "false");
      if (!conf.contains("spark.hadoop.fs.file.impl")) {
        LocalFiles.SETTINGS.forEach((key, value) -> conf.set("spark.hadoop." + key, value));
      }
    }
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.speculation", "false");
    conf.setIfMissing("spark.sql.debug.maxToStringFields", "1000");
    // SQL is taken literally; variables from the environment are not substituted.
    conf.set("spark.sql.variable.substitute", "false");
    // The names and lengths of result files are known; a job that lists them takes longer.
    conf.setIfMissing("spark.sql.sources.parallelPartitionDiscovery.threshold", "1000");
    // A report lists the trials whose curves it shows; Parquet skips data without any of them.
    conf.setIfMissing("spark.sql.parquet.pushdown.inFilterThreshold", "10000");
    ObjectStores.DEFAULTS.forEach((key, value) -> conf.setIfMissing("spark.hadoop." + key, value));
    conf.setIfMissing(
        "spark.sql.warehouse.dir",
        Path.of(System.getProperty("java.io.tmpdir"), "icl-sweep-warehouse").toUri().toString());
    Map<String, String> smallQueries = new HashMap<>(SMALL_QUERIES);
    smallQueries.keySet().removeIf(conf::contains);
    Runnable silence = Session::silence;
    atEnd(silence, FIRST + 1);
    Option<org.apache.spark.sql.classic.SparkSession> running =
        org.apache.spark.sql.classic.SparkSession.getDefaultSession()
            .filter(other -> !other.sparkContext().isStopped());
    SparkSession spark = running.getOrElse(() -> start(conf));
    Session session = new Session(spark, running.isDefined(), smallQueries, silence);
    smallQueries.forEach(spark.conf()::set);
    use(spark);
    return session;
  }

  private static org.apache.spark.sql.classic.SparkSession start(SparkConf conf) {
    Optional<Path> pools = pools(conf);
    try {
      // Spark's SparkSession.builder() would look for this class by Scala's reflection, which takes
      // a third of a second.
      return org.apache.spark.sql.classic.SparkSession.builder().config(conf).getOrCreate();
    } finally {
      pools.ifPresent(Session::delete); // Spark has read it
    }
  }

  /**
   * Requests fair scheduling, unless the user has chosen otherwise: jobs beside the trials get the
   * next free core, while the waves of trials run one after the other.
   *
   * @return the file with the pools, which Spark reads from a file system only
   */
  private static Optional<Path> pools(SparkConf conf) {
    if (conf.contains("spark.scheduler.mode") || conf.contains("spark.scheduler.allocation.file")) {
      return Optional.empty();
    }
    conf.set("spark.scheduler.mode", "FAIR");
    try (InputStream pools = Session.class.getResourceAsStream("pools.xml")) {
      Path file = Files.createTempFile("icl-sweep-pools", ".xml");
      Files.copy(pools, file, StandardCopyOption.REPLACE_EXISTING);
      conf.set("spark.scheduler.allocation.file", file.toUri().toString());
      return Optional.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Gives a session's settings to this thread and its tasks. Spark does so itself only for queries
   * that end before their result is read; queries that are read row by row take the settings from
   * the reading thread.
   *
   * @param session the session whose queries this thread reads next
   */
  public static void use(SparkSession session) {
    org.apache.spark.sql.classic.SparkSession.setActiveSession(session);
    session
        .sparkContext()
        .setLocalProperty(CODEGEN, session.conf().getOption(CODEGEN).getOrElse(() -> null));
  }

  /**
   * Returns a new Spark session with the settings for small tables, or with Spark's own for large
   * tables. The user's settings are always kept.
   */
  public SparkSession sized(boolean large) {
    SparkSession sized = spark.newSession();
    if (!large) {
      smallQueries.forEach(sized.conf()::set);
    }
    return sized;
  }

  /**
   * Returns a new Spark session that keeps the order of sorted rows: a single partition, joins by
   * sorting, and no optimization that drops a sort. The results of a query on sorted tables are
   * then identical to the last bit on any number of cores.
   */
  public SparkSession ordered(boolean large) {
    SparkSession ordered = sized(large);
    ORDERED_QUERIES.forEach(ordered.conf()::set);
    return ordered;
  }

  /** Names the Spark jobs that this thread starts from now on, so that they can be cancelled. */
  public void begin(String jobs) {
    context().setJobGroup(jobs, jobs, true);
  }

  /** Cancels the Spark jobs of a name. */
  public void cancel(String jobs) {
    context().cancelJobGroup(jobs);
  }

  /**
   * Turns logging off on shutdown; Spark would log each cancelled job and lost executor with a
   * stack trace.
   */
  private static void silence() {
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF);
  }

  private static void atEnd(Runnable action, int priority) {
    ShutdownHookManager.get().addShutdownHook(action, priority, MAX_MINUTES, TimeUnit.MINUTES);
  }

  /** Returns whether this process has begun to shut down. */
  public static boolean ending() {
    return ShutdownHookManager.get().isShutdownInProgress();
  }

  /**
   * Registers an action to run on shutdown (SIGINT, SIGTERM), while Spark and the file systems
   * still work.
   *
   * @throws IllegalStateException if shutdown has begun
   */
  public void beforeEnd(Runnable action) {
    atEnd(action, FIRST);
  }

  /**
   * Unregisters an action of {@link #beforeEnd}.
   *
   * @throws IllegalStateException if shutdown has begun
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

  /** The number of trials that can run concurrently, according to Spark. */
  public int cores() {
    return spark.sparkContext().defaultParallelism();
  }

  /** The number of partitions for so many rows: one per core, but none for a few rows. */
  int parts(long rows) {
    return (int) Math.max(1, Math.min(cores(), rows / MIN_ROWS));
  }

  /**
   * Refuses trials that exceed the memory of the executors.
   *
   * @param bytes the memory of the largest trial
   * @param trials the number of trials
   * @throws UsageException naming the sizes and the option to change
   */
  public void checkMemory(double bytes, long trials) {
    SparkConf conf = context().getConf();
    boolean local = context().isLocal();
    double memory =
        local
            ? Runtime.getRuntime().maxMemory()
            : conf.getSizeAsBytes("spark.executor.memory", "1g");
    int cores = local ? cores() : conf.getInt("spark.executor.cores", 1);
    long together = Math.min(trials, cores / conf.getInt("spark.task.cpus", 1));
    MemoryModel.checkMemory(
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
