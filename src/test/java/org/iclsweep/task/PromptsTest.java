package org.iclsweep.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.LongStream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The closed forms of losses, gaps and label moments, compared with averages over drawn prompts.
 */
class PromptsTest {
  private static final int PROMPTS = 40_000;

  static LongStream seeds() {
    return LongStream.range(0, 5);
  }

  /** Asserts that a mean over all prompts is the expected number. */
  private static void assertMean(double expected, IntToDoubleFunction sample, String what) {
    SampleMean mean = new SampleMean();
    for (int i = 0; i < PROMPTS; i++) {
      mean.add(sample.applyAsDouble(i));
    }
    mean.assertIs(expected, what);
  }

  /** sum_k (y' B[:,k] - shift y_k)^2 over the tokens from first to last - 1. */
  private static double squares(
      DMatrixRMaj labels, int row, DMatrixRMaj b, double shift, int first, int last) {
    double sum = 0;
    for (int k = first; k < last; k++) {
      double prediction = 0;
      for (int n = 0; n < b.numRows; n++) {
        prediction += labels.get(row, n) * b.get(n, k);
      }
      double error = prediction - shift * labels.get(row, k);
      sum += error * error;
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void populationLossIsTheMeanOverPrompts(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    RidgeOptimum ridge = new RidgeOptimum(task);
    int n = task.promptLength();
    int k = task.tokens();
    DMatrixRMaj predictor = RandomTasks.gaussian(n, k, stream);
    PredictionGap gap = new PredictionGap(ridge.rootGram(), ridge.optimum());
    DMatrixRMaj labels =
        Prompts.labels(task, Templates.GAUSSIAN, Templates.Moments.IN_DOMAIN, PROMPTS, stream);
    assertMean(
        ridge.minimumLoss() + gap.against(predictor).total() / 2,
        row -> squares(labels, row, predictor, 1, 0, k) / (2 * k),
        "loss of a random predictor");
    assertMean(
        ridge.minimumLoss(),
        row -> squares(labels, row, ridge.optimum(), 1, 0, k) / (2 * k),
        "loss of the optimum");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void ridgeGapsAreMeansOverPromptsInAndOutOfDomain(long seed) {
    RandomStream stream = RandomTasks.stream(100 + seed);
    Task task = RandomTasks.small(stream);
    RidgeOptimum ridge = new RidgeOptimum(task);
    int n = task.promptLength();
    int k = task.tokens();
    DMatrixRMaj predictor = RandomTasks.gaussian(n, k, stream);
    DMatrixRMaj delta = CommonOps_DDRM.subtract(predictor, ridge.optimum(), null);
    DMatrixRMaj bestDelta = CommonOps_DDRM.subtract(ridge.best(), ridge.optimum(), null);
    for (Templates.Moments domain :
        new Templates.Moments[] {
          Templates.Moments.IN_DOMAIN,
          Templates.Moments.OUT_OF_DOMAIN,
          new Templates.Moments(-0.7, 0.4)
        }) {
      DMatrixRMaj labels = Prompts.labels(task, Templates.GAUSSIAN, domain, PROMPTS, stream);
      PredictionGap gap = new PredictionGap(ridge.rootGram(domain), ridge.optimum());
      PredictionGap.Split split = gap.against(predictor);
      assertMean(
          split.prompt(), row -> squares(labels, row, delta, 0, 0, n) / k, "prompt " + domain);
      assertMean(split.query(), row -> squares(labels, row, delta, 0, n, k) / k, "query " + domain);
      if (domain.equals(Templates.Moments.IN_DOMAIN)) {
        assertMean(
            ridge.bestGap(), row -> squares(labels, row, bestDelta, 0, 0, k) / k, "best gap");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void gramIsTheSecondMomentOfLabelsFromEveryDistribution(long seed) {
    RandomStream stream = RandomTasks.stream(200 + seed);
    Task task = RandomTasks.small(stream);
    RidgeOptimum ridge = new RidgeOptimum(task);
    for (Templates templates : Templates.values()) {
      for (Templates.Moments domain :
          List.of(Templates.Moments.IN_DOMAIN, Templates.Moments.OUT_OF_DOMAIN)) {
        DMatrixRMaj labels = Prompts.labels(task, templates, domain, PROMPTS, stream);
        DMatrixRMaj gram = Grams.of(ridge.task(), domain);
        for (int i = 0; i < task.promptLength(); i++) {
          for (int j = 0; j <= i; j++) {
            int a = i;
            int b = j;
            assertMean(
                gram.get(i, j),
                row -> labels.get(row, a) * labels.get(row, b),
                "moment " + i + ", " + j + " " + templates + " " + domain);
          }
        }
      }
    }
  }

  @Test
  void withoutNoiseLabelsAreLinearInTheRepresentation() {
    RandomStream stream = RandomTasks.stream(9);
    Task task = RandomTasks.task(3, 8, 2, 4, 0, stream);
    DMatrixRMaj labels =
        Prompts.labels(
            task, Templates.GAUSSIAN, Templates.Moments.OUT_OF_DOMAIN, 1, RandomTasks.stream(10));
    double[] template = new double[4];
    Templates.GAUSSIAN.draw(template, Templates.Moments.OUT_OF_DOMAIN, RandomTasks.stream(10));
    DMatrixRMaj expected =
        CommonOps_DDRM.mult(new DMatrixRMaj(1, 4, true, template), task.features(), null);
    assertArrayEquals(expected.data, labels.data, 32 * UtilEjml.EPS);
  }

  @Test
  void theDomainsAreThoseOfThePaper() {
    assertEquals(new Templates.Moments(0, 1), Templates.Moments.IN_DOMAIN);
    assertEquals(new Templates.Moments(1, 2), Templates.Moments.OUT_OF_DOMAIN);
  }
}
