package org.iclsweep.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

/**
 * Known column spaces. {@code HeadFloorTest} compares other spaces with a computation in many
 * digits.
 */
class ColumnSpaceTest {
  @Test
  void smallDirectionsAreKept() {
    DMatrixRMaj c = new DMatrixRMaj(new double[][] {{1, 1}, {1e-20, 1e-25}, {1e-33, 1e-30}});
    DMatrixRMaj basis = ColumnSpace.basis(c);
    assertEquals(2, basis.numCols);
    assertArrayEquals(
        new double[] {1, 0, 1e-20, 1}, CommonOps_DDRM.extract(basis, 0, 2, 0, 2).data);
    assertEquals(1e-33, basis.get(2, 0));
    double expected = (1e-30 - 1e-33) / (1e-25 - 1e-20);
    assertEquals(expected, basis.get(2, 1), 1e-15 * Math.abs(expected));
  }

  @Test
  void aDifferenceInTheLastBitIsADirection() {
    DMatrixRMaj c = new DMatrixRMaj(new double[][] {{1, 1}, {0.5, Math.nextUp(0.5)}, {0.25, 0.25}});
    DMatrixRMaj basis = ColumnSpace.basis(c);
    assertArrayEquals(new double[] {1, 0, 0.5, 1, 0.25, 0}, basis.data);
  }

  @Test
  void subnormalEntriesAreDirections() {
    double least = Double.MIN_VALUE;
    DMatrixRMaj c = new DMatrixRMaj(new double[][] {{1, 1}, {least, 2 * least}, {0, 3 * least}});
    DMatrixRMaj basis = ColumnSpace.basis(c);
    assertEquals(2, basis.numCols);
    assertEquals(1, basis.get(2, 1));
    assertEquals(1.0 / 3, basis.get(1, 1), 1e-15);
  }

  @Test
  void equalColumnsAndEqualRowsCountOnce() {
    double[][] rows = {{0.1, 0.1, 0.7, 0.3}, {0.1, 0.1, 0.7, 0.3}, {0.8, 0.8, 0.1, 0.2}};
    DMatrixRMaj basis = ColumnSpace.basis(new DMatrixRMaj(rows));
    assertEquals(2, basis.numCols);
    for (int j = 0; j < 2; j++) {
      assertEquals(basis.get(0, j), basis.get(1, j));
    }
  }

  /**
   * The quotients are not binary fractions, so arithmetic of finite length never gives an exact
   * zero.
   */
  @Test
  void dependentColumnsCountOnce() {
    double[][] rows = {{3, 1, 4}, {7, 5, 12}, {11, 2, 13}, {1, 9, 10}};
    DMatrixRMaj basis = ColumnSpace.basis(new DMatrixRMaj(rows));
    assertEquals(2, basis.numCols);
  }

  @Test
  void zeroColumnsSpanNothing() {
    assertEquals(0, ColumnSpace.basis(new DMatrixRMaj(3, 2)).numCols);
    DMatrixRMaj one = new DMatrixRMaj(new double[][] {{0, 2}, {0, 4}, {0, 0}});
    assertArrayEquals(new double[] {0.5, 1, 0}, ColumnSpace.basis(one).data);
  }

  /** The remainder of the last column is 1e-40 of the terms that cancel. */
  @Test
  void moreDigitsFollowWhereThirtyAreTooFew() {
    DMatrixRMaj c =
        new DMatrixRMaj(
            new double[][] {
              {1, 1e-10, 1e-20, 0, 0},
              {0.5, 1e-60, 2e-60, 0, 0},
              {0.3, 3e-60, 1e-60, 0, 0},
              {0, 1, 0, 1, 0},
              {0, 0, 1, 0, 1},
              {0, 0, 0, 0, 0}
            });
    assertFalse(new DoubleDoubleElimination(c).certain());
    assertTrue(new BigElimination(c, 256).certain());
    DMatrixRMaj basis = ColumnSpace.basis(c);
    assertEquals(5, basis.numCols);
    assertTrue(Math.abs(CommonOps_DDRM.det(CommonOps_DDRM.extract(basis, 0, 5, 0, 5))) > 0.9);
  }
}
