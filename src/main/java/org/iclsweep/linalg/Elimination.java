package org.iclsweep.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Gaussian elimination with complete pivoting, C = L U up to the order of rows and columns. Every
 * entry carries an error bound.
 */
abstract class Elimination {
  final int rows;
  final int columns;
  final boolean[] rowUsed;
  final boolean[] columnUsed;

  /** Whether the last pivot sought is certain or every remaining entry was exactly zero. */
  boolean certain;

  private DMatrixRMaj lower;

  /**
   * Prepares the elimination.
   *
   * @param c the matrix; only its size is used. Not modified.
   */
  Elimination(DMatrixRMaj c) {
    rows = c.numRows;
    columns = c.numCols;
    rowUsed = new boolean[rows];
    columnUsed = new boolean[columns];
  }

  /**
   * Finds the next pivot and sets {@link #certain}.
   *
   * @return its index row columns + column, or -1 if its column is not certain or all remaining
   *     entries are zero
   */
  abstract int pivot();

  /**
   * Subtracts multiples of the pivot's row from the remaining rows.
   *
   * @param factors receives the multiples. Modified.
   * @param rank the column of the factors
   */
  abstract void eliminate(int pivotRow, int pivotColumn, DMatrixRMaj factors, int rank);

  /** Eliminates until no certain pivot remains. Must be the last call in a constructor. */
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

  /** Whether L is complete: every remaining entry is exactly zero. */
  final boolean certain() {
    return certain;
  }
}
