package org.iclsweep.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.factory.DefaultV1ValuesWriterFactory;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.iclsweep.table.Column;

/**
 * A row group being encoded in memory.
 *
 * <p>Rows are added in slices of up to {@link #SLICE}: each column is filled in turn, then {@link
 * #endRows} is called. All data is on the heap, so nothing needs to be closed.
 */
final class RowGroup {
  /** Number of rows that pass through all columns at a time; they fit in the processor cache. */
  static final int SLICE = 1000;

  /** Maximum rows of a page. A reader that needs few rows skips the pages without them. */
  private static final int PAGE_ROWS = 20_000;

  /** Row groups are much smaller than file system blocks, so they may cross block boundaries. */
  private static final int NO_PADDING = 0;

  private static final ParquetProperties PROPERTIES =
      ParquetProperties.builder()
          .withPageRowCountLimit(PAGE_ROWS)
          .withMinRowCountForPageSizeCheck(SLICE)
          .withMaxRowCountForPageSizeCheck(SLICE)
          .withPageWriteChecksumEnabled(true)
          .withSizeStatisticsEnabled(false)
          // Before Parquet 1.17 the default is one object for the whole JVM, configured by the
          // properties created last.
          .withValuesWriterFactory(new DefaultV1ValuesWriterFactory())
          .build();

  /** Compression reduces training data by only a fortieth and slows writing and reading. */
  private static final BytesInputCompressor UNCOMPRESSED =
      new CodecFactory(new PlainParquetConfiguration(), 0)
          .getCompressor(CompressionCodecName.UNCOMPRESSED);

  private final ColumnChunkPageWriteStore pages;

  /** The columns of doubles; null for other columns. */
  private final List<DoubleColumn> doubles = new ArrayList<>();

  /** The other columns; null for columns of doubles. */
  private final List<ColumnWriter> others = new ArrayList<>();

  /** The store of {@code others}. */
  private final ColumnWriteStore store;

  private long rows;

  /**
   * Creates a row group without rows.
   *
   * @param expected the expected number of rows; with more the pages are smaller than necessary
   */
  RowGroup(MessageType schema, int expected) {
    this.pages =
        new ColumnChunkPageWriteStore(
            UNCOMPRESSED,
            schema,
            new HeapByteBufferAllocator(),
            PROPERTIES.getColumnIndexTruncateLength(),
            PROPERTIES.getPageWriteChecksumEnabled());
    Type[] otherFields =
        schema.getFields().stream().filter(field -> !isDouble(field)).toArray(Type[]::new);
    this.store =
        PROPERTIES.newColumnWriteStore(new MessageType(schema.getName(), otherFields), pages);
    for (ColumnDescriptor column : schema.getColumns()) {
      boolean isDouble = isDouble(column.getPrimitiveType());
      doubles.add(
          isDouble
              ? new DoubleColumn(
                  column, PROPERTIES, pages.getPageWriter(column), Math.min(expected, PAGE_ROWS))
              : null);
      others.add(isDouble ? null : store.getColumnWriter(column));
    }
  }

  private static boolean isDouble(Type field) {
    return field.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.DOUBLE;
  }

  /** Starts a file for row groups. */
  static ParquetFileWriter start(OutputFile file, MessageType schema) throws IOException {
    ParquetFileWriter writer =
        new ParquetFileWriter(
            file,
            schema,
            ParquetFileWriter.Mode.OVERWRITE,
            ParquetWriter.DEFAULT_BLOCK_SIZE,
            NO_PADDING,
            null,
            PROPERTIES);
    writer.start();
    return writer;
  }

  /** The writer of a column of doubles. */
  DoubleColumn doubles(int column) {
    return doubles.get(column);
  }

  /** The writer of a column that does not contain doubles. */
  ColumnWriter others(int column) {
    return others.get(column);
  }

  /** Adds a null to a column. */
  void addNull(int column) throws IOException {
    if (doubles(column) == null) {
      others(column).writeNull(0, 0);
    } else {
      doubles(column).addNull();
    }
  }

  /** Ends this many rows, which must have been added to every column. */
  void endRows(int count) {
    for (int i = 0; i < count; i++) {
      store.endRecord();
    }
    rows += count;
  }

  /** The number of ended rows. */
  long rows() {
    return rows;
  }

  /** Approximate number of bytes that {@link #writeTo} would write now. */
  long bytes() {
    long bytes = store.getBufferedSize();
    for (DoubleColumn column : doubles) {
      bytes += column == null ? 0 : column.bytes();
    }
    return bytes;
  }

  /** Adds rows to all columns and ends them. */
  <T> void add(List<Column<T>> from, List<T> added) throws IOException {
    for (int start = 0; start < added.size(); start += SLICE) {
      List<T> slice = added.subList(start, Math.min(start + SLICE, added.size()));
      for (int i = 0; i < from.size(); i++) {
        add(i, from.get(i), slice);
      }
      endRows(slice.size());
    }
  }

  private <T> void add(int column, Column<T> from, List<T> added) throws IOException {
    if (from.kind() == Column.Kind.DOUBLE) {
      DoubleColumn to = doubles(column);
      for (T row : added) {
        Object value = from.stored(row);
        if (value == null) {
          to.addNull();
        } else {
          to.add((double) value);
        }
      }
      return;
    }
    ColumnWriter to = others(column);
    Object text = null;
    Binary encoded = null;
    for (T row : added) {
      Object value = from.stored(row);
      if (value == null) {
        to.writeNull(0, 0);
        continue;
      }
      switch (from.kind()) {
        case INT -> to.write((int) value, 0, 1);
        case LONG -> to.write((long) value, 0, 1);
        case BOOLEAN -> to.write((boolean) value, 0, 1);
        default -> {
          if (!value.equals(text)) {
            text = value;
            encoded = Binary.fromString((String) value);
          }
          to.write(encoded, 0, 1);
        }
      }
    }
  }

  /** Writes the row group unless it has no rows. No rows can be added afterwards. */
  void writeTo(ParquetFileWriter file) throws IOException {
    if (rows == 0) {
      return;
    }
    for (DoubleColumn column : doubles) {
      if (column != null) {
        column.endPage();
      }
    }
    store.flush();
    file.startBlock(rows);
    pages.flushToFileWriter(file);
    file.endBlock();
  }
}
