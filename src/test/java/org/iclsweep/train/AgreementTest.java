package org.iclsweep.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.Form;
import org.iclsweep.model.Way;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** All forms train the same transformer, and all kernels give bitwise identical results. */
class AgreementTest {
  private static final int STEPS = 200;

  /** N, K, d, H. */
  private record Shape(int n, int k, int d, int heads) {
    RidgeOptimum ridge() {
      RandomStream stream = RandomTasks.stream(100 * n + k);
      return new RidgeOptimum(RandomTasks.task(n, k, d, 6, 0.1, stream));
    }
  }

  /**
   * More and fewer examples than dimensions; fewer tokens than dimensions, up to twice as many, and
   * more; one head, and heads that fill no group.
   */
  static final List<Shape> SHAPES =
      List.of(
          new Shape(1, 2, 1, 1),
          new Shape(1, 2, 3, 4),
          new Shape(3, 9, 7, 5),
          new Shape(10, 50, 20, 7),
          new Shape(10, 50, 20, 1),
          new Shape(9, 20, 6, 5),
          new Shape(6, 8, 12, 9),
          new Shape(7, 15, 10, 6),
          new Shape(5, 30, 4, 3),
          new Shape(33, 60, 8, 4),
          new Shape(20, 24, 40, 6),
          new Shape(12, 13, 12, 5),
          new Shape(20, 50, 20, 3),
          new Shape(66, 70, 10, 3));

  /**
   * A learning rate at which every step of gradient descent lowers the gap. At the automatic rate
   * some of these runs oscillate, which amplifies every difference until nothing agrees.
   */
  private static double calm(RidgeOptimum ridge, int heads, OptimizerKind kind) {
    double automatic = PlainRun.automaticLearningRate(ridge, heads, kind);
    return kind == OptimizerKind.GD ? automatic / 16 : automatic;
  }

  private static PlainRun run(Way way, RidgeOptimum ridge, int heads, OptimizerKind kind) {
    return PlainRun.of(way, ridge, heads, kind, calm(ridge, heads, kind), STEPS);
  }

  /**
   * The numbers of a step are sums of N, K or d products, so the rounding error of a step is about
   * N + K + d units in the last place of their magnitudes. At a small learning rate later steps do
   * not amplify it, and the errors of all steps add up.
   */
  private static double rounding(Task task) {
    return STEPS * (task.promptLength() + task.tokens() + task.dim()) * UtilEjml.EPS;
  }

  /** The maximum singular value divided by the minimum one that exceeds rounding. */
  private static double condition(DMatrixRMaj matrix) {
    double[] values = SingularOps_DDRM.singularValues(matrix);
    double largest = Arrays.stream(values).max().orElseThrow();
    return largest / Arrays.stream(values).filter(v -> v > 1e-12 * largest).min().orElseThrow();
  }

  /**
   * The error of the coordinates of Q is {@link #rounding}. The pseudo-inverses that recover Q
   * multiply it by the condition number of the tokens, once for each side. If U replaces the tokens
   * on the right, that side has no such factor.
   */
  private static double recovery(Form form, Task task) {
    double left = condition(task.promptTokens());
    double right = condition(task.dictionary());
    if (form == Form.REDUCED) {
      return left;
    }
    return form == Form.SCORES ? left * right : 1;
  }

  private static void assertAgree(PlainRun expected, PlainRun actual, Way way, Task task) {
    double rounding = rounding(task);
    for (int step = 0; step <= STEPS; step++) {
      double tolerance = rounding * expected.gaps().get(0);
      assertEquals(
          expected.gaps().get(step), actual.gaps().get(step), tolerance, way + " step " + step);
    }
    assertClose(expected.prediction(), actual.prediction(), rounding, way + " prediction");
    assertClose(expected.w(), actual.w(), rounding, way + " w");
    double recovered = rounding * recovery(way.form(), task);
    for (int h = 0; h < expected.q().size(); h++) {
      assertClose(expected.q().get(h), actual.q().get(h), recovered, way + " Q of head " + h);
    }
  }

  private static void assertClose(
      DMatrixRMaj expected, DMatrixRMaj actual, double relative, String message) {
    double distance = NormOps_DDRM.normF(CommonOps_DDRM.subtract(actual, expected, null));
    double tolerance = relative * NormOps_DDRM.normF(expected);
    assertTrue(distance <= tolerance, message + " is off by " + distance + ", not " + tolerance);
  }

