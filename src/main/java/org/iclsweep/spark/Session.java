package org.iclsweep.spark;

import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSession;
import org.iclsweep.sweep.UsageException;

/** The Spark session of one command. */
public final class Session implements AutoCloseable {
  /** The share of a heap that trials can fill; the rest is Spark's and the JVM's own. */
  private static final double USABLE_SHARE = 0.8;

  private static final double GIGA = 1e9;

  private final SparkSession spark;

  private Session(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Opens a session with the settings that spark-submit was given; what it was not given is set so
   * that a sweep works: all local cores, no web interface, no console noise, no speculation (a long
   * trial is not a straggler), and nothing written to the working directory. A sweep's tables are
   * small, so queries are interpreted: compiling one would take longer than running it.
   */
  public static Session open() {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "icl-sweep");
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.speculation", "false");
    conf.setIfMissing("spark.sql.shuffle.partitions", "4");
    conf.setIfMissing("spark.sql.adaptive.enabled", "false");
    conf.setIfMissing("spark.sql.codegen.wholeStage", "false");
    conf.setIfMissing("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    conf.setIfMissing("spark.sql.debug.maxToStringFields", "1000");
    conf.setIfMissing(
        "spark.sql.warehouse.dir",
        Path.of(System.getProperty("java.io.tmpdir"), "icl-sweep-warehouse").toUri().toString());
    return new Session(SparkSession.builder().config(conf).getOrCreate());
  }

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
    if (bytes * together > USABLE_SHARE * memory) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "memory: the largest trial needs %.1f GB and %d run at a time, but there are %.1f GB;"
                  + " raise %s or run fewer at a time (%s)",
              bytes / GIGA,
              together,
              memory / GIGA,
              local ? "--driver-memory" : "--executor-memory",
              local ? "--master local[1]" : "--executor-cores 1"));
    }
  }

  /** The version of Spark. */
  public static String version() {
    return package$.MODULE$.SPARK_VERSION();
  }

  @Override
  public void close() {
    spark.stop();
  }
}
