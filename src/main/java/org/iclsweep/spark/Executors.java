package org.iclsweep.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.iclsweep.store.FirstLine;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.store.WholeFiles;
import org.iclsweep.store.Workers;

/** Runs work on a sweep's files on the executors, alongside trials. */
final class Executors implements Workers {
  /** A separate pool in Spark's fair scheduler, whose jobs need not wait for a wave of trials. */
  private static final String POOL = "alongside trials";

  private final SparkContext context;
  private final String folder;

  Executors(SparkContext context, SweepFolder folder) {
    this.context = context;
    this.folder = folder.uri();
  }

  @Override
  public <T extends Serializable> List<T> run(List<? extends Work<T>> work) throws IOException {
    if (work.isEmpty()) {
      return List.of();
    }
    String uri = folder;
    context.setJobDescription("reading and writing files of results");
    try {
      JavaRDD<Work<T>> pieces =
          new JavaSparkContext(context).parallelize(new ArrayList<Work<T>>(work), work.size());
      JavaRDD<T> results = pieces.map(piece -> piece.run(fileSystem(uri)));
      return alongsideTrials(context, results::collect);
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof IOException) {
          throw new IOException(FirstLine.of(cause), e); // without Spark's text around it
        }
      }
      throw e;
    } finally {
      context.setJobDescription(null);
    }
  }

  /** Runs jobs that take the next free core even if trials wait for one. */
  static <T> T alongsideTrials(SparkContext context, Supplier<T> jobs) {
    context.setLocalProperty("spark.scheduler.pool", POOL);
    try {
      return jobs.get();
    } finally {
      context.setLocalProperty("spark.scheduler.pool", null);
    }
  }

  /** The file system of a folder, on an executor. */
  static WholeFiles fileSystem(String folder) throws IOException {
    return WholeFiles.of(new Path(folder), SweepFolders.fileSystems(SparkEnv.get().conf()));
  }
}
