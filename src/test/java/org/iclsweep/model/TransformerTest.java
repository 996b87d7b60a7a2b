package org.iclsweep.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The forward pass against its definition and the gradients against differences of the gap. */
class TransformerTest {
  private static final double EPS = UtilEjml.EPS;

  static LongStream seeds() {
    return LongStream.range(0, 12);
  }

  /** A transformer with random Q and random w, as after some training. */
  private static Transformer random(Task task, RandomStream stream) {
    DMatrixRMaj[] q = new DMatrixRMaj[RandomTasks.between(1, 5, stream)];
    for (int h = 0; h < q.length; h++) {
      q[h] = RandomTasks.gaussian(task.dim(), task.dim(), stream);
    }
    Transformer transformer = new Transformer(task, q);
    stream.fillColumns(transformer.w(), 1);
    return transformer;
  }

  /**
   * A score is a sum of d^2 products, so it is off by at most 2 d eps times the sum of their sizes,
   * and by that its exponential; then N exponentials, a quotient and H products are summed.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void forwardEqualsTheDefinition(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    int n = task.promptLength();
    int d = task.dim();
    Transformer transformer = random(task, stream);
    transformer.forward();
    DMatrixRMaj v = task.dictionary();
    for (int k = 0; k < task.tokens(); k++) {
      double[] expected = new double[n];
      double[] tolerance = new double[n];
      for (int h = 0; h < transformer.heads(); h++) {
        double[] exponential = new double[n];
        double sum = 0;
        double size = 0;
        for (int row = 0; row < n; row++) {
          double score = 0;
          for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
              double term = v.get(a, row) * transformer.q(h).get(a, b) * v.get(b, k);
              score += term;
              size += Math.abs(term);
            }
          }
          exponential[row] = Math.exp(score);
          sum += exponential[row];
        }
        for (int row = 0; row < n; row++) {
          double c = exponential[row] / sum;
          double relative = EPS * (8 * d * (size + 1) + 2 * n + 8);
          assertEquals(c, transformer.attention(h).get(row, k), relative * c);
          double w = transformer.w().get(h, k);
          expected[row] += c * w;
          tolerance[row] += (relative + 2 * transformer.heads() * EPS) * c * Math.abs(w);
        }
      }
      for (int row = 0; row < n; row++) {
        assertEquals(expected[row], transformer.prediction().get(row, k), tolerance[row]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void predictsExactlyZeroAtTheStart(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    Transformer transformer = new Transformer(task, Transformer.drawHeads(3, task.dim(), 2, seed));
    transformer.forward();
    assertArrayEquals(
        new double[task.promptLength() * task.tokens()], transformer.prediction().data);
  }

  @Test
  void forwardForgetsTheParametersOfThePassBefore() {
    RandomStream stream = RandomTasks.stream(77);
    Task task = RandomTasks.small(stream);
    Transformer transformer = random(task, stream);
    transformer.forward();
    double[] first = transformer.prediction().data.clone();
    double[] w = transformer.w().data.clone();
    stream.fillColumns(transformer.w(), 1);
    transformer.forward();
    assertNotEquals(first[0], transformer.prediction().data[0]);
    System.arraycopy(w, 0, transformer.w().data, 0, w.length);
    transformer.forward();
    assertArrayEquals(first, transformer.prediction().data);
  }

  /**
   * Every entry of the gradients against (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / (12 h), whose
   * error is at most h^4 / 30 times the fifth derivative. A score moves by less than h with an
   * entry of Q, since tokens have length one, and the softmax's derivatives are of the order of
   * one, so the fifth derivative is at most a few hundred times the scale gap + |gradient|. With h
   * = 2^-10 that is below 1e-11 of the scale, as is the rounding of the gap, some hundred eps gap /
   * h. The tolerance 1e-9 leaves room for both and is far below any wrong term.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void gradientsAgreeWithCentralDifferences(long seed) {
    RandomStream stream = RandomTasks.stream(1000 + seed);
    Task task = RandomTasks.small(stream);
    Transformer transformer = random(task, stream);
    PopulationLoss loss = new PopulationLoss(new RidgeOptimum(task));
    transformer.forward();
    double gap = loss.gap(transformer.prediction());
    transformer.backward(loss.gradient());
    double scale = gap + transformer.normGradientQ() + NormOps_DDRM.normF(transformer.gradientW());

    for (int h = 0; h < transformer.heads(); h++) {
      assertGradient(transformer, loss, transformer.q(h), transformer.gradientQ(h), scale);
    }
    assertGradient(transformer, loss, transformer.w(), transformer.gradientW(), scale);
  }

  private static void assertGradient(
      Transformer transformer,
      PopulationLoss loss,
      DMatrixRMaj parameters,
      DMatrixRMaj gradients,
      double scale) {
    double h = 0x1.0p-10;
    double[] expected = gradients.data.clone();
    assertEquals(parameters.getNumElements(), expected.length);
    for (int i = 0; i < expected.length; i++) {
      double inner =
          gapWith(transformer, loss, parameters, i, h)
              - gapWith(transformer, loss, parameters, i, -h);
      double outer =
          gapWith(transformer, loss, parameters, i, 2 * h)
              - gapWith(transformer, loss, parameters, i, -2 * h);
      assertEquals((8 * inner - outer) / (12 * h), expected[i], 1e-9 * scale);
    }
  }

  /** The gap with one parameter moved; the parameter is put back. */
  private static double gapWith(
      Transformer transformer, PopulationLoss loss, DMatrixRMaj parameters, int i, double move) {
    double kept = parameters.data[i];
    parameters.data[i] = kept + move;
    transformer.forward();
    parameters.data[i] = kept;
    return loss.gap(transformer.prediction());
  }

  @Test
  void moreHeadsLeaveTheOthersAsTheyAre() {
    DMatrixRMaj[] few = Transformer.drawHeads(3, 4, 1, 42);
    DMatrixRMaj[] many = Transformer.drawHeads(8, 4, 1, 42);
    for (int h = 0; h < few.length; h++) {
      assertArrayEquals(few[h].data, many[h].data);
    }
    for (int h = 1; h < many.length; h++) {
      assertNotEquals(many[h].data[0], many[h - 1].data[0]);
    }
    assertNotEquals(few[0].data[0], Transformer.drawHeads(1, 4, 1, 43)[0].data[0]);
  }

  @Test
  void headsScaleWithTheStandardDeviation() {
    double[] unit = Transformer.drawHeads(2, 5, 1, 42)[1].data;
    double[] quarter = Transformer.drawHeads(2, 5, 0.25, 42)[1].data;
    assertArrayEquals(Arrays.stream(unit).map(x -> x / 4).toArray(), quarter);
  }

  /** A Frobenius norm of a few dozen numbers is good to as many roundings. */
  @ParameterizedTest
  @MethodSource("seeds")
  void normsAreOverAllHeadsTogether(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    Transformer transformer = random(task, stream);
    transformer.forward();
    transformer.backward(RandomTasks.gaussian(task.promptLength(), task.tokens(), stream));
    double q = 0;
    double gradient = 0;
    for (int h = 0; h < transformer.heads(); h++) {
      for (int i = 0; i < task.dim() * task.dim(); i++) {
        q += Math.pow(transformer.q(h).data[i], 2);
        gradient += Math.pow(transformer.gradientQ(h).data[i], 2);
      }
    }
    assertEquals(Math.sqrt(q), transformer.normQ(), 200 * EPS * Math.sqrt(q));
    assertEquals(Math.sqrt(gradient), transformer.normGradientQ(), 200 * EPS * Math.sqrt(gradient));
  }
}
