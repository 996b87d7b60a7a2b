package org.iclsweep.linalg;

import org.ejml.data.DMatrixRMaj;

/**
 * Gaussian elimination with complete pivoting in double-double arithmetic. A number is the
 * unevaluated sum of a double and a much smaller one, with about 32 decimal digits.
 *
 * <p>Columns are scaled by powers of two, which preserves their span. Columns and factors are
 * stored multiplied by 2^500, so neither small values nor the errors of their products underflow.
 */
final class DoubleDoubleElimination extends Elimination {
  private static final int SHIFT = 500;
  private static final double CERTAIN = Math.scalb(1.0, -ColumnSpace.CERTAIN_BITS);
  private static final double UP = 0x1p500;
  private static final double DOWN = 0x1p-500;

  /** Below this magnitude the low parts may underflow; input entries are above it. */
  private static final double MIN_PIVOT = 0x1p-600;

  /** A bound on the relative error of a quotient, product and difference (a few 2^-106 each). */
  private static final double ROUNDING = 0x1p-101;

  private final double[] high;
  private final double[] low;
  private final double[] error;

  /**
   * Performs the elimination.
   *
   * @param c Not modified.
   */
  DoubleDoubleElimination(DMatrixRMaj c) {
    super(c);
    high = new double[rows * columns];
    low = new double[rows * columns];
    error = new double[rows * columns];
    load(c);
    run();
  }

  private void load(DMatrixRMaj c) {
    for (int j = 0; j < columns; j++) {
      double largest = 0;
      for (int i = 0; i < rows; i++) {
        largest = Math.max(largest, Math.abs(c.unsafe_get(i, j)));
      }
      int shift = SHIFT - Math.getExponent(largest);
      for (int i = 0; i < rows; i++) {
        high[i * columns + j] = Math.scalb(c.unsafe_get(i, j), shift);
      }
    }
  }

  /**
   * Finds the remaining entry of maximum magnitude. Returns its index, or -1 if its column is not
   * certain or all remaining entries are zero.
   */
  @Override
  int pivot() {
    int pivot = -1;
    double largest = 0;
    boolean exact = true;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns && !rowUsed[i]; j++) {
        int x = i * columns + j;
        if (!columnUsed[j]) {
          exact &= error[x] == 0;
          if (Math.abs(high[x]) > largest) {
            largest = Math.abs(high[x]);
            pivot = x;
          }
        }
      }
    }
    certain = pivot < 0 ? exact : largest > MIN_PIVOT && errorOfColumn(pivot) <= CERTAIN * largest;
    return certain ? pivot : -1;
  }

  /**
   * The maximum error in a pivot's column, whose entries divided by the pivot form a column of L.
   */
  private double errorOfColumn(int pivot) {
    double largest = 0;
    for (int i = 0; i < rows; i++) {
      if (!rowUsed[i]) {
        largest = Math.max(largest, error[i * columns + pivot % columns]);
      }
    }
    return largest;
  }

  @Override
  void eliminate(int pivotRow, int pivotColumn, DMatrixRMaj factors, int rank) {
    int pivot = pivotRow * columns + pivotColumn;
    int shift = -Math.getExponent(high[pivot]);
    double pivotHigh = Math.scalb(high[pivot], shift);
    double pivotLow = Math.scalb(low[pivot], shift);
    double pivotError = Math.scalb(error[pivot], shift);
    for (int i = 0; i < rows; i++) {
      int x = i * columns + pivotColumn;
      if (rowUsed[i] || (high[x] == 0 && error[x] == 0)) {
        continue;
      }
      double numerator = Math.scalb(high[x], shift + SHIFT);
      double numeratorLow = Math.scalb(low[x], shift + SHIFT);
      double quotient = numerator / pivotHigh;
      double rest =
          Math.fma(-quotient, pivotHigh, numerator) + (numeratorLow - quotient * pivotLow);
      double factorLow = rest / pivotHigh;
      double factor = quotient + factorLow;
      factorLow -= factor - quotient;
      double size = Math.abs(factor);
      double factorError =
          (Math.scalb(error[x], shift + SHIFT) + size * pivotError) / Math.abs(pivotHigh)
              + ROUNDING * size;
      factors.unsafe_set(i, rank, factor * DOWN);
      subtract(i * columns, pivotRow * columns, factor, factorLow, factorError);
    }
  }

  /**
   * Subtracts factor times the pivot's row from a row; entries and factor are stored multiplied by
   * 2^500.
   */
  private void subtract(
      int row, int pivotRow, double factor, double factorLow, double factorError) {
    for (int j = 0; j < columns; j++) {
      if (columnUsed[j]) {
        continue;
      }
      int x = row + j;
      int y = pivotRow + j;
      double product = factor * high[y];
      double productLow =
          Math.fma(factor, high[y], -product) + (factor * low[y] + factorLow * high[y]);
      double before = high[x] * UP;
      double difference = before - product;
      double turned = difference - before;
      double differenceLow = (before - (difference - turned)) - (product + turned);
      double tail = differenceLow + (low[x] * UP - productLow);
      double sum = difference + tail;
      high[x] = sum * DOWN;
      low[x] = (tail - (sum - difference)) * DOWN;
      error[x] +=
          (Math.abs(factor) * error[y]
                  + factorError * (Math.abs(high[y]) + error[y])
                  + ROUNDING * (Math.abs(product) + Math.abs(sum)))
              * DOWN;
    }
  }
}
