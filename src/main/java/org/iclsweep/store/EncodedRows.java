package org.iclsweep.store;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;
import org.iclsweep.table.Column;

/**
 * Rows of a table, encoded as a complete Parquet file in memory. They can be stored without
 * decoding.
 */
public final class EncodedRows implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  /** Upper estimate of the footer bytes per column. */
  private static final long FOOTER_BYTES = 500;

  private final long rows;
  private final byte[] file;

  private EncodedRows(long rows, byte[] file) {
    this.rows = rows;
    this.file = file;
  }

  /**
   * Encodes rows in order.
   *
   * @param table the name of the table
   * @param columns the columns of the table
   * @param rows the sources of the rows; may be empty
   * @throws ClassCastException if a column's value is not of its kind
   * @throws ArithmeticException if they take 2 GiB or more
   */
  public static <T> EncodedRows of(String table, List<Column<T>> columns, List<T> rows) {
    MessageType schema = ParquetSchema.of(table, columns);
    RowGroup group = new RowGroup(schema, rows.size());
    try {
      group.add(columns, rows);
      MemoryOutput file =
          new MemoryOutput(Math.toIntExact(group.bytes() + FOOTER_BYTES * columns.size()));
      try (ParquetFileWriter writer = RowGroup.start(file, schema)) {
        group.writeTo(writer);
        writer.end(Map.of());
      }
      return new EncodedRows(rows.size(), file.content());
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
  }

  /** The number of rows. */
  public long rows() {
    return rows;
  }

  /** The size of the file in bytes. */
  public int bytes() {
    return file.length;
  }

  /** The file. */
  InputFile file() {
    return new MemoryInput(file);
  }
}
