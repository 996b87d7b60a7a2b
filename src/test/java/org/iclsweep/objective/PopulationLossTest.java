package org.iclsweep.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.linalg.Panels;
import org.iclsweep.task.Grams;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The population loss as a function of the prediction A_hat, for every kernel. */
@ParameterizedClass
@MethodSource("kernels")
class PopulationLossTest {
  @Parameter private Kernel kernel;

  static List<Kernel> kernels() {
    return Kernels.available();
  }

  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  private Panels panels(DMatrixRMaj matrix) {
    Panels panels = new Panels(matrix.numRows, matrix.numCols, kernel.panelWidth());
    panels.set(matrix);
    return panels;
  }

  /** E y y' over the labels of all K tokens: F'F + m tau I. */
  private static DMatrixRMaj secondMoment(Task task) {
    DMatrixRMaj moment = CommonOps_DDRM.multTransA(task.features(), task.features(), null);
    for (int k = 0; k < task.tokens(); k++) {
      moment.add(k, k, task.m() * task.noise());
    }
    return moment;
  }

  /**
   * L = 1/(2K) trace((P - I)' E y y' (P - I)), where P is A_hat with K - N rows of zeros below it.
   * Each sum has fewer than 2K terms, each at most |E y y'| (|P| + sqrt(K))^2; the error of the
   * minimum grows with the condition number of M.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void gapIsTheLossAboveItsMinimum(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    int n = task.promptLength();
    int k = task.tokens();
    RidgeOptimum ridge = new RidgeOptimum(task);
    DMatrixRMaj prediction = RandomTasks.gaussian(n, k, stream);
    double gap = new PopulationLoss(kernel, ridge).gap(panels(prediction));

    DMatrixRMaj error = CommonOps_DDRM.identity(k);
    CommonOps_DDRM.scale(-1, error);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < k; j++) {
        error.add(i, j, prediction.get(i, j));
      }
    }
    DMatrixRMaj moment = secondMoment(task);
    DMatrixRMaj form =
        CommonOps_DDRM.multTransA(error, CommonOps_DDRM.mult(moment, error, null), null);
    double loss = CommonOps_DDRM.trace(form) / (2 * k);
    double size = NormOps_DDRM.normF(moment) * Math.pow(NormOps_DDRM.normF(error), 2) / (2 * k);
    double condition = NormOps_DDRM.conditionP2(Grams.of(ridge.task()));
    assertEquals(loss - ridge.minimumLoss(), gap, 4 * k * UtilEjml.EPS * (size + condition * loss));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void gapIsZeroAtTheOptimumAndPositiveElsewhere(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    RidgeOptimum ridge = new RidgeOptimum(RandomTasks.small(stream));
    PopulationLoss loss = new PopulationLoss(kernel, ridge);
    assertEquals(0.0, loss.gap(panels(ridge.optimum())));
    double[] gradient = loss.gradient(panels(ridge.optimum())).data();
    assertArrayEquals(new double[gradient.length], gradient, "no gradient there");
    DMatrixRMaj near = ridge.optimum().copy();
    near.data[RandomTasks.between(0, near.getNumElements() - 1, stream)] += 1e-9;
    assertTrue(loss.gap(panels(near)) > 0);
  }

  /**
   * The gap is quadratic in A_hat, so the only error of a central difference is rounding, even for
   * h = 1: N + K roundings of the gap.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void gradientAgreesWithCentralDifferences(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    RidgeOptimum ridge = new RidgeOptimum(task);
    PopulationLoss loss = new PopulationLoss(kernel, ridge);
    DMatrixRMaj prediction = RandomTasks.gaussian(task.promptLength(), task.tokens(), stream);
    loss.gap(panels(prediction));
    double[] gradient = loss.gradient(panels(prediction)).toMatrix().data;
    double delta =
        NormOps_DDRM.normF(CommonOps_DDRM.subtract(prediction, ridge.optimum(), null)) + 1;
    double size = NormOps_DDRM.normF(Grams.of(ridge.task())) * delta * delta / task.tokens();
    double tolerance = 4 * (task.promptLength() + task.tokens()) * UtilEjml.EPS * size;
    for (int i = 0; i < gradient.length; i++) {
      DMatrixRMaj up = prediction.copy();
      up.data[i] += 1;
      DMatrixRMaj down = prediction.copy();
      down.data[i] -= 1;
      assertEquals((loss.gap(panels(up)) - loss.gap(panels(down))) / 2, gradient[i], tolerance);
    }
  }
}
