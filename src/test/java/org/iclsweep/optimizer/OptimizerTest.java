package org.iclsweep.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.linalg.Panels;
import org.iclsweep.model.Transformer;
import org.iclsweep.model.UpdateRule;
import org.iclsweep.model.Way;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The updates of gradient descent and Adam, for every kernel, on a transformer that holds Q itself.
 */
@ParameterizedClass
@MethodSource("ways")
class OptimizerTest {
  private static final double RATE_Q = 0.3;
  private static final double RATE_W = 0.07;

  @Parameter private Way way;

  /**
   * The straightforward transformer with the optimizers of each kernel, and the transformer of each
   * kernel.
   */
  static List<Way> ways() {
    return Stream.concat(
            Kernels.available().stream().map(Way::straightforward),
            Way.full().stream().filter(way -> way.form() != null))
        .toList();
  }

  static LongStream seeds() {
    return LongStream.range(0, 10);
  }

  private UpdateRule optimizer(OptimizerKind kind, Transformer transformer) {
    return kind.create(way.kernel(), transformer.heads(), RATE_Q, RATE_W);
  }

  private Transformer random(Task task, RandomStream stream) {
    int heads = RandomTasks.between(1, 4, stream);
    List<DMatrixRMaj> q = new ArrayList<>();
    for (int h = 0; h < heads; h++) {
      q.add(RandomTasks.gaussian(task.dim(), task.dim(), stream));
    }
    Transformer transformer = way.create(task, q);
    transformer.setW(RandomTasks.gaussian(heads, task.tokens(), stream));
    transformer.forward();
    return transformer;
  }

  /** A random gradient of a loss with respect to the prediction. */
  private Panels lossGradient(Task task, RandomStream stream) {
    return way.panels(RandomTasks.gaussian(task.promptLength(), task.tokens(), stream));
  }

  /** All parameters in one array: Q_1 .. Q_H, then w. */
  private static double[] flat(Transformer transformer) {
    List<DMatrixRMaj> q = new ArrayList<>();
    for (int h = 0; h < transformer.heads(); h++) {
      q.add(transformer.q(h));
    }
    return flat(q, transformer.w());
  }

  private static double[] flat(Transformer.Gradients gradients) {
    return flat(gradients.q(), gradients.w());
  }

  private static double[] flat(List<DMatrixRMaj> q, DMatrixRMaj w) {
    return Stream.concat(q.stream(), Stream.of(w))
        .flatMapToDouble(matrix -> Arrays.stream(matrix.data))
        .toArray();
  }

  private static double rate(Transformer transformer, int i) {
    return ofQ(transformer, i) ? RATE_Q : RATE_W;
  }

  private static boolean ofQ(Transformer transformer, int i) {
    return i < transformer.heads() * transformer.q(0).getNumElements();
  }

  /**
   * An update is rounded once. Where the kernel computes the gradients of Q, those of {@link
   * Transformer#gradients} have the same terms, dS[n,k] times two numbers of at most one, summed in
   * another order: the error of both sums is at most (N + K) eps sum |dS|. Since the columns of the
   * attention C sum to one and |dS[n,k]| <= |w[k]| C[n,k] 2 max |G|, the sum is at most 2 K max |w|
   * max |G|. The few roundings of each dS have the same bound.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void gradientDescentMovesByTheRateTimesTheGradient(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    Transformer transformer = random(task, stream);
    UpdateRule optimizer = optimizer(OptimizerKind.GD, transformer);
    for (int step = 0; step < 3; step++) {
      Panels g = lossGradient(task, stream);
      double[] expected = flat(transformer);
      double[] gradient = flat(transformer.gradients(g));
      for (int i = 0; i < expected.length; i++) {
        expected[i] = Math.fma(-rate(transformer, i), gradient[i], expected[i]);
      }
      double terms = 2 * task.tokens() * largest(transformer.w().data) * largest(g.toMatrix().data);
      double rounding =
          2 * (task.promptLength() + task.tokens() + 8) * UtilEjml.EPS * terms * RATE_Q;
      transformer.step(g, optimizer);
      double[] actual = flat(transformer);
      for (int i = 0; i < expected.length; i++) {
        if (way.form() != null && ofQ(transformer, i)) {
          assertEquals(expected[i], actual[i], rounding + UtilEjml.EPS * Math.abs(expected[i]));
        } else {
          assertEquals(expected[i], actual[i]);
        }
      }
    }
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  /** The prediction after a step is that of the moved parameters. */
  @ParameterizedTest
  @EnumSource(OptimizerKind.class)
  void aStepEndsWithTheForwardPass(OptimizerKind kind) {
    RandomStream stream = RandomTasks.stream(31);
    Task task = RandomTasks.small(stream);
    Transformer transformer = random(task, stream);
    double[] before = transformer.prediction().data().clone();
    transformer.step(lossGradient(task, stream), optimizer(kind, transformer));
    double[] after = transformer.prediction().data().clone();
    assertNotEquals(before[0], after[0]);
    transformer.forward();
    assertArrayEquals(after, transformer.prediction().data());
    Transformer moved = way.create(task, transformer.heads(), transformer::q);
    moved.setW(transformer.w());
    moved.forward();
    assertArrayEquals(after, moved.prediction().data());
  }

