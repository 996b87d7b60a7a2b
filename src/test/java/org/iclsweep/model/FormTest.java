package org.iclsweep.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.iclsweep.linalg.Panels;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RandomTasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cost of a step in each form, and the choice of the form. */
class FormTest {
  private static final int[] SIZES = {1, 2, 3, 5, 10, 20, 30, 50, 99, 100, 101, 200, 1000};

  /** Called for all N, K, d of the table with N below K. */
  private interface Sizes {
    void check(int n, int k, int d);
  }

  private static void forAll(Sizes sizes) {
    for (int n : SIZES) {
      for (int k : SIZES) {
        for (int d : SIZES) {
          if (n < k) {
            sizes.check(n, k, d);
          }
        }
      }
    }
  }

  /**
   * The number of multiply-adds in one row of a product with a matrix on the right, without its
   * zeros.
   */
  private static long terms(DMatrixRMaj right) {
    return Panels.constant(right, 1).multiplyAdds();
  }

  private static DMatrixRMaj dense(int rows, int columns) {
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    CommonOps_DDRM.fill(matrix, 1);
    return matrix;
  }

  @ParameterizedTest
  @CsvSource({
    "1,2,1",
    "3,9,7",
    "10,50,20",
    "9,20,6",
    "6,8,12",
    "7,15,10",
    "12,13,12",
    "12,14,13",
    "19,20,40"
  })
  void theCostIsThatOfTheProducts(int n, int k, int d) {
    int r = Math.min(d, k);
    QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(d, k);
    DMatrixRMaj tokens = RandomTasks.gaussian(d, k, RandomTasks.stream(k));
    assertTrue(qr.decompose(tokens.copy()));
    DMatrixRMaj triangle = qr.getR(null, true);
    DMatrixRMaj transposed = CommonOps_DDRM.transpose(triangle, null);
    assertEquals(r, triangle.numRows);

    long full =
        n * terms(dense(d, d)) // V_N' Q
            + n * terms(tokens) // (V_N' Q) V
            + n * terms(dense(k, d)) // dS V'
            + d * terms(dense(n, d)); // V_N (dS V')
    assertEquals((double) full, Form.FULL.multiplyAdds(n, k, d));
    long reduced =
        n * terms(triangle) // X R
            + n * terms(transposed) // dS R'
            + n * terms(dense(n, r)); // V_N'V_N (dS R')
    assertEquals((double) reduced, Form.REDUCED.multiplyAdds(n, k, d));
    long scores =
        n * terms(dense(k, k)) // dS V'V
            + n * terms(dense(n, k)); // V_N'V_N (dS V'V)
    assertEquals((double) scores, Form.SCORES.multiplyAdds(n, k, d));
  }

  @Test
  void theCheapestFormIsTaken() {
    Map<Form, Integer> taken = new EnumMap<>(Form.class);
    forAll(
        (n, k, d) -> {
          Form cheapest = Form.cheapest(n, k, d);
          for (Form form : Form.values()) {
            assertTrue(
                cheapest.multiplyAdds(n, k, d) <= form.multiplyAdds(n, k, d),
                cheapest + " for N = " + n + ", K = " + k + ", d = " + d);
          }
          assertEquals(cheapest, OptimizerKind.GD.form(n, k, d));
          taken.merge(cheapest, 1, Integer::sum);
        });
    assertEquals(Set.of(Form.values()), taken.keySet());
  }

  @Test
  void noMoreTokensThanDimensionsMeansScores() {
    forAll(
        (n, k, d) -> {
          if (k <= d) {
            assertEquals(Form.SCORES, Form.cheapest(n, k, d));
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "30,200,100,REDUCED",
    "10,50,20,REDUCED",
    "100,200,100,REDUCED",
    "10,20,20,SCORES",
    "100,110,2,FULL"
  })
  void formsOfSomeSizes(int n, int k, int d, Form form) {
    assertEquals(form, Form.cheapest(n, k, d));
  }

  /** The comparison is correct for sizes whose products exceed 32 bits. */
  @Test
  void hugeSizesDoNotOverflow() {
    assertEquals(Form.REDUCED, Form.cheapest(10_000, 1_000_000, 100_000));
    assertEquals(Form.SCORES, Form.cheapest(10_000, 1_000_000, 2_000_000));
  }

  @Test
  void adamTakesTheFullForm() {
    forAll((n, k, d) -> assertEquals(Form.FULL, OptimizerKind.ADAM.form(n, k, d)));
  }
}
