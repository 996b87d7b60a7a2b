package org.iclsweep.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.iclsweep.table.Column;

/**
 * Writes one Parquet file, row group by row group.
 *
 * <p>The file is complete only after {@link #finish}. If a failure closes the table earlier, every
 * reader rejects the file.
 */
final class ParquetTable implements Closeable {
  private final MessageType schema;
  private final ParquetFileWriter writer;
  private long rows;

  /**
   * Starts a file, replacing an existing one.
   *
   * @param schema the schema of all added rows
   * @throws IOException if it cannot be created
   */
  ParquetTable(OutputFile file, MessageType schema) throws IOException {
    this.schema = schema;
    this.writer = RowGroup.start(file, schema);
  }

  /** The schema of the file. */
  MessageType schema() {
    return schema;
  }

  /** The number of rows so far. */
  long rows() {
    return rows;
  }

  /**
   * Adds encoded rows without decoding them.
   *
   * @throws IllegalArgumentException if they have another schema; nothing is then added
   * @throws IOException if they cannot be written
   */
  void append(EncodedRows added) throws IOException {
    InputFile file = added.file();
    try (SeekableInputStream stream = file.newStream()) {
      ParquetMetadata footer = Footer.read(file, stream);
      MessageType other = footer.getFileMetaData().getSchema();
      if (!other.equals(schema)) {
        throw new IllegalArgumentException("rows of " + other + " added to " + schema);
      }
      writer.appendRowGroups(stream, footer.getBlocks(), false);
    }
    rows += added.rows();
  }

  /**
   * Adds an encoded row group of a file of the same schema.
   *
   * @throws IOException if it cannot be read or written
   */
  void append(InputFile file, BlockMetaData rowGroup) throws IOException {
    try (SeekableInputStream stream = file.newStream()) {
      writer.appendRowGroup(stream, rowGroup, false);
    }
    rows += rowGroup.getRowCount();
  }

  /**
   * Encodes rows into one row group, or none if there are no rows.
   *
   * @throws IllegalArgumentException if the columns are not those of the schema; nothing is then
   *     added
   * @throws IOException if they cannot be written
   */
  <T> void write(List<Column<T>> columns, List<T> added) throws IOException {
    if (!ParquetSchema.of(schema.getName(), columns).equals(schema)) {
      throw new IllegalArgumentException("other columns than " + schema);
    }
    RowGroup group = new RowGroup(schema, added.size());
    group.add(columns, added);
    add(group);
  }

  /**
   * Adds a row group unless it has no rows.
   *
   * @throws IOException if it cannot be written
   */
  void add(RowGroup group) throws IOException {
    group.writeTo(writer);
    rows += group.rows();
  }

  /**
   * Completes the file.
   *
   * @param metadata the key-value metadata, see {@link Footer#metadata}
   * @throws IOException if it cannot be written
   */
  void finish(Map<String, String> metadata) throws IOException {
    writer.end(metadata);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
