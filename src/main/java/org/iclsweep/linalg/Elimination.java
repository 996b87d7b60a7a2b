package org.iclsweep.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Gaussian elimination with complete pivots, C = L U up to the order of rows and columns, in an
 * arithmetic in which every entry carries a bound on its error.
 */
abstract class Elimination {
  final int rows;
  final int columns;
  final boolean[] rowUsed;
  final boolean[] columnUsed;

  /** Whether the last pivot that was sought is certain, or every entry that was left zero. */
  boolean certain;

  private DMatrixRMaj lower;

  /**
   * Prepares to eliminate.
   *
   * @param c gives the size. Not modified.
   */
  Elimination(DMatrixRMaj c) {
    rows = c.numRows;
    columns = c.numCols;
    rowUsed = new boolean[rows];
    columnUsed = new boolean[columns];
  }

  /**
   * Where the next pivot is; sets {@link #certain}.
   *
   * @return row columns + column, or -1 if its column is not certain or all entries left are zero
   */
  abstract int pivot();

  /**
   * Subtracts multiples of the pivot's row from the rows that are left.
   *
   * @param factors receives the multiples. Modified.
   * @param rank the column of the factors
   */
  abstract void eliminate(int pivotRow, int pivotColumn, DMatrixRMaj factors, int rank);

  /** Eliminates until there is no certain pivot; the last act of a constructor. */
  final void run() {
    DMatrixRMaj factors = new DMatrixRMaj(rows, Math.min(rows, columns));
    int rank = 0;
    for (int pivot = pivot(); pivot >= 0; pivot = pivot()) {
      int row = pivot / columns;
      int column = pivot % columns;
      rowUsed[row] = true;
      columnUsed[column] = true;
      factors.unsafe_set(row, rank, 1);
      eliminate(row, column, factors, rank++);
    }
    lower = new DMatrixRMaj(rows, rank);
    CommonOps_DDRM.extract(factors, 0, rows, 0, rank, lower, 0, 0);
  }

  /** L, rows x rank. */
  final DMatrixRMaj lower() {
    return lower;
  }

  /** Whether L is complete: every entry that is left is zero without error. */
  final boolean certain() {
    return certain;
  }
}
