package org.iclsweep.store;

import java.io.IOException;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** A column of any type and encoding, decoded by Parquet. */
final class DecodedColumn implements SourceColumn {
  private final ColumnReader values;
  private final PrimitiveTypeName type;

  DecodedColumn(ColumnReader values) {
    this.values = values;
    this.type = values.getDescriptor().getPrimitiveType().getPrimitiveTypeName();
  }

  /** Returns whether a column is null in its current row. */
  static boolean isNull(ColumnReader column) {
    return column.getCurrentDefinitionLevel() < column.getDescriptor().getMaxDefinitionLevel();
  }

  @Override
  public void copy(boolean[] kept, int start, int end, RowGroup to, int column) throws IOException {
    for (int row = start; row < end; row++) {
      boolean isNull = isNull(values);
      if (kept[row]) {
        if (isNull) {
          to.addNull(column);
        } else {
          copyValue(to, column);
        }
      } else if (!isNull) {
        values.skip();
      }
      values.consume();
    }
  }

  private void copyValue(RowGroup to, int column) throws IOException {
    switch (type) {
      case DOUBLE -> to.doubles(column).add(values.getDouble());
      case FLOAT -> to.others(column).write(values.getFloat(), 0, 1);
      case INT32 -> to.others(column).write(values.getInteger(), 0, 1);
      case INT64 -> to.others(column).write(values.getLong(), 0, 1);
      case BOOLEAN -> to.others(column).write(values.getBoolean(), 0, 1);
      default -> to.others(column).write(values.getBinary(), 0, 1);
    }
  }
}
