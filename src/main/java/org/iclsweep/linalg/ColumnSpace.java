package org.iclsweep.linalg;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The space that the columns of a matrix span, however nearly they agree and however different the
 * sizes of their entries are.
 *
 * <p>The entries are taken as the exact numbers that they are. Gaussian elimination with complete
 * pivots gives C = L U with L unit lower trapezoidal, up to the order of rows and columns: L spans
 * what C spans, its entries are about 1 at most, and in practice it is well-conditioned. An
 * orthogonal decomposition of C in double precision loses what is below 1e-16 of the largest
 * singular value, such as the second direction of (1, 1e-20, 1e-33) and (1, 1e-25, 1e-30).
 *
 * <p>Each entry carries a bound on its error. Double-double arithmetic comes first: it settles
 * nearly all columns of a softmax that is not saturated. Where a pivot does not exceed its error by
 * 43 bits, 256, 1024 and at last 4096 bits repeat the elimination.
 */
public final class ColumnSpace {
  /** How many bits a pivot has at least above its error. */
  static final int CERTAIN_BITS = 43;

  private static final int[] BITS = {256, 1024, 4096};

  private ColumnSpace() {}

  /**
   * A basis of the column space.
   *
   * <p>The error of an entry is below 2^-41 by the bounds, which are pessimistic, and near the
   * rounding of a double as a rule. Equal rows and equal columns count once. A direction that 4096
   * bits do not tell from zero counts as zero: that of dependent columns no two of which are equal,
   * but also one that is left where some thousand digits cancel.
   *
   * @param c N x H, finite. Not modified.
   * @return L, N x rank, a new matrix; some rank of its rows are a unit lower triangle in the order
   *     of the pivots
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

  /** For each index the first one that is the same. */
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
