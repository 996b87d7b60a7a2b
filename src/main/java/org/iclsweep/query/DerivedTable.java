package org.iclsweep.query;

import java.io.IOException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.iclsweep.store.FirstLine;

/** Writes tables that are derived from the results. */
final class DerivedTable {
  private DerivedTable() {}

  /**
   * Writes rows as one Parquet file.
   *
   * @param target the folder of the file
   * @throws IOException with a one-line message if it cannot be written
   */
  static void write(Dataset<Row> rows, String target) throws IOException {
    try {
      rows.coalesce(1).write().mode(SaveMode.Overwrite).parquet(target);
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      throw new IOException(
          "%s could not be written: %s"
              .formatted(target, FirstLine.of(ExceptionUtils.getRootCause(e))),
          e);
    }
  }
}
