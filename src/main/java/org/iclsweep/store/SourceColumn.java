package org.iclsweep.store;

import java.io.IOException;

/** A column of a row group that is copied, standing at the row that comes next. */
interface SourceColumn {
  /**
   * Copies rows and goes on behind them.
   *
   * @param kept which rows of the row group are copied
   * @param start the row at which the column stands
   * @param end the first row that is not read
   * @param to takes the rows
   * @param column which column of {@code to} it is
   */
  void copy(boolean[] kept, int start, int end, RowGroup to, int column) throws IOException;
}
