package org.iclsweep.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * A column of doubles in plain pages, as written by {@link DoubleColumn}.
 *
 * <p>It reads the pages' bytes directly. Parquet's ColumnReader, with a dozen calls per value,
 * would take most of the rewriting time.
 */
final class PlainDoubles implements SourceColumn {
  private final ColumnDescriptor column;
  private final PageReader pages;

  /** The number of unread rows in the page. */
  private int left;

  private ValuesReader levels;
  private ByteBuffer values;

  PlainDoubles(ColumnDescriptor column, PageReader pages) {
    this.column = column;
    this.pages = pages;
  }

  /** Returns whether this class can read a column. */
  static boolean canRead(ColumnChunkMetaData chunk) {
    return chunk.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.DOUBLE
        && chunk.getEncodingStats() != null
        && !chunk.getEncodingStats().usesV2Pages()
        && chunk.getEncodingStats().getDataEncodings().equals(Set.of(Encoding.PLAIN));
  }

  @Override
  public void copy(boolean[] kept, int start, int end, RowGroup to, int toColumn)
      throws IOException {
    DoubleColumn doubles = to.doubles(toColumn);
    int present = column.getMaxDefinitionLevel();
    for (int row = start; row < end; row++) {
      if (left == 0) {
        nextPage();
      }
      left--;
      if (levels.readInteger() == present) {
        double value = values.getDouble();
        if (kept[row]) {
          doubles.add(value);
        }
      } else if (kept[row]) {
        doubles.addNull();
      }
    }
  }

  private void nextPage() throws IOException {
    DataPageV1 page = (DataPageV1) pages.readPage();
    left = page.getValueCount();
    ByteBufferInputStream bytes = page.getBytes().toInputStream();
    levels = page.getDlEncoding().getValuesReader(column, ValuesType.DEFINITION_LEVEL);
    levels.initFromPage(left, bytes);
    values = bytes.slice(bytes.available()).order(ByteOrder.LITTLE_ENDIAN);
  }
}