  /** The first step is eta g / (|g| + 1e-8): eta, up to a fraction 1e-8 / |g|. */
  @ParameterizedTest
  @MethodSource("seeds")
  void adamsFirstStepMovesEachEntryByItsRate(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    Transformer transformer = random(task, stream);
    Panels g = lossGradient(task, stream);
    double[] before = flat(transformer);
    double[] gradient = flat(transformer.gradients(g));
    transformer.step(g, optimizer(OptimizerKind.ADAM, transformer));
    double[] after = flat(transformer);
    for (int i = 0; i < before.length; i++) {
      double rate = rate(transformer, i);
      // The correction by 1 - beta2 = 0.001 multiplies the rounding errors of beta2 by a thousand.
      double tolerance =
          rate * 1e-8 / Math.abs(gradient[i])
              + 1e4 * UtilEjml.EPS * rate
              + 2 * UtilEjml.EPS * Math.abs(before[i]);
      assertEquals(before[i] - rate * Math.signum(gradient[i]), after[i], tolerance);
    }
  }

  /**
   * Compared with sums over all past gradients in place of running means: mean(t) = 0.1 sum_s
   * 0.9^(t-s) g(s). The correction by 1 - 0.999^t, at least 0.001, multiplies rounding errors by up
   * to a thousand; about 20 of them remain below 1e-10 of the learning rate.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void adamAgreesWithItsDefinitionOverManySteps(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    Transformer transformer = random(task, stream);
    UpdateRule optimizer = optimizer(OptimizerKind.ADAM, transformer);
    double[][] gradients = new double[20][];
    for (int t = 1; t <= gradients.length; t++) {
      Panels g = lossGradient(task, stream);
      gradients[t - 1] = flat(transformer.gradients(g));
      double[] before = flat(transformer);
      transformer.step(g, optimizer);
      double[] after = flat(transformer);
      for (int i = 0; i < before.length; i++) {
        double mean = 0;
        double square = 0;
        double size = 0;
        for (int s = 1; s <= t; s++) {
          double past = gradients[s - 1][i];
          mean += 0.1 * Math.pow(0.9, t - s) * past;
          size += 0.1 * Math.pow(0.9, t - s) * Math.abs(past);
          square += 0.001 * Math.pow(0.999, t - s) * past * past;
        }
        double root = Math.sqrt(square / (1 - Math.pow(0.999, t))) + 1e-8;
        double correction = 1 - Math.pow(0.9, t);
        double rate = rate(transformer, i);
        double expected = before[i] - rate * (mean / correction) / root;
        double tolerance =
            1e-10 * rate * (size / correction) / root + 2 * UtilEjml.EPS * Math.abs(before[i]);
        assertEquals(expected, after[i], tolerance);
      }
    }
  }

  @Test
  void automaticRates() {
    assertEquals(12 / 6.25, OptimizerKind.GD.automaticLearningRate(12, 2.5));
    assertEquals(1e-3, OptimizerKind.ADAM.automaticLearningRate(12, 2.5));
  }

  @Test
  void everyCallCreatesFreshState() {
    Task task = RandomTasks.small(RandomTasks.stream(5));
    double[][] ends = new double[2][];
    for (int run = 0; run < 2; run++) {
      RandomStream stream = RandomTasks.stream(6);
      Transformer transformer = random(task, stream);
      UpdateRule optimizer = optimizer(OptimizerKind.ADAM, transformer);
      for (int step = 0; step < 3; step++) {
        transformer.step(lossGradient(task, stream), optimizer);
      }
      ends[run] = flat(transformer);
    }
    assertArrayEquals(ends[0], ends[1]);
    assertTrue(ends[0].length > 1);
  }
}
