package org.iclsweep.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A matrix subtracted from panels. */
class PanelsSubtractTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8, 16, 64})
  void everyElementIsSubtractedAndWhatFillsUpIsKept(int width) {
    RandomStream stream = RandomTasks.stream(width);
    for (int rows : new int[] {1, 2, 7, 33}) {
      for (int columns : new int[] {1, 2, 7, 8, 9, 31, 64, 65}) {
        DMatrixRMaj a = RandomTasks.gaussian(rows, columns, stream);
        DMatrixRMaj b = RandomTasks.gaussian(rows, columns, stream);
        double[] kept = b.data.clone();
        Panels panels = new Panels(rows, columns, width);
        panels.set(a);
        panels.subtract(b);
        assertArrayEquals(CommonOps_DDRM.subtract(a, b, null).data, panels.toMatrix().data);
        assertArrayEquals(kept, b.data);
        for (int row = 0; row < rows; row++) {
          for (int column = columns; column < panels.count() * width; column++) {
            assertEquals(0.0, panels.get(row, column));
          }
        }
      }
    }
  }
}
