package org.iclsweep.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
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
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The transformer in every variant: the forward pass compared with its definition, and the
 * gradients with differences of the gap.
 */
@ParameterizedClass
@MethodSource("ways")
class TransformerTest {
  private static final double EPS = UtilEjml.EPS;

  @Parameter private Way way;

  static List<Way> ways() {
    return Way.all();
  }

  static LongStream seeds() {
    return LongStream.range(0, 12);
  }

  /** Random parameters, as after some training. */
  private record Parameters(List<DMatrixRMaj> q, DMatrixRMaj w) {
    static Parameters draw(Task task, RandomStream stream) {
      List<DMatrixRMaj> q = new ArrayList<>();
      int heads = RandomTasks.between(1, 5, stream);
      for (int h = 0; h < heads; h++) {
        q.add(RandomTasks.gaussian(task.dim(), task.dim(), stream));
      }
      return new Parameters(q, RandomTasks.gaussian(heads, task.tokens(), stream));
    }

    /** A transformer with these parameters, after its forward pass. */
    Transformer transformer(Way way, Task task) {
      Transformer transformer = way.create(task, q);
      transformer.setW(w);
      transformer.forward();
      return transformer;
    }
  }

  private static DMatrixRMaj attention(Transformer transformer, Task task, int token) {
    DMatrixRMaj c = new DMatrixRMaj(task.promptLength(), transformer.heads());
    transformer.attention(token, c);
    return c;
  }

