package org.iclsweep.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.LongStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Errors over a fixed sample of prompts, compared with sums over its prompts in exact arithmetic.
 */
class PromptSampleTest {
  private static final double ROUNDING = 1e-13;

  /** The square of a few rounding errors of numbers near 1. */
  private static final double SQUARED_ROUNDING = 1e-27;

  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  /** A sample and the predictors under test. */
  private record Case(Task task, DMatrixRMaj labels, RandomStream stream) {
    static Case of(int n, int k, int m, double noise, int prompts, long seed) {
      RandomStream stream = RandomTasks.stream(seed);
      Task task = RandomTasks.task(n, k, 3, m, noise, stream);
      return new Case(
          task,
          Prompts.labels(task, Templates.GAUSSIAN, Templates.Moments.IN_DOMAIN, prompts, stream),
          stream);
    }

    static Case random(long seed) {
      RandomStream stream = RandomTasks.stream(seed);
      Task task = RandomTasks.small(stream);
      int prompts = RandomTasks.between(1, 30, stream);
      return new Case(
          task,
          Prompts.labels(task, Templates.GAUSSIAN, Templates.Moments.IN_DOMAIN, prompts, stream),
          stream);
    }

    int n() {
      return task.promptLength();
    }

    DMatrixRMaj shown() {
      return CommonOps_DDRM.extract(labels, 0, labels.numRows, 0, n());
    }

    /** The least-squares predictor of minimum norm. */
    DMatrixRMaj fitted() {
      DMatrixRMaj inverse = new DMatrixRMaj(n(), labels.numRows);
      CommonOps_DDRM.pinv(shown(), inverse);
      return CommonOps_DDRM.mult(inverse, labels, null);
    }

    DMatrixRMaj gaussian(double scale) {
      DMatrixRMaj matrix = RandomTasks.gaussian(n(), labels.numCols, stream);
      CommonOps_DDRM.scale(scale, matrix);
      return matrix;
    }

    PredictionGap.Split error(DMatrixRMaj predictor) {
      return new PromptSample(labels, n()).error(predictor);
    }

    /** 1/(bK) sum (y' B[:,k] - y_k)^2 over the tokens from first to last - 1. */
    BigDecimal exact(DMatrixRMaj predictor, int first, int last) {
      BigDecimal sum = BigDecimal.ZERO;
      for (int row = 0; row < labels.numRows; row++) {
        for (int k = first; k < last; k++) {
          BigDecimal residual = new BigDecimal(labels.get(row, k)).negate();
          for (int i = 0; i < n(); i++) {
            BigDecimal term = new BigDecimal(labels.get(row, i));
            residual = residual.add(term.multiply(new BigDecimal(predictor.get(i, k))));
          }
          sum = sum.add(residual.multiply(residual));
        }
      }
      BigDecimal count = BigDecimal.valueOf((long) labels.numRows * labels.numCols);
      return sum.divide(count, MathContext.DECIMAL128);
    }

    double exactPrompt(DMatrixRMaj predictor) {
      return exact(predictor, 0, n()).doubleValue();
    }

    double exactQuery(DMatrixRMaj predictor) {
      return exact(predictor, n(), labels.numCols).doubleValue();
    }

    void assertError(DMatrixRMaj predictor, double relative) {
      PredictionGap.Split error = error(predictor);
      double prompt = exactPrompt(predictor);
      double query = exactQuery(predictor);
      assertEquals(prompt, error.prompt(), relative * prompt, "prompt tokens");
      assertEquals(query, error.query(), relative * query, "query tokens");
      assertEquals(prompt + query, error.total(), relative * (prompt + query), "all tokens");
    }

    void assertRounding(double error, String what) {
      assertTrue(error >= 0, () -> what + " is negative: " + error);
      assertEquals(0, error, SQUARED_ROUNDING * NormOps_DDRM.normF(labels), what);
    }
  }

  private static DMatrixRMaj sum(DMatrixRMaj a, DMatrixRMaj b) {
    return CommonOps_DDRM.add(a, b, null);
  }

  /** One to thirty prompts, including fewer than N. */
  @ParameterizedTest
  @MethodSource("seeds")
  void errorsAreMeansOverAllPrompts(long seed) {
    Case sample = Case.random(seed);
    for (double scale : new double[] {1e-3, 1, 1e3}) {
      sample.assertError(sample.gaussian(scale), ROUNDING);
    }
    sample.assertError(new DMatrixRMaj(sample.n(), sample.labels().numCols), ROUNDING);
  }

