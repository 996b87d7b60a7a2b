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
 * <p>Parquet's own ColumnWriter makes the same pages, but takes twice the time for a value, and
 * most columns hold doubles.
 */
final class DoubleColumn {
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  private final PrimitiveType type;
  private final PageWriter pages;
  private final int pageRows;

  /** How the repetition levels are encoded that columns of these tables do not have. */
  private final Encoding repetition;

  /** A 1 for each row of the page that has a value, a 0 for a null. */
  private final ValuesWriter levels;

  /** The values of the page in the order of its rows, without a place for nulls. */
  private final byte[] values;

  /** How many bytes of {@code values} are in use. */
  private int size;

  private int nulls;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /**
   * A column without rows.
   *
   * @param pages takes the pages
   * @param pageRows how many rows a page has at most
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

  /** Adds a row that has no value. */
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

  /** The bytes of the pages and of the rows that are in none yet. */
  long bytes() {
    return pages.getMemSize() + levels.getBufferedSize() + size;
  }

  /** Puts the rows that are in no page yet into one. */
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
   * The least and the greatest value of the page, or no statistics at all if it holds a NaN: some
   * readers count it as the greatest, others as none.
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
