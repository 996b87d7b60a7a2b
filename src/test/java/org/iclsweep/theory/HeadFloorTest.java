package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.Form;
import org.iclsweep.model.KernelTransformer;
import org.iclsweep.model.Transformer;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.iclsweep.task.TokenNorm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The minimum gap over w alone, compared with projections by another method and with training of w.
 */
class HeadFloorTest {
  private static final Kernel KERNEL = Kernels.choice().kernel();

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  private static Transformer transformer(Task task, int heads, IntFunction<DMatrixRMaj> start) {
    Transformer transformer = new KernelTransformer(KERNEL, Form.FULL, task, heads, start);
    transformer.forward();
    return transformer;
  }

  private static IntFunction<DMatrixRMaj> random(Task task, long seed) {
    return head -> Transformer.drawHead(head, task.dim(), 1.5, seed);
  }

  private static double gapStart(RidgeOptimum ridge, Transformer transformer) {
    return new PopulationLoss(KERNEL, ridge).gap(transformer.prediction());
  }

  /**
   * An orthonormal basis of the columns of M^{1/2} C_k, by the Gram-Schmidt process, applied twice.
   */
  private static List<DMatrixRMaj> basis(RidgeOptimum ridge, Transformer transformer, int token) {
    DMatrixRMaj c = new DMatrixRMaj(ridge.task().promptLength(), transformer.heads());
    transformer.attention(token, c);
    DMatrixRMaj b = CommonOps_DDRM.mult(ridge.rootGram(), c, null);
    List<DMatrixRMaj> basis = new ArrayList<>();
    for (int h = 0; h < transformer.heads(); h++) {
      DMatrixRMaj rest = reject(reject(CommonOps_DDRM.extractColumn(b, h, null), basis), basis);
      double length = NormOps_DDRM.normF(rest);
      if (length > 1e-12 * NormOps_DDRM.normF(b)) {
        CommonOps_DDRM.divide(rest, length);
        basis.add(rest);
      }
    }
    return basis;
  }

  private static DMatrixRMaj reject(DMatrixRMaj vector, List<DMatrixRMaj> basis) {
    DMatrixRMaj rest = vector.copy();
    for (DMatrixRMaj direction : basis) {
      CommonOps_DDRM.addEquals(rest, -CommonOps_DDRM.dot(direction, rest), direction);
    }
    return rest;
  }

  private static double projected(RidgeOptimum ridge, Transformer transformer) {
    DMatrixRMaj target = CommonOps_DDRM.mult(ridge.rootGram(), ridge.optimum(), null);
    double sum = 0;
    for (int k = 0; k < ridge.task().tokens(); k++) {
      List<DMatrixRMaj> basis = basis(ridge, transformer, k);
      DMatrixRMaj rest =
          reject(reject(CommonOps_DDRM.extractColumn(target, k, null), basis), basis);
      sum += CommonOps_DDRM.dot(rest, rest);
    }
    return sum / (2 * ridge.task().tokens());
  }

  /** The error of a residual is about eps times the target. */
  @ParameterizedTest
  @MethodSource("seeds")
  void isTheDistanceFromTheSpanOfTheHeads(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    int heads = RandomTasks.between(1, task.promptLength() - 1, stream);
    RidgeOptimum ridge = new RidgeOptimum(task);
    Transformer transformer = transformer(task, heads, random(task, seed));
    double expected = projected(ridge, transformer);
    double gap = gapStart(ridge, transformer);
    assertTrue(expected > 1e-6 * gap && expected < gap);
    assertEquals(expected, HeadFloor.of(ridge, transformer), 1e-12 * gap);
  }

  /** For any condition number of the heads, residuals are a few eps of the target. */
  @ParameterizedTest
  @MethodSource("seeds")
  void isZeroForEnoughHeads(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    int heads = task.promptLength() + RandomTasks.between(0, 6, stream);
    RidgeOptimum ridge = new RidgeOptimum(task);
    Transformer transformer = transformer(task, heads, random(task, seed));
    double floor = HeadFloor.of(ridge, transformer);
    double gap = gapStart(ridge, transformer);
    assertTrue(floor >= 0 && floor <= RoundingFloor.RELATIVE * gap, floor / gap + " of gap(0)");
  }

