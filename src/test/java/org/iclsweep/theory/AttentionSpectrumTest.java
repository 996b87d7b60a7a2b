package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.Form;
import org.iclsweep.model.KernelTransformer;
import org.iclsweep.model.Transformer;
import org.iclsweep.task.Grams;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Singular values of B_k = M^{1/2} C_k, compared with eigenvalues of B_k B_k'. */
class AttentionSpectrumTest {
  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  private static EigenDecomposition_F64<DMatrixRMaj> eigen(DMatrixRMaj symmetric) {
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(symmetric.numRows, true, true);
    assertTrue(eigen.decompose(symmetric.copy()));
    return eigen;
  }

  /** The symmetric root of a positive semidefinite matrix. */
  private static DMatrixRMaj root(DMatrixRMaj matrix) {
    EigenDecomposition_F64<DMatrixRMaj> eigen = eigen(matrix);
    DMatrixRMaj root = new DMatrixRMaj(matrix.numRows, matrix.numCols);
    for (int i = 0; i < matrix.numRows; i++) {
      double value = Math.sqrt(Math.max(0, eigen.getEigenvalue(i).getReal()));
      DMatrixRMaj vector = eigen.getEigenVector(i);
      CommonOps_DDRM.multAddTransB(value, vector, vector, root);
    }
    return root;
  }

  /** The minimum and maximum eigenvalue of B_k B_k' over all k. */
  private static double[] extremes(RidgeOptimum ridge, Transformer transformer) {
    int n = ridge.task().promptLength();
    DMatrixRMaj rootGram = root(Grams.of(ridge.task()));
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int k = 0; k < ridge.task().tokens(); k++) {
      DMatrixRMaj c = new DMatrixRMaj(n, transformer.heads());
      transformer.attention(k, c);
      DMatrixRMaj b = CommonOps_DDRM.mult(rootGram, c, null);
      EigenDecomposition_F64<DMatrixRMaj> eigen = eigen(CommonOps_DDRM.multTransB(b, b, null));
      for (int i = 0; i < n; i++) {
        smallest = Math.min(smallest, eigen.getEigenvalue(i).getReal());
        largest = Math.max(largest, eigen.getEigenvalue(i).getReal());
      }
    }
    return new double[] {smallest, largest};
  }

  private static Transformer transformer(Task task, int heads, long seed) {
    Transformer transformer =
        new KernelTransformer(
            Kernels.choice().kernel(),
            Form.REDUCED,
            task,
            heads,
            head -> Transformer.drawHead(head, task.dim(), 2, seed));
    transformer.forward();
    return transformer;
  }

  /** The error of eigenvalues of an N x N matrix is about N eps times the largest one. */
  private static void assertSpectrum(Task task, int heads, long seed) {
    RidgeOptimum ridge = new RidgeOptimum(task);
    Transformer transformer = transformer(task, heads, seed);
    AttentionSpectrum.Extremes actual =
        new AttentionSpectrum(ridge.rootGram(), task.tokens(), heads).measure(transformer);
    double[] expected = extremes(ridge, transformer);
    double tolerance = 16 * task.promptLength() * UtilEjml.EPS * expected[1];
    assertEquals(expected[1], actual.sigmaMax() * actual.sigmaMax(), tolerance);
    assertEquals(expected[0], actual.zeta(), tolerance);
    assertEquals(actual.sigmaMin() * actual.sigmaMin(), actual.zeta());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithEigenvaluesForEnoughHeads(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    int heads = task.promptLength() + RandomTasks.between(0, 6, stream);
    assertSpectrum(task, heads, seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithEigenvaluesForSingularGramMatrices(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    int m = RandomTasks.between(1, 4, stream);
    int n = m + RandomTasks.between(1, 3, stream);
    Task task = RandomTasks.task(n, n + 4, 4, m, 0, stream);
    assertTrue(new RidgeOptimum(task).singular());
    assertSpectrum(task, n + RandomTasks.between(0, 6, stream), seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void smallestIsExactlyZeroForTooFewHeads(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    int heads = RandomTasks.between(1, task.promptLength() - 1, stream);
    RidgeOptimum ridge = new RidgeOptimum(task);
    Transformer transformer = transformer(task, heads, seed);
    AttentionSpectrum.Extremes actual =
        new AttentionSpectrum(ridge.rootGram(), task.tokens(), heads).measure(transformer);
    assertEquals(0.0, actual.sigmaMin());
    assertEquals(0.0, actual.zeta());
    double[] expected = extremes(ridge, transformer);
    double tolerance = 16 * task.promptLength() * UtilEjml.EPS * expected[1];
    assertEquals(expected[1], actual.sigmaMax() * actual.sigmaMax(), tolerance);
  }
}
