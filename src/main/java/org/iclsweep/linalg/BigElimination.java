package org.iclsweep.linalg;

import java.math.BigInteger;
import org.ejml.data.DMatrixRMaj;

/**
 * Gaussian elimination with complete pivoting in multiple-precision binary floating-point
 * arithmetic. An entry is mantissa 2^exponent with an error of at most 2^error. An entry that does
 * not exceed its error is stored as zero.
 */
final class BigElimination extends Elimination {
  /** The exponent of a zero entry or a zero error. */
  private static final int NONE = Integer.MIN_VALUE / 8;

  private final int bits;
  private final BigInteger[] mantissa;
  private final int[] exponent;
  private final int[] error;

  /**
   * Performs the elimination.
   *
   * @param c Not modified.
   * @param bits the precision of a mantissa in bits, at least 53
   */
  BigElimination(DMatrixRMaj c, int bits) {
    super(c);
    this.bits = bits;
    mantissa = new BigInteger[rows * columns];
    exponent = new int[rows * columns];
    error = new int[rows * columns];
    for (int x = 0; x < mantissa.length; x++) {
      // An entry is mantissa 2^exponent with 53 bits, even if it is subnormal.
      exponent[x] = Math.max(Math.getExponent(c.data[x]), Double.MIN_EXPONENT) - 52;
      mantissa[x] = BigInteger.valueOf((long) Math.scalb(c.data[x], -exponent[x]));
      error[x] = NONE;
    }
    run();
  }

  /** The smallest e with |entry| &lt; 2^e. */
  private int size(int x) {
    return size(mantissa[x], exponent[x]);
  }

  private static int size(BigInteger mantissa, int exponent) {
    return mantissa.signum() == 0 ? NONE : mantissa.abs().bitLength() + exponent;
  }

  /**
   * Finds a remaining entry of at least half the maximum magnitude. Returns its index, or -1 if its
   * column is not certain or all remaining entries are zero.
   */
  @Override
  int pivot() {
    int pivot = -1;
    int largest = NONE;
    boolean exact = true;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns && !rowUsed[i]; j++) {
        int x = i * columns + j;
        if (!columnUsed[j]) {
          exact &= error[x] == NONE;
          int size = size(x);
          if (size > largest) {
            largest = size;
            pivot = x;
          }
        }
      }
    }
    certain = pivot < 0 ? exact : errorOfColumn(pivot) <= largest - 1 - ColumnSpace.CERTAIN_BITS;
    return certain ? pivot : -1;
  }

  /**
   * The maximum error in a pivot's column, whose entries divided by the pivot form a column of L.
   */
  private int errorOfColumn(int pivot) {
    int largest = NONE;
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
    int pivotSize = size(pivot);
    for (int i = 0; i < rows; i++) {
      int x = i * columns + pivotColumn;
      if (rowUsed[i] || (mantissa[x].signum() == 0 && error[x] == NONE)) {
        continue;
      }
      int shift = bits + 1 + pivotSize - exponent[pivot] - mantissa[x].bitLength();
      BigInteger factor = mantissa[x].shiftLeft(shift).divide(mantissa[pivot]);
      int factorExponent = exponent[x] - exponent[pivot] - shift;
      int size = size(factor, factorExponent);
      // The exact pivot exceeds 2^(pivotSize - 2). Three terms sum to below four times the largest.
      int factorError =
          Math.max(Math.max(error[x], size + error[pivot]) - pivotSize + 2, factorExponent) + 2;
      factors.unsafe_set(i, rank, toDouble(factor, factorExponent));
      for (int j = 0; j < columns; j++) {
        int y = pivotRow * columns + j;
        if (!columnUsed[j] && (mantissa[y].signum() != 0 || error[y] != NONE)) {
          subtract(
              i * columns + j,
              factor.multiply(mantissa[y]),
              factorExponent + exponent[y],
              Math.max(size + error[y], factorError + Math.max(size(y), error[y]) + 1));
        }
      }
    }
  }

  /** Subtracts product 2^productExponent, whose error is at most 2^productError, from an entry. */
  private void subtract(int x, BigInteger product, int productExponent, int productError) {
    int apart = size(x) - size(product, productExponent);
    int lost = NONE;
    if (apart > 2 * bits) {
      lost = size(product, productExponent);
    } else if (apart < -2 * bits) {
      lost = size(x);
      mantissa[x] = product.negate();
      exponent[x] = productExponent;
    } else {
      int common = Math.min(exponent[x], productExponent);
      mantissa[x] =
          mantissa[x]
              .shiftLeft(exponent[x] - common)
              .subtract(product.shiftLeft(productExponent - common));
      exponent[x] = common;
    }
    int excess = mantissa[x].bitLength() - bits;
    if (excess > 0) {
      mantissa[x] = mantissa[x].shiftRight(excess);
      exponent[x] += excess;
      lost = Math.max(lost, exponent[x]);
    }
    error[x] = Math.max(Math.max(error[x], productError), lost) + 2;
    if (size(x) <= error[x]) {
      mantissa[x] = BigInteger.ZERO;
    }
  }

  private static double toDouble(BigInteger mantissa, int exponent) {
    int excess = Math.max(0, mantissa.bitLength() - (Long.SIZE - 2));
    return Math.scalb((double) mantissa.shiftRight(excess).longValueExact(), exponent + excess);
  }
}
