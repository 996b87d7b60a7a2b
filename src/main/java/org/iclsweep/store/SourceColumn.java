package org.iclsweep.store;

import java.io.IOException;

/** A column of a row group to copy, positioned at its next row. */
interface SourceColumn {
  /**
   * Copies rows and advances past them.
   *
   * @param kept which rows of the row group are copied
   * @param start the current row of the column
   * @param end the first row that is not read
   * @param to receives the rows
   * @param column the index of the column in {@code to}
   */
  void copy(boolean[] kept, int start, int end, RowGroup to, int column) throws IOException;
}
