package org.iclsweep.store;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.schema.PrimitiveType;

/**
 * Encodes a column of doubles as plain pages.
 *
 * <p>Parquet's own ColumnWriter produces the same pages but takes twice as long per value, and most
 * columns contain doubles.
 */
final class DoubleColumn {
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  private final PrimitiveType type;
  private final PageWriter pages;
  private final int pageRows;

  /** The encoding of repetition levels, which columns of these tables do not have. */
  private final Encoding repetition;

  /** 1 for each row of the page with a value, 0 for a null. */
  private final ValuesWriter levels;

  /** The values of the page in row order, without nulls. */
  private final byte[] values;

  /** The number of bytes of {@code values} in use. */
  private int size;

  private int nulls;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /**
   * Creates a column without rows.
   *
   * @param pages receives the pages
   * @param pageRows the maximum number of rows in a page
   */
  DoubleColumn(
      ColumnDescriptor column, ParquetProperties properties, PageWriter pages, int pageRows) {
    this.type = column.getPrimitiveType();
    this.levels = properties.newDefinitionLevelWriter(column);
    this.repetition = properties.newRepetitionLevelWriter(column).getEncoding();
    this.pages = pages;
    this.pageRows = pageRows;
    this.values = new byte[pageRows * Double.BYTES];
  }

  /** Adds a row. */
  void add(double value) throws IOException {
    LITTLE_ENDIAN.set(values, size, value);
    size += Double.BYTES;
    levels.writeInteger(1);
    min = Math.min(min, value);
    max = Math.max(max, value);
    endRow();
  }

  /** Adds a row with a null. */
  void addNull() throws IOException {
    levels.writeInteger(0);
    nulls++;
    endRow();
  }

  private void endRow() throws IOException {
    if (rows() == pageRows) {
      endPage();
    }
  }

  private int rows() {
    return size / Double.BYTES + nulls;
  }

  /** The bytes of the pages and of the rows not yet in a page. */
  long bytes() {
    return pages.getMemSize() + levels.getBufferedSize() + size;
  }

  /** Writes the rows not yet in a page as a page. */
  void endPage() throws IOException {
    int rows = rows();
    if (rows == 0) {
      return;
    }
    pages.writePage(
        BytesInput.concat(levels.getBytes(), BytesInput.from(values, 0, size)),
        rows,
        rows,
        statistics(),
        repetition,
        levels.getEncoding(),
        Encoding.PLAIN);
    levels.reset();
    size = 0;
    nulls = 0;
    min = Double.POSITIVE_INFINITY;
    max = Double.NEGATIVE_INFINITY;
  }

  /**
   * Returns the minimum and maximum of the page, or no statistics at all if it contains a NaN,
   * which some readers treat as the maximum and others ignore.
   */
  private Statistics<?> statistics() {
    Statistics.Builder statistics = Statistics.getBuilderForReading(type);
    if (size == 0) {
      return statistics.withNumNulls(nulls).build();
    }
    if (Double.isNaN(min)) {
      return statistics.build();
    }
    return statistics
        .withNumNulls(nulls)
        .withMin(BytesUtils.longToBytes(Double.doubleToRawLongBits(min)))
        .withMax(BytesUtils.longToBytes(Double.doubleToRawLongBits(max)))
        .build();
  }
}
