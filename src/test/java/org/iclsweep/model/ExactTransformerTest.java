package org.iclsweep.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.LongStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.linalg.BigExponential;
import org.iclsweep.linalg.BigMatrix;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.ExactRidge;
import org.iclsweep.task.Grams;
import org.iclsweep.task.PredictionGap;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.iclsweep.task.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The computation with many digits, compared with known digits and with double precision. */
class ExactTransformerTest {
  private static final Kernel KERNEL = Kernels.choice().kernel();
  private static final Templates.Moments OUT = Templates.Moments.OUT_OF_DOMAIN;

  static LongStream seeds() {
    return LongStream.range(0, 12);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "1, 2.7182818284590452353602874713526624977572470936999595749669676",
    "-1, 0.36787944117144232159552377016146086744581113103176783450783680",
    "-100, 3.7200759760208359629596958038631183373588922923767819671206138766632904e-44",
    "-0.5, 0.60653065971263342360379953499118045344191813548718695568289215873"
  })
  void exponentialHasTheKnownDigits(BigDecimal x, BigDecimal expected) {
    MathContext context = new MathContext(60);
    BigDecimal error = new BigExponential(context).of(x).subtract(expected).abs();
    assertTrue(error.compareTo(expected.multiply(new BigDecimal("1e-59"))) <= 0, "" + error);
  }

  /** Also far below the range of a double. */
  @Test
  void exponentialOfASumIsTheProduct() {
    BigExponential exponential = new BigExponential(new MathContext(60));
    for (int i = 1; i < 50; i++) {
      BigDecimal x = new BigDecimal(-37.3 * i);
      BigDecimal y = new BigDecimal(0.71 * i);
      BigDecimal sum = exponential.of(x.add(y));
      BigDecimal product = exponential.of(x).multiply(exponential.of(y));
      BigDecimal error = product.subtract(sum).abs();
      assertTrue(error.compareTo(sum.multiply(new BigDecimal("3e-59"))) <= 0, "" + error);
    }
  }

  private static void assertClose(double expected, BigDecimal actual) {
    assertEquals(expected, actual.doubleValue(), 1e-12 * Math.abs(expected));
  }

  private static void assertClose(PredictionGap.Split expected, ExactRidge.Split actual) {
    assertEquals(expected.prompt(), actual.prompt().doubleValue(), 1e-12 * expected.total());
    assertEquals(expected.query(), actual.query().doubleValue(), 1e-12 * expected.total());
  }

  private static void assertClose(DMatrixRMaj expected, BigMatrix actual) {
    DMatrixRMaj difference = CommonOps_DDRM.subtract(expected, actual.toDoubles(), null);
    assertTrue(NormOps_DDRM.normF(difference) <= 1e-12 * NormOps_DDRM.normF(expected));
  }

  /** During a short run with ordinary noise. */
  @ParameterizedTest
  @MethodSource("seeds")
  void doublesAgree(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    int heads = RandomTasks.between(1, 6, stream);
    RidgeOptimum ridge = new RidgeOptimum(task);
    Transformer transformer =
        new KernelTransformer(
            KERNEL, Form.FULL, task, heads, h -> Transformer.drawHead(h, task.dim(), 1, seed));
    transformer.forward();
    ExactTransformer exact =
        new ExactTransformer(task, heads, h -> Transformer.drawHead(h, task.dim(), 1, seed));
    PopulationLoss loss = new PopulationLoss(KERNEL, ridge);
    var rule = OptimizerKind.GD.create(KERNEL, heads, 0.5, 0.25);

    assertClose(Grams.of(task), exact.ridge().gram());
    assertClose(ridge.optimum(), exact.ridge().optimum());
    assertClose(ridge.best(), exact.ridge().best());
    if (task.m() != task.promptLength()) {
      assertClose(ridge.bestGap(), exact.ridge().bestGap());
    }
    DMatrixRMaj prediction = new DMatrixRMaj(task.promptLength(), task.tokens());
    DMatrixRMaj attention = new DMatrixRMaj(task.promptLength(), heads);
    for (int step = 0; step <= 5; step++) {
      assertClose(loss.gap(transformer.prediction()), exact.gap());
      transformer.prediction().get(0, prediction);
      if (step > 0) {
        assertClose(prediction, exact.prediction());
      }
      assertClose(
          new PredictionGap(ridge.rootGram(), ridge.optimum()).against(prediction),
          exact.ridgeGap());
      assertClose(
          new PredictionGap(ridge.rootGram(OUT), ridge.optimum()).against(prediction),
          exact.ridgeGap(OUT));
      for (int k = 0; k < task.tokens(); k++) {
        transformer.attention(k, attention);
        assertClose(attention, exact.attention(k));
      }
      var norms = transformer.gradientNorms(loss.gradient(transformer.prediction()));
      assertClose(norms.w() * norms.w(), exact.squareW());
      assertClose(norms.q() * norms.q(), exact.squareQ());
      assertClose(
          (0.5 * norms.q() * norms.q() + 0.25 * norms.w() * norms.w()) / 2,
          exact.decrease(0.5, 0.25));
      transformer.step(loss.gradient(transformer.prediction()), rule);
      exact.step(0.5, 0.25);
      assertClose(transformer.w(), exact.w());
    }
  }

  /** Without noise, M times the prompt columns of the optimum is M, whatever the shape of Z. */
  @ParameterizedTest
  @MethodSource("seeds")
  void noNoiseGivesThePseudoInverse(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    int n = RandomTasks.between(2, 5, stream);
    int m = RandomTasks.between(1, 6, stream);
    Task task = RandomTasks.task(n, n + 3, 3, m, 0, stream);
    ExactRidge exact = new ExactRidge(task, 60);
    assertClose(new RidgeOptimum(task).optimum(), exact.optimum());
    assertEquals(0, exact.bestGap().signum());
    BigMatrix fitted = exact.gram().times(exact.optimum().columns(0, n));
    BigMatrix error = fitted.minus(exact.gram());
    assertTrue(error.dot(error).compareTo(new BigDecimal("1e-90")) < 0);
  }

  /**
   * A hundred more digits do not change the first sixty, so rounding does not affect any digit of a
   * run.
   */
  @Test
  void moreDigitsAgree() {
    Task task = RandomTasks.task(4, 8, 3, 2, 1e-12, RandomTasks.stream(5));
    ExactTransformer few =
        new ExactTransformer(task, 5, h -> Transformer.drawHead(h, task.dim(), 1, 5));
    ExactTransformer many =
        new ExactTransformer(
            new ExactRidge(task, 160), 5, h -> Transformer.drawHead(h, task.dim(), 1, 5));
    for (int step = 0; step < 20; step++) {
      few.step(0.5, 0.25);
      many.step(0.5, 0.25);
    }
    BigDecimal error = few.gap().subtract(many.gap()).abs();
    assertTrue(error.compareTo(many.gap().multiply(new BigDecimal("1e-40"))) < 0, "" + error);
  }
}
