package org.iclsweep.spark;

import java.net.URI;
import java.util.Optional;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.iclsweep.store.DamagedException;
import org.iclsweep.store.FirstLine;
import org.iclsweep.store.Network;
import org.iclsweep.store.SweepFolder;

/** Reports in one line a file that proves damaged or missing while Spark reads it. */
public final class ReadError {
  private static final String UNREADABLE = "FAILED_READ_FILE";
  private static final String GONE = "FAILED_READ_FILE.FILE_NOT_EXIST";
  private static final String NOT_FOUND = "PATH_NOT_FOUND";

  private ReadError() {}

  /**
   * Describes a failure to read a sweep's file.
   *
   * @return one line that names the file and the remedy; empty for any other failure
   */
  public static Optional<String> of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DamagedException) {
        return Optional.of(cause.getMessage());
      }
      if (cause instanceof SparkThrowable spark && spark.getCondition() != null) {
        String condition = spark.getCondition();
        String path = spark.getMessageParameters().get("path");
        if (condition.equals(NOT_FOUND)) {
          return gone(new Path(path));
        }
        if (condition.startsWith(UNREADABLE)) {
          Path file = new Path(URI.create(path));
          return condition.equals(GONE)
              ? gone(file)
              : unreadable(file, ExceptionUtils.getRootCause(cause));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> gone(Path file) {
    return SweepFolder.repairCommand(file)
        .map(
            command ->
                "%s has gone while it was read, as when a run merges files; repeat the command"
                    .formatted(file));
  }

  private static Optional<String> unreadable(Path file, Throwable why) {
    if (Network.failed(why)) {
      return Optional.of(
          "%s cannot be read: %s; repeat the command".formatted(file, FirstLine.of(why)));
    }
    return SweepFolder.repairCommand(file)
        .map(
            command ->
                "%s is damaged: %s; %s sets it aside and keeps what can be read"
                    .formatted(file, FirstLine.of(why), command));
  }
}