  /** For nearly equal heads the weights are huge, but the floor does not depend on their digits. */
  @ParameterizedTest
  @MethodSource("seeds")
  void keepsItsDigitsForHeadsThatNearlyAgree(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.task(4, 8, 3, 3, 0.1, stream);
    DMatrixRMaj common = RandomTasks.gaussian(3, 3, stream);
    RidgeOptimum ridge = new RidgeOptimum(task);
    for (double distance : new double[] {1e-12, 1e-9, 1e-6, 1e-4, 1e-2}) {
      IntFunction<DMatrixRMaj> start =
          head -> {
            DMatrixRMaj q = common.copy();
            CommonOps_DDRM.addEquals(q, distance, random(task, seed).apply(head));
            return q;
          };
      Transformer enough = transformer(task, 4, start);
      double gap = gapStart(ridge, enough);
      AttentionSpectrum.Extremes spectrum =
          new AttentionSpectrum(ridge.rootGram(), 8, 4).measure(enough);
      if (spectrum.sigmaMin() > 8 * UtilEjml.EPS * spectrum.sigmaMax()) {
        double floor = HeadFloor.of(ridge, enough);
        assertTrue(
            floor <= RoundingFloor.RELATIVE * gap, floor / gap + " of gap(0) at " + spectrum);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void equalHeadsCountOnce(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    RidgeOptimum ridge = new RidgeOptimum(task);
    Transformer once = transformer(task, 1, head -> new DMatrixRMaj(task.dim(), task.dim()));
    double floor = projected(ridge, once);
    double gap = gapStart(ridge, once);
    assertEquals(floor, HeadFloor.of(ridge, once), 1e-12 * gap);
    for (int heads = 2; heads <= task.promptLength() + 2; heads++) {
      Transformer equal = transformer(task, heads, head -> new DMatrixRMaj(task.dim(), task.dim()));
      assertEquals(floor, HeadFloor.of(ridge, equal), 1e-12 * gap);
      Transformer pair = transformer(task, heads, head -> random(task, seed).apply(head / 2));
      assertEquals(projected(ridge, pair), HeadFloor.of(ridge, pair), 1e-12 * gap);
    }
  }

  /**
   * With the learning rate K / sigma_max^2, w converges at the rate of the minimum singular value.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void trainingWAloneTendsToIt(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    int heads = RandomTasks.between(1, task.promptLength() - 1, stream);
    RidgeOptimum ridge = new RidgeOptimum(task);
    Transformer transformer = transformer(task, heads, random(task, seed));
    double floor = HeadFloor.of(ridge, transformer);
    AttentionSpectrum.Extremes spectrum =
        new AttentionSpectrum(ridge.rootGram(), task.tokens(), heads).measure(transformer);
    double rate = task.tokens() / Math.pow(spectrum.sigmaMax(), 2);
    PopulationLoss loss = new PopulationLoss(KERNEL, ridge);
    double start = loss.gap(transformer.prediction());
    var rule = OptimizerKind.GD.create(KERNEL, heads, 0, rate);
    double least = Math.pow(spectrum.sigmaSmallest() / spectrum.sigmaMax(), 2);
    double gap = start;
    for (int step = 0; step < 3000; step++) {
      transformer.step(loss.gradient(transformer.prediction()), rule);
      gap = loss.gap(transformer.prediction());
      assertTrue(gap >= floor * (1 - 1e-12), "step " + step + ": " + gap + " < " + floor);
    }
    double left = Math.exp(2 * 3000 * Math.log1p(-least));
    assertTrue(gap - floor <= left * (start - floor) + 1e-12 * start, gap + " to " + floor);
    assertEquals(floor, HeadFloor.of(ridge, transformer), 64 * UtilEjml.EPS * start);
  }

  static LongStream exactSeeds() {
    return LongStream.range(0, 5);
  }

  /** A random task with its heads. */
  private record Case(TokenNorm norm, int n, int k, int d, int m, int heads, long seed) {
    /** N from 2 to 10, H below N, d from 2 to 20. */
    static Case draw(TokenNorm norm, long seed) {
      RandomStream stream = RandomTasks.stream(seed);
      int n = RandomTasks.between(2, 10, stream);
      int k = n + RandomTasks.between(1, 4, stream);
      int d = RandomTasks.between(2, 20, stream);
      int m = RandomTasks.between(1, 12, stream);
      return new Case(norm, n, k, d, m, RandomTasks.between(1, n - 1, stream), seed);
    }

    Case withM(int other) {
      return new Case(norm, n, k, d, other, heads, seed);
    }

    Task task(double noise) {
      RandomStream stream = RandomTasks.stream(seed + 1000);
      DMatrixRMaj dictionary = norm.dictionary(d, k, stream);
      return new Task(dictionary, RandomTasks.gaussian(m, k, stream), n, noise);
    }

    IntFunction<DMatrixRMaj> scaled(double scale) {
      return head -> Transformer.drawHead(head, d, scale, seed);
    }

    /** Q_h = (common part) + distance (own part). */
    IntFunction<DMatrixRMaj> near(double distance) {
      return head -> {
        DMatrixRMaj q = RandomTasks.gaussian(d, d, RandomTasks.stream(seed + 2000));
        CommonOps_DDRM.addEquals(q, distance, scaled(1).apply(head));
        return q;
      };
    }

    /** The error relative to gap(0) is a few roundings times sqrt(cond(M)). */
    void assertExact(int digits, Task task, IntFunction<DMatrixRMaj> start, double rootCondition) {
      Transformer transformer = transformer(task, heads, start);
      ExactFloor exact = new ExactFloor(task, digits);
      double expected = exact.of(transformer).doubleValue();
      double gap = exact.gapStart().doubleValue();
      double floor = HeadFloor.of(new RidgeOptimum(task), transformer);
      assertEquals(expected, floor, 64 * UtilEjml.EPS * rootCondition * gap, toString());
    }
  }

  /** Columns such as (1, 1e-20, 1e-300). */
  @ParameterizedTest
  @MethodSource("exactSeeds")
  void isExactForSaturatedHeads(long seed) {
    Case it = Case.draw(TokenNorm.RAW, seed);
    for (double scale : new double[] {1, 3, 10}) {
      it.assertExact(ExactFloor.SATURATED, it.task(0.05), it.scaled(scale), 1);
    }
  }

  /** Double-double arithmetic is not sufficient for three of these tokens, 256 bits not for one. */
  @Test
  void isExactWhereMoreThanThirtyDigitsCancel() {
    Case it = new Case(TokenNorm.RAW, 10, 14, 20, 4, 9, 1);
    it.assertExact(ExactFloor.SATURATED, it.task(0.05), it.scaled(10), 1);
  }

  /**
   * The attention is taken as exact: at 1e-14 its rounding is a large fraction of the difference.
   */
  @ParameterizedTest
  @MethodSource("exactSeeds")
  void isExactForHeadsThatNearlyAgree(long seed) {
    for (TokenNorm norm : TokenNorm.values()) {
      Case it = Case.draw(norm, seed);
      for (double distance : new double[] {1e-14, 1e-12, 1e-8, 1e-2}) {
        it.assertExact(ExactFloor.ORDINARY, it.task(0.05), it.near(distance), 1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("exactSeeds")
  void isExactForHeadsThatAgreeInPairs(long seed) {
    for (TokenNorm norm : TokenNorm.values()) {
      Case it = Case.draw(norm, seed);
      it.assertExact(ExactFloor.ORDINARY, it.task(0.05), head -> it.scaled(2).apply(head / 2), 1);
    }
  }

  /** With N above m, M has N - m eigenvalues m tau; small ones do not increase the error. */
  @ParameterizedTest
  @MethodSource("exactSeeds")
  void isExactForLittleNoiseAndForNone(long seed) {
    for (TokenNorm norm : TokenNorm.values()) {
      Case drawn = Case.draw(norm, seed);
      Case it = drawn.withM(Math.min(drawn.m(), drawn.n() - 1));
      for (double noise : new double[] {1e-8, 1e-15, 1e-30, 0}) {
        it.assertExact(ExactFloor.ORDINARY, it.task(noise), it.scaled(1), 1);
      }
    }
  }

  /** The representations of two prompt tokens differ by little. */
  @ParameterizedTest
  @MethodSource("exactSeeds")
  void losesTheConditionOfTheRepresentations(long seed) {
    Case drawn = Case.draw(TokenNorm.UNIT, seed);
    Case it = drawn.withM(drawn.n() + 1);
    for (double apart : new double[] {1e-2, 1e-4, 1e-6}) {
      for (double noise : new double[] {0.05, 1e-8, 1e-15}) {
        Task task = it.task(noise);
        for (int i = 0; i < it.m(); i++) {
          double value = task.features().get(i, it.n() - 1);
          task.features().set(i, 0, value + apart * task.features().get(i, 0));
        }
        double[] values = SingularOps_DDRM.singularValues(task.promptFeatures());
        double penalty = it.m() * noise;
        double least = values[it.n() - 1];
        double condition = (values[0] * values[0] + penalty) / (least * least + penalty);
        it.assertExact(ExactFloor.ORDINARY, task, it.scaled(1), Math.sqrt(condition));
      }
    }
  }
}
