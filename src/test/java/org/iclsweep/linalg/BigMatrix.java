package org.iclsweep.linalg;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;

/**
 * A dense matrix of decimal numbers, each rounded to the digits of one {@link MathContext}. The
 * tests compare computations in double precision with it. No method modifies a matrix.
 */
public final class BigMatrix {
  /** Decimal digits by which a pivot must exceed the rounding of the largest entry. */
  private static final int PIVOT_DIGITS = 10;

  private final BigDecimal[][] rows;
  private final int columns;
  private final MathContext context;

  private BigMatrix(BigDecimal[][] rows, int columns, MathContext context) {
    this.rows = rows;
    this.columns = columns;
    this.context = context;
  }

  /** The entries as a function of row and column. */
  public interface Entries {
    /** The entry of row i and column j, both from 0. */
    BigDecimal at(int i, int j);
  }

  /** A matrix of the given entries, without rounding. */
  public static BigMatrix of(int rows, int columns, Entries entries, MathContext context) {
    BigDecimal[][] all = new BigDecimal[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        all[i][j] = entries.at(i, j);
      }
    }
    return new BigMatrix(all, columns, context);
  }

  /** The exact values of a matrix of doubles. */
  public static BigMatrix of(DMatrixRMaj matrix, MathContext context) {
    return of(
        matrix.numRows, matrix.numCols, (i, j) -> new BigDecimal(matrix.unsafe_get(i, j)), context);
  }

  /** The identity, size x size. */
  public static BigMatrix identity(int size, MathContext context) {
    return of(size, size, (i, j) -> i == j ? BigDecimal.ONE : BigDecimal.ZERO, context);
  }

  /** A matrix of zeros. */
  public static BigMatrix zero(int rows, int columns, MathContext context) {
    return of(rows, columns, (i, j) -> BigDecimal.ZERO, context);
  }

  /** The number of rows. */
  public int rows() {
    return rows.length;
  }

  /** The number of columns. */
  public int columns() {
    return columns;
  }

  /** The digits to which results are rounded. */
  public MathContext context() {
    return context;
  }

  /** The entry of row i and column j, both from 0. */
  public BigDecimal get(int i, int j) {
    return rows[i][j];
  }

  /** The entries rounded to doubles, a new matrix. */
  public DMatrixRMaj toDoubles() {
    DMatrixRMaj matrix = new DMatrixRMaj(rows(), columns);
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < columns; j++) {
        matrix.unsafe_set(i, j, rows[i][j].doubleValue());
      }
    }
    return matrix;
  }

  /** The transpose. */
  public BigMatrix transposed() {
    return of(columns, rows(), (i, j) -> rows[j][i], context);
  }

  /** Columns from .. to - 1. */
  public BigMatrix columns(int from, int to) {
    return of(rows(), to - from, (i, j) -> rows[i][from + j], context);
  }

  /** [this | right]. */
  public BigMatrix beside(BigMatrix right) {
    return of(
        rows(),
        columns + right.columns,
        (i, j) -> j < columns ? rows[i][j] : right.rows[i][j - columns],
        context);
  }

  /** This + other. */
  public BigMatrix plus(BigMatrix other) {
    return combined(other, (a, b) -> a.add(b, context));
  }

  /** This - other. */
  public BigMatrix minus(BigMatrix other) {
    return combined(other, (a, b) -> a.subtract(b, context));
  }

  /** The matrix of f(a, b) for the entries a of this matrix and b of another of its shape. */
  public BigMatrix combined(BigMatrix other, BinaryOperator<BigDecimal> f) {
    return of(rows(), columns, (i, j) -> f.apply(rows[i][j], other.rows[i][j]), context);
  }

  /** The matrix of f(a) for the entries a. */
  public BigMatrix mapped(UnaryOperator<BigDecimal> f) {
    return of(rows(), columns, (i, j) -> f.apply(rows[i][j]), context);
  }

  /** This times a number. */
  public BigMatrix scaled(BigDecimal factor) {
    return mapped(a -> a.multiply(factor, context));
  }

  /** This times another matrix. */
  public BigMatrix times(BigMatrix right) {
    return of(
        rows(),
        right.columns,
        (i, j) -> {
          BigDecimal sum = BigDecimal.ZERO;
          for (int l = 0; l < columns; l++) {
            sum = sum.add(rows[i][l].multiply(right.rows[l][j]), context);
          }
          return sum;
        },
        context);
  }

  /** The sum of the products of equal entries, trace(this' other). */
  public BigDecimal dot(BigMatrix other) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < columns; j++) {
        sum = sum.add(rows[i][j].multiply(other.rows[i][j]), context);
      }
    }
    return sum;
  }

  /**
   * X with this X = right, by Gaussian elimination with row pivots.
   *
   * @throws IllegalArgumentException if a pivot is zero to the digits of the context
   */
  public BigMatrix solve(BigMatrix right) {
    int size = rows();
    BigDecimal[][] work = beside(right).rows;
    BigDecimal least = largest().scaleByPowerOfTen(PIVOT_DIGITS - context.getPrecision());
    for (int pivot = 0; pivot < size; pivot++) {
      int best = pivot;
      for (int i = pivot + 1; i < size; i++) {
        best = work[i][pivot].abs().compareTo(work[best][pivot].abs()) > 0 ? i : best;
      }
      if (work[best][pivot].abs().compareTo(least) <= 0) {
        throw new IllegalArgumentException("the matrix is singular to " + context);
      }
      BigDecimal[] chosen = work[best];
      work[best] = work[pivot];
      work[pivot] = chosen;
      BigDecimal reciprocal = BigDecimal.ONE.divide(chosen[pivot], context);
      for (int j = pivot; j < chosen.length; j++) {
        chosen[j] = chosen[j].multiply(reciprocal, context);
      }
      for (int i = 0; i < size; i++) {
        BigDecimal factor = work[i][pivot];
        if (i != pivot && factor.signum() != 0) {
          for (int j = pivot; j < chosen.length; j++) {
            work[i][j] = work[i][j].subtract(factor.multiply(chosen[j]), context);
          }
        }
      }
    }
    return new BigMatrix(work, size + right.columns, context).columns(size, size + right.columns);
  }

  private BigDecimal largest() {
    BigDecimal largest = BigDecimal.ZERO;
    for (BigDecimal[] row : rows) {
      for (BigDecimal entry : row) {
        largest = largest.max(entry.abs());
      }
    }
    return largest;
  }
}
