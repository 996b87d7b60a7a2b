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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What w alone can reach, against projections by another method and against training w. */
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

  /** The orthonormalised columns of M^{1/2} C_k, by Gram and Schmidt twice. */
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

  /** A residual is good to eps times the target. */
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

  /** Whatever the condition of the heads: residuals of some eps of the target. */
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

  /** Heads that nearly agree: the floor needs no digit of the weights, which are huge. */
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

  /** With the step K / sigma_max^2, w converges at the rate of the smallest singular value. */
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
    double least = Math.pow(spectrum.sigmaLeast() / spectrum.sigmaMax(), 2);
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
}
