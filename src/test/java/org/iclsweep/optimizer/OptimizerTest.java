package org.iclsweep.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.model.Transformer;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How gradient descent and Adam move the parameters. */
class OptimizerTest {
  private static final double RATE_Q = 0.3;
  private static final double RATE_W = 0.07;

  static LongStream seeds() {
    return LongStream.range(0, 10);
  }

  private static Transformer random(Task task, RandomStream stream) {
    int heads = RandomTasks.between(1, 4, stream);
    DMatrixRMaj[] q = new DMatrixRMaj[heads];
    for (int h = 0; h < heads; h++) {
      q[h] = RandomTasks.gaussian(task.dim(), task.dim(), stream);
    }
    Transformer transformer = new Transformer(task, q);
    stream.fillColumns(transformer.w(), 1);
    return transformer;
  }

  /** Gives the transformer new random gradients. */
  private static void differentiate(Transformer transformer, Task task, RandomStream stream) {
    transformer.forward();
    transformer.backward(RandomTasks.gaussian(task.promptLength(), task.tokens(), stream));
  }

  /** All parameters (or gradients) in one array: Q_1 .. Q_H, then w. */
  private static double[] flat(Transformer transformer, boolean gradients) {
    int size = transformer.q(0).getNumElements();
    int heads = transformer.heads();
    double[] flat = new double[heads * size + transformer.w().getNumElements()];
    for (int h = 0; h < heads; h++) {
      DMatrixRMaj q = gradients ? transformer.gradientQ(h) : transformer.q(h);
      System.arraycopy(q.data, 0, flat, h * size, size);
    }
    DMatrixRMaj w = gradients ? transformer.gradientW() : transformer.w();
    System.arraycopy(w.data, 0, flat, heads * size, w.getNumElements());
    return flat;
  }

  private static double rate(Transformer transformer, int i) {
    return i < transformer.heads() * transformer.q(0).getNumElements() ? RATE_Q : RATE_W;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void gradientDescentMovesByTheRateTimesTheGradient(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    Transformer transformer = random(task, stream);
    Optimizer optimizer = OptimizerKind.GD.create(RATE_Q, RATE_W);
    for (int step = 0; step < 3; step++) {
      differentiate(transformer, task, stream);
      double[] expected = flat(transformer, false);
      double[] gradient = flat(transformer, true);
      for (int i = 0; i < expected.length; i++) {
        expected[i] -= rate(transformer, i) * gradient[i];
      }
      optimizer.step(transformer);
      assertArrayEquals(expected, flat(transformer, false));
    }
  }

  /** The first step is rate g / (|g| + 1e-8): the rate, but for a share of 1e-8 / |g|. */
  @ParameterizedTest
  @MethodSource("seeds")
  void adamsFirstStepMovesEachEntryByItsRate(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    Transformer transformer = random(task, stream);
    differentiate(transformer, task, stream);
    double[] before = flat(transformer, false);
    double[] gradient = flat(transformer, true);
    OptimizerKind.ADAM.create(RATE_Q, RATE_W).step(transformer);
    double[] after = flat(transformer, false);
    for (int i = 0; i < before.length; i++) {
      double rate = rate(transformer, i);
      // Corrections by 1 - beta2 = 0.001 magnify the roundings of beta2 a thousandfold.
      double tolerance =
          rate * 1e-8 / Math.abs(gradient[i])
              + 1e4 * UtilEjml.EPS * rate
              + 2 * UtilEjml.EPS * Math.abs(before[i]);
      assertEquals(before[i] - rate * Math.signum(gradient[i]), after[i], tolerance);
    }
  }

  /**
   * Against sums over all past gradients in place of running means: mean(t) = 0.1 sum_s 0.9^(t-s)
   * g(s). Corrections by 1 - 0.999^t, at least 0.001, magnify roundings a thousandfold; some 20 of
   * them stay below 1e-10 of the rate.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void adamAgreesWithItsDefinitionOverManySteps(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    Transformer transformer = random(task, stream);
    Optimizer optimizer = OptimizerKind.ADAM.create(RATE_Q, RATE_W);
    double[][] gradients = new double[20][];
    for (int t = 1; t <= gradients.length; t++) {
      differentiate(transformer, task, stream);
      gradients[t - 1] = flat(transformer, true);
      double[] before = flat(transformer, false);
      optimizer.step(transformer);
      double[] after = flat(transformer, false);
      for (int i = 0; i < before.length; i++) {
        double mean = 0;
        double square = 0;
        double size = 0;
        for (int s = 1; s <= t; s++) {
          double g = gradients[s - 1][i];
          mean += 0.1 * Math.pow(0.9, t - s) * g;
          size += 0.1 * Math.pow(0.9, t - s) * Math.abs(g);
          square += 0.001 * Math.pow(0.999, t - s) * g * g;
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
    assertEquals(12 / 6.25, OptimizerKind.GD.automaticRate(12, 2.5));
    assertEquals(1e-3, OptimizerKind.ADAM.automaticRate(12, 2.5));
  }

  @Test
  void everyCallCreatesFreshState() {
    Task task = RandomTasks.small(RandomTasks.stream(5));
    double[][] ends = new double[2][];
    for (int run = 0; run < 2; run++) {
      RandomStream stream = RandomTasks.stream(6);
      Transformer transformer = random(task, stream);
      Optimizer optimizer = OptimizerKind.ADAM.create(RATE_Q, RATE_W);
      for (int step = 0; step < 3; step++) {
        differentiate(transformer, task, stream);
        optimizer.step(transformer);
      }
      ends[run] = flat(transformer, false);
    }
    assertArrayEquals(ends[0], ends[1]);
    assertTrue(ends[0].length > 1);
  }
}