  /**
   * A score is a sum of d^2 products, so its error is at most 2 d eps times the sum of their
   * magnitudes, and its exponential has that relative error. Then N exponentials, a quotient and H
   * products are summed. Where V is replaced by U R, the products differ: the error of U and R is a
   * few d eps of the tokens, whose length is one, which adds d times the magnitude of Q.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void forwardEqualsTheDefinition(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    int n = task.promptLength();
    int d = task.dim();
    Parameters parameters = Parameters.draw(task, stream);
    Transformer transformer = parameters.transformer(way, task);
    DMatrixRMaj v = task.dictionary();
    for (int k = 0; k < task.tokens(); k++) {
      double[] expected = new double[n];
      double[] tolerance = new double[n];
      DMatrixRMaj attention = attention(transformer, task, k);
      for (int h = 0; h < transformer.heads(); h++) {
        DMatrixRMaj q = parameters.q().get(h);
        double[] exponential = new double[n];
        double sum = 0;
        double size = way.form() == Form.REDUCED ? d * NormOps_DDRM.normF(q) : 0;
        for (int row = 0; row < n; row++) {
          double score = 0;
          for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
              double term = v.get(a, row) * q.get(a, b) * v.get(b, k);
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
          assertEquals(c, attention.get(row, h), relative * c);
          double w = parameters.w().get(h, k);
          expected[row] += c * w;
          tolerance[row] += (relative + 2 * transformer.heads() * EPS) * c * Math.abs(w);
        }
      }
      for (int row = 0; row < n; row++) {
        assertEquals(expected[row], transformer.prediction().get(row, k), tolerance[row]);
      }
    }
  }

  /**
   * Rounding errors arise in N exponentials, their sum, and a quotient or a product with its
   * reciprocal.
   */
  @ParameterizedTest
  @CsvSource({"1,2,1,1", "3,70,4,7", "5,9,12,3", "9,20,6,5", "33,40,8,2", "70,75,3,2"})
  void attentionPaidForATokenSumsToOne(int n, int k, int d, int heads) {
    RandomStream stream = RandomTasks.stream(n);
    Task task = RandomTasks.task(n, k, d, 3, 0.1, stream);
    Transformer transformer =
        way.create(task, heads, h -> Transformer.drawHead(h, d, 3, 100 + heads));
    transformer.forward();
    for (int token = 0; token < k; token++) {
      DMatrixRMaj attention = attention(transformer, task, token);
      for (int h = 0; h < heads; h++) {
        double sum = 0;
        for (int row = 0; row < n; row++) {
          assertTrue(attention.get(row, h) >= 0);
          sum += attention.get(row, h);
        }
        assertEquals(1, sum, 2 * (n + 2) * EPS);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void predictsExactlyZeroAtTheStart(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    Transformer transformer =
        way.create(task, 3, h -> Transformer.drawHead(h, task.dim(), 2, seed));
    transformer.forward();
    assertArrayEquals(
        new double[transformer.prediction().data().length], transformer.prediction().data());
    assertArrayEquals(
        new double[task.promptLength() * task.tokens()], transformer.prediction().toMatrix().data);
  }

  /** Parameters that were not updated are recovered exactly from any coordinates. */
  @ParameterizedTest
  @MethodSource("seeds")
  void holdsTheParametersThatItWasGiven(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    Parameters parameters = Parameters.draw(task, stream);
    Transformer transformer = parameters.transformer(way, task);
    assertEquals(parameters.q().size(), transformer.heads());
    for (int h = 0; h < transformer.heads(); h++) {
      assertArrayEquals(parameters.q().get(h).data, transformer.q(h).data);
    }
    assertArrayEquals(parameters.w().data, transformer.w().data);
  }

  @Test
  void forwardForgetsTheParametersOfThePassBefore() {
    RandomStream stream = RandomTasks.stream(77);
    Task task = RandomTasks.small(stream);
    Parameters parameters = Parameters.draw(task, stream);
    Transformer transformer = parameters.transformer(way, task);
    double[] first = transformer.prediction().data().clone();
    transformer.setW(RandomTasks.gaussian(parameters.q().size(), task.tokens(), stream));
    transformer.forward();
    assertNotEquals(first[0], transformer.prediction().data()[0]);
    transformer.setW(parameters.w());
    transformer.forward();
    assertArrayEquals(first, transformer.prediction().data());
  }

  /** A later change of a matrix that was passed in or returned does not change any parameter. */
  @Test
  void matricesAreCopies() {
    RandomStream stream = RandomTasks.stream(78);
    Task task = RandomTasks.small(stream);
    Parameters parameters = Parameters.draw(task, stream);
    Transformer transformer = parameters.transformer(way, task);
    double[] w = transformer.w().data.clone();
    double[] q = transformer.q(0).data.clone();
    transformer.w().zero();
    transformer.q(0).zero();
    parameters.w().zero();
    assertArrayEquals(w, transformer.w().data);
    assertArrayEquals(q, transformer.q(0).data);
  }

  /**
   * Every entry of the gradients is compared with (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / (12 h),
   * whose error is at most h^4 / 30 times the fifth derivative. A change of an entry of Q by h
   * changes a score by less than h, since tokens have length one, and the derivatives of the
   * softmax are of order one. The fifth derivative is therefore at most a few hundred times the
   * scale gap + |gradient|. For h = 2^-10 the error is below 1e-11 of the scale, as is the rounding
   * of the gap, about a hundred eps gap / h. The tolerance 1e-9 exceeds both and is far below any
   * wrong term.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void gradientsAgreeWithCentralDifferences(long seed) {
    RandomStream stream = RandomTasks.stream(1000 + seed);
    Task task = RandomTasks.small(stream);
    Parameters parameters = Parameters.draw(task, stream);
    Transformer transformer = parameters.transformer(way, task);
    PopulationLoss loss = new PopulationLoss(way.kernel(), new RidgeOptimum(task));
    double gap = loss.gap(transformer.prediction());
    Transformer.Gradients gradients =
        transformer.gradients(loss.gradient(transformer.prediction()));
    double scale = gap + gradients.normQ() + gradients.normW();
    assertEquals(transformer.heads(), gradients.q().size());

    for (int h = 0; h < transformer.heads(); h++) {
      int head = h;
      assertGradient(
          parameters.q().get(h),
          gradients.q().get(h),
          moved -> gapWith(task, loss, withHead(parameters, head, moved)),
          scale);
    }
    assertGradient(
        parameters.w(),
        gradients.w(),
        moved -> gapWith(task, loss, new Parameters(parameters.q(), moved)),
        scale);
  }

  private static Parameters withHead(Parameters parameters, int head, DMatrixRMaj moved) {
    List<DMatrixRMaj> q = new ArrayList<>(parameters.q());
    q.set(head, moved);
    return new Parameters(q, parameters.w());
  }

  private double gapWith(Task task, PopulationLoss loss, Parameters parameters) {
    return loss.gap(parameters.transformer(way, task).prediction());
  }

  private static void assertGradient(
      DMatrixRMaj parameters,
      DMatrixRMaj gradients,
      ToDoubleFunction<DMatrixRMaj> gap,
      double scale) {
    double h = 0x1.0p-10;
    double[] actual = gradients.data.clone();
    assertEquals(parameters.getNumElements(), actual.length);
    for (int i = 0; i < actual.length; i++) {
      double inner =
          gap.applyAsDouble(moved(parameters, i, h)) - gap.applyAsDouble(moved(parameters, i, -h));
      double outer =
          gap.applyAsDouble(moved(parameters, i, 2 * h))
              - gap.applyAsDouble(moved(parameters, i, -2 * h));
      assertEquals((8 * inner - outer) / (12 * h), actual[i], 1e-9 * scale);
    }
  }

  /** A copy with one changed parameter. */
  private static DMatrixRMaj moved(DMatrixRMaj parameters, int i, double move) {
    DMatrixRMaj moved = parameters.copy();
    moved.data[i] += move;
    return moved;
  }

  /** The error of a Frobenius norm of a few dozen numbers is at most as many roundings. */
  @ParameterizedTest
  @MethodSource("seeds")
  void normsAreOverAllHeadsTogether(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    Transformer transformer = Parameters.draw(task, stream).transformer(way, task);
    DMatrixRMaj g = RandomTasks.gaussian(task.promptLength(), task.tokens(), stream);
    Transformer.Gradients gradients = transformer.gradients(way.panels(g));
    double q = 0;
    for (DMatrixRMaj matrix : gradients.q()) {
      for (int i = 0; i < task.dim() * task.dim(); i++) {
        q += Math.pow(matrix.data[i], 2);
      }
    }
    double w = 0;
    for (int i = 0; i < transformer.heads() * task.tokens(); i++) {
      w += Math.pow(gradients.w().data[i], 2);
    }
    assertEquals(Math.sqrt(q), gradients.normQ(), 200 * EPS * Math.sqrt(q));
    assertEquals(Math.sqrt(w), gradients.normW(), 200 * EPS * Math.sqrt(w));
  }
}
