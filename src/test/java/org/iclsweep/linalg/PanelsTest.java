package org.iclsweep.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The layout of matrices in panels of a few columns. */
class PanelsTest {
  /** Panel widths of kernels, and some others. */
  static IntStream widths() {
    return IntStream.of(1, 2, 3, 4, 8, 16, 64);
  }

  private static DMatrixRMaj triangle(int rows, int columns, boolean upper) {
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        matrix.set(row, column, (upper ? row <= column : row >= column) ? 1 + row + column : 0);
      }
    }
    return matrix;
  }

  private static Panels panels(DMatrixRMaj matrix, int width) {
    Panels panels = new Panels(matrix.numRows, matrix.numCols, width);
    panels.set(matrix);
    return panels;
  }

  @ParameterizedTest
  @MethodSource("widths")
  void elementsComeOutAsTheyWentIn(int width) {
    RandomStream stream = RandomTasks.stream(width);
    for (int rows : new int[] {1, 2, 7, 33}) {
      for (int columns : new int[] {1, 2, 3, 7, 8, 9, 31, 64, 65, 100}) {
        DMatrixRMaj matrix = RandomTasks.gaussian(rows, columns, stream);
        Panels panels = panels(matrix, width);
        assertEquals(rows, panels.rows());
        assertEquals(columns, panels.columns());
        assertEquals(width, panels.width());
        assertArrayEquals(matrix.data, panels.toMatrix().data);
        for (int row = 0; row < rows; row++) {
          for (int column = 0; column < columns; column++) {
            assertEquals(matrix.get(row, column), panels.get(row, column));
          }
        }
      }
    }
  }

  @Test
  void aPanelHoldsItsColumnsRowAfterRowAndIsFilledUpWithZeros() {
    Panels panels = panels(new DMatrixRMaj(new double[][] {{1, 2, 3}, {4, 5, 6}}), 2);
    assertEquals(2, panels.count());
    assertArrayEquals(new double[] {1, 2, 4, 5, 3, 0, 6, 0}, panels.data());
  }

  @Test
  void onePanelOfAllColumnsIsTheRowMajorLayout() {
    DMatrixRMaj matrix = RandomTasks.gaussian(5, 7, RandomTasks.stream(0));
    assertArrayEquals(matrix.data, panels(matrix, 7).data());
  }

  @ParameterizedTest
  @MethodSource("widths")
  void someRowsCanBeCopiedOut(int width) {
    DMatrixRMaj matrix = RandomTasks.gaussian(9, 11, RandomTasks.stream(width));
    Panels panels = panels(matrix, width);
    for (int row = 0; row < 9; row++) {
      for (int count = 1; row + count <= 9; count++) {
        DMatrixRMaj part = RandomTasks.gaussian(count, 11, RandomTasks.stream(77));
        panels.get(row, part);
        DMatrixRMaj expected = CommonOps_DDRM.extract(matrix, row, row + count, 0, 11);
        assertArrayEquals(expected.data, part.data);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("widths")
  void someRowsAndSomeElementsCanBeSetAndNoOthersChange(int width) {
    RandomStream stream = RandomTasks.stream(width);
    DMatrixRMaj matrix = RandomTasks.gaussian(9, 11, stream);
    for (int row = 0; row < 9; row++) {
      for (int count = 1; row + count <= 9; count++) {
        Panels panels = panels(matrix, width);
        DMatrixRMaj part = RandomTasks.gaussian(count, 11, stream);
        panels.set(row, part);
        DMatrixRMaj expected = matrix.copy();
        CommonOps_DDRM.insert(part, expected, row, 0);
        assertArrayEquals(panels(expected, width).data(), panels.data());

        int column = RandomTasks.between(0, 10, stream);
        panels.set(row, column, 77);
        expected.set(row, column, 77);
        assertArrayEquals(panels(expected, width).data(), panels.data());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("widths")
  void aPanelCanBeCopiedAndNoOtherChanges(int width) {
    RandomStream stream = RandomTasks.stream(width);
    DMatrixRMaj from = RandomTasks.gaussian(5, 21, stream);
    Panels panels = panels(RandomTasks.gaussian(5, 21, stream), width);
    DMatrixRMaj expected = panels.toMatrix();
    for (int panel = 0; panel < panels.count(); panel++) {
      panels.copyPanel(panel, panels(from, width));
      for (int row = 0; row < 5; row++) {
        for (int column = panel * width; column < Math.min(21, (panel + 1) * width); column++) {
          expected.set(row, column, from.get(row, column));
        }
      }
      assertArrayEquals(panels(expected, width).data(), panels.data());
    }
  }

  @ParameterizedTest
  @MethodSource("widths")
  void fewerRowsInTheSameStorageAreLaidOutAsAMatrixOfTheirOwn(int width) {
    Panels storage = panels(RandomTasks.gaussian(7, 13, RandomTasks.stream(width)), width);
    DMatrixRMaj fewer = RandomTasks.gaussian(4, 13, RandomTasks.stream(width + 100));
    Panels view = storage.storing(4);
    view.set(fewer);
    Panels own = panels(fewer, width);
    assertEquals(own.rows(), view.rows());
    for (int i = 0; i < own.data().length; i++) {
      assertEquals(view.data()[i], storage.data()[i]);
    }
    assertArrayEquals(fewer.data, view.toMatrix().data);
  }

  @ParameterizedTest
  @MethodSource("widths")
  void settingAgainReplacesAllElements(int width) {
    RandomStream stream = RandomTasks.stream(width);
    Panels panels = panels(RandomTasks.gaussian(4, 13, stream), width);
    DMatrixRMaj second = RandomTasks.gaussian(4, 13, stream);
    panels.set(second);
    assertArrayEquals(panels(second, width).data(), panels.data());
  }

  @ParameterizedTest
  @MethodSource("widths")
  void aMatrixWithoutZerosTakesAllMultiplyAdds(int width) {
    DMatrixRMaj matrix = RandomTasks.gaussian(6, 21, RandomTasks.stream(width));
    assertEquals(6 * 21, Panels.constant(matrix, width).multiplyAdds());
    assertEquals(6 * 21, panels(matrix, width).multiplyAdds());
    assertEquals(6 * 21, new Panels(6, 21, width).multiplyAdds(), "it may be set to anything yet");
  }

  /** Each panel needs the rows from its first element that is not zero to its last. */
  @ParameterizedTest
  @CsvSource({
    // 8 x 8 in panels of 3, 3 and 2 columns: rows 0 to 2, 0 to 5, 0 to 7.
    "8, 8, 3, true, 43",
    // Lower: rows 0 to 7, 3 to 7, 6 to 7.
    "8, 8, 3, false, 43",
    // Upper trapezoidal, wide: rows 0 to 2, then all 5 for the other three panels.
    "5, 11, 3, true, 49",
    // Lower and wide: all 5, rows 3 and 4, then none.
    "5, 11, 3, false, 21",
    // Upper and tall: rows 0 to 1 of columns 0 and 1, rows 0 to 2 of column 2.
    "9, 3, 2, true, 7",
    "9, 3, 2, false, 25",
    "8, 8, 64, true, 64",
    "8, 8, 1, true, 36",
    "8, 8, 1, false, 36"
  })
  void trianglesTakeFewerMultiplyAdds(
      int rows, int columns, int width, boolean upper, long multiplyAdds) {
    DMatrixRMaj matrix = triangle(rows, columns, upper);
    Panels panels = Panels.constant(matrix, width);
    assertEquals(multiplyAdds, panels.multiplyAdds());
    assertArrayEquals(matrix.data, panels.toMatrix().data);
  }

  @ParameterizedTest
  @MethodSource("widths")
  void rowsThatAConstantLeavesOutAreZeroAndTheirNeighboursAreNot(int width) {
    RandomStream stream = RandomTasks.stream(width);
    for (int i = 0; i < 50; i++) {
      DMatrixRMaj matrix = new DMatrixRMaj(12, 20);
      for (int j = 0; j < i; j++) {
        matrix.set(
            RandomTasks.between(0, 11, stream),
            RandomTasks.between(0, 19, stream),
            j == 0 ? -1 : 1);
      }
      Panels panels = Panels.constant(matrix, width);
      for (int panel = 0; panel < panels.count(); panel++) {
        int from = panels.from(panel);
        int to = panels.to(panel);
        for (int row = 0; row < 12; row++) {
          double largest = 0;
          for (int column = panel * width; column < Math.min(20, (panel + 1) * width); column++) {
            largest = Math.max(largest, Math.abs(matrix.get(row, column)));
          }
          if (row < from || row >= to) {
            assertEquals(0, largest);
          } else if (row == from || row == to - 1) {
            assertEquals(1, largest);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("widths")
  void aMatrixOfZerosTakesNoMultiplyAdds(int width) {
    assertEquals(0, Panels.constant(new DMatrixRMaj(4, 9), width).multiplyAdds());
  }

  /** A NaN or an infinity must reach the product. */
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE})
  void onlyZerosAreLeftOut(double element) {
    DMatrixRMaj matrix = new DMatrixRMaj(3, 1);
    matrix.set(1, 0, element);
    Panels panels = Panels.constant(matrix, 4);
    assertEquals(1, panels.from(0));
    assertEquals(2, panels.to(0));
  }

  @Test
  void aConstantDoesNotFollowItsMatrix() {
    DMatrixRMaj matrix = triangle(4, 4, true);
    Panels panels = Panels.constant(matrix, 2);
    matrix.fill(9);
    assertArrayEquals(triangle(4, 4, true).data, panels.toMatrix().data);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 8, 8", "8, 8, 8", "9, 8, 16", "63, 64, 64", "65, 64, 128"})
  void columnsAreFilledUpToWholePanels(int columns, int width, int zeroPadded) {
    assertEquals(zeroPadded, Panels.zeroPadded(columns, width));
    assertEquals(3L * zeroPadded, Panels.size(3, columns, width));
    assertEquals(zeroPadded / width, new Panels(1, columns, width).count());
    assertEquals(3 * zeroPadded, new Panels(3, columns, width).data().length);
  }

  @Test
  void columnsThatFilledUpNoArrayHoldsAreRefused() {
    assertEquals(2_147_483_584, Panels.zeroPadded(2_147_483_584, 64));
    assertThrows(ArithmeticException.class, () -> Panels.zeroPadded(2_147_483_585, 64));
    assertThrows(ArithmeticException.class, () -> Panels.zeroPadded(Integer.MAX_VALUE, 8));
  }

  @Test
  void sizesBeyondAnArrayAreCountedExactly() {
    assertEquals(4_611_686_016_279_904_256L, Panels.size(Integer.MAX_VALUE, Integer.MAX_VALUE, 64));
  }

  /** The last matrix is small enough without its padding, but not with it. */
  @ParameterizedTest
  @CsvSource({
    "65536, 32768, 8, 2147483648",
    "2147483647, 2147483647, 1, 4611686014132420609",
    "33554432, 63, 64, 2147483648"
  })
  void aMatrixThatNoArrayHoldsIsRefusedWithItsSize(int rows, int columns, int width, long size) {
    var thrown =
        assertThrows(IllegalArgumentException.class, () -> new Panels(rows, columns, width));
    String message = thrown.getMessage();
    assertTrue(message.contains("%d x %d, %d numbers".formatted(rows, columns, size)), message);
    assertTrue(message.contains("2147483647"), message);
  }
}
