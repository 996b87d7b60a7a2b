package org.iclsweep.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors on test prompts, compared with the closed forms of their means. */
class TestPromptsTest {
  private static final int SAMPLES = 2000;

  private static final List<Templates.Moments> DOMAINS =
      List.of(
          Templates.Moments.IN_DOMAIN,
          Templates.Moments.OUT_OF_DOMAIN,
          new Templates.Moments(-0.7, 0.4),
          new Templates.Moments(3, 0.1),
          new Templates.Moments(0, 2.5));

  private final RidgeOptimum ridge =
      new RidgeOptimum(RandomTasks.task(4, 9, 3, 5, 0.1, RandomTasks.stream(1)));
  private final DMatrixRMaj predictor = RandomTasks.gaussian(4, 9, RandomTasks.stream(2));

  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (Templates templates : Templates.values()) {
      for (Templates.Moments domain : DOMAINS) {
        cases.add(Arguments.of(templates, domain));
      }
    }
    return cases;
  }

  private TestPrompts prompts(Templates templates, Templates.Moments domain, int count, long seed) {
    return new TestPrompts(ridge, templates, domain, count, new RandomStream(seed, "tests"));
  }

  private void assertMean(
      double expected,
      List<TestPrompts.Errors> errors,
      ToDoubleFunction<TestPrompts.Errors> number,
      String what) {
    SampleMean mean = new SampleMean();
    errors.forEach(error -> mean.add(number.applyAsDouble(error)));
    mean.assertIs(expected, what);
  }

  /**
   * (1/K) sum E (y' B[:,k] - y_k)^2 over the tokens from first to last - 1: a quadratic form in the
   * second moment of all labels, F' (s^2 I + mu^2 11') F + tau m (s^2 + mu^2) I.
   */
  private double error(DMatrixRMaj b, Templates.Moments domain, int first, int last) {
    Task task = ridge.task();
    double variance = domain.deviation() * domain.deviation();
    double square = domain.mean() * domain.mean();
    DMatrixRMaj templates = new DMatrixRMaj(task.m(), task.m());
    templates.fill(square);
    for (int i = 0; i < task.m(); i++) {
      templates.add(i, i, variance);
    }
    DMatrixRMaj moment =
        CommonOps_DDRM.multTransA(
            task.features(), CommonOps_DDRM.mult(templates, task.features(), null), null);
    for (int k = 0; k < task.tokens(); k++) {
      moment.add(k, k, task.noise() * task.m() * (variance + square));
    }
    double sum = 0;
    for (int k = first; k < last; k++) {
      DMatrixRMaj residual = new DMatrixRMaj(task.tokens(), 1);
      for (int i = 0; i < b.numRows; i++) {
        residual.set(i, 0, b.get(i, k));
      }
      residual.add(k, 0, -1);
      sum += CommonOps_DDRM.dot(residual, CommonOps_DDRM.mult(moment, residual, null));
    }
    return sum / task.tokens();
  }

  /** Samples of 20 prompts each, whose errors are independent and unbiased. */
  @ParameterizedTest
  @MethodSource("cases")
  void errorsAreUnbiased(Templates templates, Templates.Moments domain) {
    List<TestPrompts.Errors> errors = new ArrayList<>();
    List<TestPrompts.Errors> best = new ArrayList<>();
    List<TestPrompts.Errors> optimal = new ArrayList<>();
    RandomStream stream = RandomTasks.stream(3);
    for (int i = 0; i < SAMPLES; i++) {
      TestPrompts prompts = new TestPrompts(ridge, templates, domain, 20, stream);
      errors.add(prompts.measure(predictor));
      best.add(prompts.measure(ridge.best()));
      optimal.add(prompts.measure(ridge.optimum()));
    }
    PredictionGap gap = new PredictionGap(ridge.rootGram(domain), ridge.optimum());
    assertMean(gap.against(predictor).total(), errors, TestPrompts.Errors::ridgeGap, "ridge gap");
    assertMean(error(predictor, domain, 0, 4), errors, TestPrompts.Errors::prompt, "prompt error");
    assertMean(error(predictor, domain, 4, 9), errors, TestPrompts.Errors::query, "query error");
    assertMean(
        gap.against(ridge.best()).total(), best, TestPrompts.Errors::ridgeGap, "gap of best");
    assertMean(error(ridge.best(), domain, 4, 9), best, TestPrompts.Errors::query, "best ridge");
    assertMean(error(ridge.optimum(), domain, 4, 9), optimal, TestPrompts.Errors::query, "ridge");
    for (TestPrompts.Errors error : optimal) {
      assertEquals(0.0, error.ridgeGap());
      assertTrue(error.prompt() >= 0, error.toString());
      assertEquals(0, error.prompt(), 1e-25 * error.query());
    }
  }

  /**
   * In domain, the error is twice the loss: 2 (L_min + gap), and 2 L_min + best_gap for the best
   * ridge.
   */
  @ParameterizedTest
  @EnumSource(Templates.class)
  void inDomainTheErrorIsTwiceThePopulationLoss(Templates templates) {
    List<TestPrompts.Errors> errors = new ArrayList<>();
    List<TestPrompts.Errors> best = new ArrayList<>();
    RandomStream stream = RandomTasks.stream(4);
    for (int i = 0; i < SAMPLES; i++) {
      TestPrompts prompts =
          new TestPrompts(ridge, templates, Templates.Moments.IN_DOMAIN, 20, stream);
      errors.add(prompts.measure(predictor));
      best.add(prompts.measure(ridge.best()));
    }
    double gap =
        new PredictionGap(ridge.rootGram(), ridge.optimum()).against(predictor).total() / 2;
    assertMean(
        2 * (ridge.minimumLoss() + gap), errors, TestPrompts.Errors::total, "random predictor");
    assertMean(
        2 * ridge.minimumLoss() + ridge.bestGap(), best, TestPrompts.Errors::total, "best ridge");
  }

  /** Root-mean-square deviations of 300 samples have a standard error of about 5%. */
  @ParameterizedTest
  @EnumSource(Templates.class)
  void moreTemplatesShrinkTheErrorLikeTheirRoot(Templates templates) {
    double expected = error(predictor, Templates.Moments.OUT_OF_DOMAIN, 0, 9);
    PredictionGap gap =
        new PredictionGap(ridge.rootGram(Templates.Moments.OUT_OF_DOMAIN), ridge.optimum());
    double expectedGap = gap.against(predictor).total();
    double[] squares = new double[2];
    double[] gapSquares = new double[2];
    int[] counts = {40, 4000};
    for (int i = 0; i < 2; i++) {
      for (long seed = 0; seed < 300; seed++) {
        TestPrompts prompts = prompts(templates, Templates.Moments.OUT_OF_DOMAIN, counts[i], seed);
        TestPrompts.Errors errors = prompts.measure(predictor);
        squares[i] += Math.pow(errors.total() - expected, 2);
        gapSquares[i] += Math.pow(errors.ridgeGap() - expectedGap, 2);
      }
    }
    assertEquals(10, Math.sqrt(squares[0] / squares[1]), 2.5);
    assertEquals(10, Math.sqrt(gapSquares[0] / gapSquares[1]), 2.5);
  }

  @Test
  void templatesThatAreZeroHaveNoError() {
    TestPrompts prompts = prompts(Templates.GAUSSIAN, new Templates.Moments(0, 0), 10, 1);
    assertEquals(new TestPrompts.Errors(0, 0, 0), prompts.measure(predictor));
  }

  @Test
  void whatOverflowsIsNotFinite() {
    TestPrompts prompts = prompts(Templates.GAUSSIAN, Templates.Moments.IN_DOMAIN, 10, 1);
    assertTrue(prompts.measure(predictor).finite());
    DMatrixRMaj huge = predictor.copy();
    CommonOps_DDRM.scale(1e200, huge);
    assertTrue(!prompts.measure(huge).finite());
  }
}
