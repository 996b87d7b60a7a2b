package org.iclsweep.theory;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.BigMatrix;
import org.iclsweep.model.Transformer;
import org.iclsweep.task.ExactRidge;
import org.iclsweep.task.Task;

/**
 * {@link HeadFloor} with many digits, for the exact doubles of the task and of the attention: the
 * columns of C_k are reduced by elimination and made orthonormal in the inner product x'My, and the
 * projections of A[:,k] on them are subtracted.
 */
final class ExactFloor {
  /** Digits for attention with entries down to 1e-323: a pivot is a ratio of their products. */
  static final int SATURATED = 800;

  /** Digits for attention with entries down to 1e-30. */
  static final int ORDINARY = 300;

  private static final int DIGITS = 120;

  /** The maximum remaining square of a vector in the span of the others, where M is singular. */
  private static final BigDecimal ZERO_SQUARE = new BigDecimal("1e-80");

  private final ExactRidge ridge;
  private final MathContext context;
  private final MathContext elimination;
  private final BigDecimal zeroPivot;

  /**
   * @param digits the number of digits of the elimination; pivots below 10^(-3/4 digits) count as
   *     zero
   */
  ExactFloor(Task task, int digits) {
    ridge = new ExactRidge(task, DIGITS);
    context = ridge.context();
    elimination = new MathContext(digits);
    zeroPivot = BigDecimal.ONE.scaleByPowerOfTen(-digits * 3 / 4);
  }

  /** gap(0), the gap for w = 0. */
  BigDecimal gapStart() {
    BigMatrix zero = BigMatrix.zero(ridge.task().promptLength(), ridge.task().tokens(), context);
    return ridge.ridgeGap(zero).total().divide(BigDecimal.valueOf(2), context);
  }

  /** The floor for the attention of the last forward pass. */
  BigDecimal of(Transformer transformer) {
    int k = ridge.task().tokens();
    DMatrixRMaj c = new DMatrixRMaj(ridge.task().promptLength(), transformer.heads());
    BigDecimal sum = BigDecimal.ZERO;
    for (int token = 0; token < k; token++) {
      transformer.attention(token, c);
      BigMatrix rest = ridge.optimum().columns(token, token + 1);
      for (BigMatrix direction : orthonormal(basis(c))) {
        rest = without(rest, direction);
      }
      sum = sum.add(square(rest), context);
    }
    return sum.divide(BigDecimal.valueOf(2L * k), context);
  }

  /** A basis of the column space of C, by elimination with complete pivoting. */
  private List<BigMatrix> basis(DMatrixRMaj c) {
    BigMatrix all = BigMatrix.of(c, elimination);
    List<BigMatrix> left = new ArrayList<>();
    for (int j = 0; j < c.numCols; j++) {
      left.add(all.columns(j, j + 1));
    }
    List<BigMatrix> basis = new ArrayList<>();
    while (!left.isEmpty()) {
      int row = 0;
      int column = 0;
      for (int j = 0; j < left.size(); j++) {
        for (int i = 0; i < c.numRows; i++) {
          BigDecimal largest = left.get(column).get(row, 0).abs();
          if (left.get(j).get(i, 0).abs().compareTo(largest) > 0) {
            row = i;
            column = j;
          }
        }
      }
      BigMatrix chosen = left.remove(column);
      BigDecimal pivot = chosen.get(row, 0);
      if (pivot.abs().compareTo(zeroPivot) < 0) {
        break;
      }
      BigMatrix unit = chosen.scaled(BigDecimal.ONE.divide(pivot, elimination));
      basis.add(unit);
      int at = row;
      left.replaceAll(other -> other.minus(unit.scaled(other.get(at, 0))));
    }
    return basis;
  }

  private List<BigMatrix> orthonormal(List<BigMatrix> vectors) {
    List<BigMatrix> directions = new ArrayList<>();
    for (BigMatrix vector : vectors) {
      BigMatrix start =
          BigMatrix.of(vector.rows(), 1, (i, j) -> vector.get(i, j).round(context), context);
      BigMatrix rest = start;
      for (BigMatrix direction : directions) {
        rest = without(rest, direction);
      }
      BigDecimal square = square(rest);
      if (square.compareTo(square(start).multiply(ZERO_SQUARE)) > 0) {
        directions.add(rest.scaled(BigDecimal.ONE.divide(square.sqrt(context), context)));
      }
    }
    return directions;
  }

  private BigMatrix without(BigMatrix vector, BigMatrix direction) {
    return vector.minus(direction.scaled(direction.dot(ridge.gram().times(vector))));
  }

  private BigDecimal square(BigMatrix vector) {
    return vector.dot(ridge.gram().times(vector));
  }
}
