package org.iclsweep.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
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
  /**
   * A separate pool in Spark's fair scheduler, so that file work need not wait for a wave of
   * trials.
   */
  private static final String POOL = "files";

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
    context.setLocalProperty("spark.scheduler.pool", POOL);
    context.setJobDescription("reading and writing files of results");
    try {
      JavaRDD<Work<T>> pieces =
          new JavaSparkContext(context).parallelize(new ArrayList<Work<T>>(work), work.size());
      JavaRDD<T> results = pieces.map(piece -> piece.run(fileSystem(uri)));
      return results.collect();
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof IOException) {
          throw new IOException(FirstLine.of(cause), e); // without Spark's text around it
        }
      }
      throw e;
    } finally {
      context.setLocalProperty("spark.scheduler.pool", null);
      context.setJobDescription(null);
    }
  }

  /** The file system of a folder, on an executor. */
  static WholeFiles fileSystem(String folder) throws IOException {
    return WholeFiles.of(new Path(folder), SweepFolders.fileSystems(SparkEnv.get().conf()));
  }
}