  /** Near the fit, the error of the query tokens grows like the square of the distance. */
  @ParameterizedTest
  @MethodSource("seeds")
  void theLeastErrorIsThatOfTheLeastSquaresFit(long seed) {
    Case sample = Case.of(4, 9, 3, 0.1, 25, seed);
    DMatrixRMaj fitted = sample.fitted();
    double least = sample.exactQuery(fitted);
    assertTrue(least > 1e-4);
    PredictionGap.Split error = sample.error(fitted);
    assertEquals(least, error.query(), ROUNDING * least);
    sample.assertRounding(error.prompt(), "prompt tokens at the fit");
    DMatrixRMaj direction = sample.gaussian(1);
    double excess = sample.error(sum(fitted, direction)).total() - sample.error(fitted).total();
    for (double scale = 0.1; scale > 1e-7; scale /= 10) {
      CommonOps_DDRM.scale(0.1, direction);
      PredictionGap.Split near = sample.error(sum(fitted, direction));
      double measured = near.total() - error.total();
      double rounding = ROUNDING * (near.total() + scale);
      assertTrue(measured >= 0, scale + ": " + measured);
      assertEquals(scale * scale * excess, measured, rounding);
      double prompt = sample.exactPrompt(sum(fitted, direction));
      assertEquals(prompt, near.prompt(), 1e-14 / scale * prompt, "nothing cancels");
    }
  }

  /**
   * If the sample can be predicted exactly, the minimum error is 0, and the error is as accurate as
   * the distance from the fit.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void theExcessKeepsItsRelativeAccuracy(long seed) {
    for (Case sample :
        new Case[] {
          Case.of(5, 11, 4, 0.2, 3, seed),
          Case.of(5, 11, 4, 0.2, 5, seed),
          Case.of(4, 9, 4, 0, 30, seed),
          Case.of(6, 10, 3, 0, 30, seed)
        }) {
      DMatrixRMaj fitted = sample.fitted();
      DMatrixRMaj direction = sample.gaussian(1);
      for (double scale = 1; scale > 1e-8; scale /= 10) {
        sample.assertError(sum(fitted, direction), 1e-11 / scale);
        CommonOps_DDRM.scale(0.1, direction);
      }
    }
  }

  /** With fewer than N prompts there are many such predictors, at any distance from each other. */
  @ParameterizedTest
  @MethodSource("seeds")
  void everyPredictorThatFitsAllPromptsHasErrorZero(long seed) {
    Case sample = Case.of(8, 13, 6, 0.3, RandomTasks.between(1, 6, RandomTasks.stream(seed)), seed);
    DMatrixRMaj inverse = new DMatrixRMaj(8, sample.labels().numRows);
    CommonOps_DDRM.pinv(sample.shown(), inverse);
    DMatrixRMaj unseen = sample.gaussian(1);
    DMatrixRMaj seen = CommonOps_DDRM.mult(sample.shown(), unseen, null);
    CommonOps_DDRM.multAdd(-1, inverse, seen, unseen);
    assertTrue(NormOps_DDRM.normF(unseen) > 1);
    PredictionGap.Split error = sample.error(sum(sample.fitted(), unseen));
    sample.assertRounding(error.prompt(), "prompt tokens");
    sample.assertRounding(error.query(), "query tokens");
  }

  /** Prompt tokens are predicted by their own labels, for any number of prompts. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 9, 10, 11, 200})
  void theIdentityHasNoErrorOnPromptTokens(int prompts) {
    for (long seed = 0; seed < 20; seed++) {
      for (double noise : new double[] {0, 1e-20, 0.05}) {
        for (int m : new int[] {4, 10, 16}) {
          Case sample = Case.of(10, 14, m, noise, prompts, seed);
          DMatrixRMaj identity = new DMatrixRMaj(10, 14);
          CommonOps_DDRM.setIdentity(identity);
          PredictionGap.Split error = sample.error(identity);
          sample.assertRounding(error.prompt(), "prompt tokens");
          double query = sample.exactQuery(identity);
          // The distance from a fit is accurate to the rounding of the fit itself.
          double size = 1 + NormOps_DDRM.normF(sample.fitted());
          assertEquals(query, error.query(), ROUNDING * size * query);
        }
      }
    }
  }

  /** Without noise, N >= m labels determine the template. */
  @ParameterizedTest
  @MethodSource("seeds")
  void withoutNoiseTheRidgeOptimumHasNoError(long seed) {
    for (int n : new int[] {6, 7, 12}) {
      Case sample = Case.of(n, n + 5, 6, 0, 50, seed);
      RidgeOptimum ridge = new RidgeOptimum(sample.task());
      PredictionGap.Split error = sample.error(ridge.optimum());
      double condition = Math.pow(NormOps_DDRM.conditionP2(sample.task().promptFeatures()), 2);
      assertTrue(error.prompt() >= 0 && error.query() >= 0, error.toString());
      assertEquals(0, error.total(), SQUARED_ROUNDING * condition);
    }
  }
}
