package org.iclsweep.task;

import org.ejml.data.DMatrixRMaj;

/** Allocation of matrices, with a clear error message if one does not fit in a Java array. */
public final class Matrices {
  private Matrices() {}

  /**
   * A matrix of zeros.
   *
   * @param name the matrix's name in the message
   * @throws IllegalArgumentException if it has more than 2^31 - 1 elements
   */
  public static DMatrixRMaj zeros(int rows, int columns, String name) {
    long elements = (long) rows * columns;
    if (elements > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              "the %s would be %d x %d, %d numbers; one matrix holds at most %d",
              name, rows, columns, elements, Integer.MAX_VALUE));
    }
    return new DMatrixRMaj(rows, columns);
  }
}