  /**
   * Asserts that every step lowered the gap, that the total decrease is substantial, and that Q
   * changed too.
   */
  private static void assertTrained(PlainRun run, RidgeOptimum ridge, int heads) {
    for (int step = 1; step <= STEPS; step++) {
      assertTrue(run.gaps().get(step) < run.gaps().get(step - 1), "step " + step);
    }
    assertTrue(run.gaps().get(STEPS) < 0.99 * run.gaps().get(0));
    DMatrixRMaj before = PlainRun.start(Way.all().get(0), ridge, heads).q(0);
    double moved = NormOps_DDRM.normF(CommonOps_DDRM.subtract(run.q().get(0), before, null));
    // A single example always receives all attention.
    assertTrue(moved > 1e-6 * NormOps_DDRM.normF(before) || ridge.task().promptLength() == 1);
  }

  private static void assertAllAgree(RidgeOptimum ridge, int heads) {
    PlainRun expected = run(Way.all().get(0), ridge, heads, OptimizerKind.GD);
    assertTrained(expected, ridge, heads);
    for (Way way : Way.all()) {
      assertAgree(expected, run(way, ridge, heads, OptimizerKind.GD), way, ridge.task());
    }
  }

  @ParameterizedTest
  @FieldSource("SHAPES")
  void allFormsOfGradientDescentAgree(Shape shape) {
    assertAllAgree(shape.ridge(), shape.heads());
  }

  /** Tokens of arbitrary lengths, one of them three times, so that V and V_N are rank-deficient. */
  @ParameterizedTest
  @CsvSource({"6,9,12", "6,20,12", "8,20,5"})
  void allFormsAgreeForTokensWithoutFullRank(int n, int k, int d) {
    RandomStream stream = RandomTasks.stream(9);
    DMatrixRMaj dictionary = RandomTasks.gaussian(d, k, stream);
    CommonOps_DDRM.scale(1 / Math.sqrt(d), dictionary);
    for (int i = 0; i < d; i++) {
      dictionary.set(i, 2, dictionary.get(i, 0));
      dictionary.set(i, k - 1, dictionary.get(i, 0));
    }
    Task task = new Task(dictionary, RandomTasks.gaussian(6, k, stream), n, 0.1);
    assertAllAgree(new RidgeOptimum(task), 5);
  }

  /**
   * Adam divides by the magnitude of past gradients. An entry whose gradients are all at rounding
   * level would move at random, but there is no such entry here.
   */
  @ParameterizedTest
  @FieldSource("SHAPES")
  void adamAgreesWithTheStraightforwardTransformer(Shape shape) {
    RidgeOptimum ridge = shape.ridge();
    PlainRun expected = run(Way.all().get(0), ridge, shape.heads(), OptimizerKind.ADAM);
    assertTrained(expected, ridge, shape.heads());
    for (Way way : Way.full()) {
      assertAgree(expected, run(way, ridge, shape.heads(), OptimizerKind.ADAM), way, ridge.task());
    }
  }

  @ParameterizedTest
  @FieldSource("SHAPES")
  void allKernelsDescendToTheSameBits(Shape shape) {
    for (Form form : Form.values()) {
      assertSameBits(shape, form, OptimizerKind.GD);
    }
  }

  @ParameterizedTest
  @FieldSource("SHAPES")
  void allKernelsGiveTheSameBitsWithAdam(Shape shape) {
    assertSameBits(shape, Form.FULL, OptimizerKind.ADAM);
  }

  private static void assertSameBits(Shape shape, Form form, OptimizerKind kind) {
    RidgeOptimum ridge = shape.ridge();
    double rate = PlainRun.automaticLearningRate(ridge, shape.heads(), kind);
    PlainRun first = null;
    for (Kernel kernel : Kernels.available()) {
      Way way = new Way(kernel, form);
      PlainRun run = PlainRun.of(way, ridge, shape.heads(), kind, rate, 50);
      if (first == null) {
        first = run;
      }
      assertEquals(first.gaps(), run.gaps(), way.toString());
      assertArrayEquals(first.prediction().data, run.prediction().data, way.toString());
      assertArrayEquals(first.w().data, run.w().data, way.toString());
      for (int h = 0; h < shape.heads(); h++) {
        assertArrayEquals(first.q().get(h).data, run.q().get(h).data, way.toString());
      }
    }
  }
}
