package org.iclsweep.linalg;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The column space of a matrix, even where columns nearly coincide or entries differ widely in
 * magnitude.
 *
 * <p>The entries are treated as exact. Gaussian elimination with complete pivoting gives C = L U
 * with L unit lower trapezoidal, up to the order of rows and columns. L has the same column space
 * as C and entries of at most about 1, and is well-conditioned in practice. An orthogonal
 * decomposition of C in double precision loses directions below 1e-16 of the largest singular
 * value, such as the second direction of (1, 1e-20, 1e-33) and (1, 1e-25, 1e-30).
 *
 * <p>Each entry carries an error bound. Double-double arithmetic is tried first and suffices for
 * nearly all columns of an unsaturated softmax. If a pivot does not exceed its error by 43 bits,
 * the elimination is repeated with 256, 1024 and finally 4096 bits.
 */
public final class ColumnSpace {
  /** The minimum number of bits by which a pivot must exceed its error. */
  static final int CERTAIN_BITS = 43;

  private static final int[] BITS = {256, 1024, 4096};

  private ColumnSpace() {}

  /**
   * Computes a basis of the column space.
   *
   * <p>The pessimistic bounds put the error of an entry below 2^-41; it is usually near the
   * rounding error of a double. Equal rows and equal columns count once. A direction that 4096 bits
   * do not distinguish from zero counts as zero. This applies to dependent columns of which no two
   * are equal, but also to a direction that remains after a cancellation of about a thousand
   * digits.
   *
   * @param c N x H, finite. Not modified.
   * @return L, N x rank, a new matrix; rank of its rows, in pivot order, form a unit lower triangle
   */
  public static DMatrixRMaj basis(DMatrixRMaj c) {
    int[] rows = distinct(c.numRows, (i, other) -> sameRow(c, i, other));
    int[] columns = distinct(c.numCols, (j, other) -> sameColumn(c, j, other));
    int[] ownRows = IntStream.range(0, rows.length).filter(i -> rows[i] == i).toArray();
    int[] ownColumns = IntStream.range(0, columns.length).filter(j -> columns[j] == j).toArray();
    DMatrixRMaj own = new DMatrixRMaj(ownRows.length, ownColumns.length);
    for (int i = 0; i < ownRows.length; i++) {
      for (int j = 0; j < ownColumns.length; j++) {
        own.unsafe_set(i, j, c.unsafe_get(ownRows[i], ownColumns[j]));
      }
    }
    DMatrixRMaj lower = eliminate(own);
    DMatrixRMaj basis = new DMatrixRMaj(c.numRows, lower.numCols);
    for (int i = 0; i < c.numRows; i++) {
      int from = Arrays.binarySearch(ownRows, rows[i]);
      System.arraycopy(
          lower.data, from * lower.numCols, basis.data, i * lower.numCols, lower.numCols);
    }
    return basis;
  }

  private static DMatrixRMaj eliminate(DMatrixRMaj c) {
    Elimination elimination = new DoubleDoubleElimination(c);
    for (int i = 0; i < BITS.length && !elimination.certain(); i++) {
      elimination = new BigElimination(c, BITS[i]);
    }
    return elimination.lower();
  }

  private interface Same {
    boolean test(int i, int other);
  }

  /** Returns, for each index, the first index that is the same. */
  private static int[] distinct(int count, Same same) {
    int[] first = new int[count];
    for (int i = 0; i < count; i++) {
      while (first[i] < i && !same.test(i, first[i])) {
        first[i]++;
      }
    }
    return first;
  }

  private static boolean sameRow(DMatrixRMaj c, int i, int other) {
    int width = c.numCols;
    return Arrays.equals(
        c.data, i * width, (i + 1) * width, c.data, other * width, (other + 1) * width);
  }

  private static boolean sameColumn(DMatrixRMaj c, int j, int other) {
    for (int i = 0; i < c.numRows; i++) {
      if (c.unsafe_get(i, j) != c.unsafe_get(i, other)) {
        return false;
      }
    }
    return true;
  }
}
