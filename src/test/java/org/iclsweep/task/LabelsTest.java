package org.iclsweep.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels given their template, and the random numbers that prompts of different tasks share. */
class LabelsTest {
  private static final int PROMPTS = 100_000;

  private static Task task(int n, double noise) {
    return RandomTasks.task(n, 7, 3, 4, noise, RandomTasks.stream(1));
  }

  private static DMatrixRMaj labels(Task task, Templates templates, int count, long seed) {
    return Prompts.labels(
        task, templates, Templates.Moments.IN_DOMAIN, count, new RandomStream(seed, "labels"));
  }

  /**
   * Templates of deviation 0 are all the same, lambda = mean 1. Then y_k - lambda' z_k is normal
   * with variance tau |lambda|^2, independently over tokens and prompts.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1, -0.7, 3})
  void givenTheTemplateNoiseIsNormalAndIndependent(double mean) {
    Task task = task(3, 0.2);
    Templates.Moments domain = new Templates.Moments(mean, 0);
    DMatrixRMaj labels =
        Prompts.labels(task, Templates.UNIFORM, domain, PROMPTS, RandomTasks.stream(2));
    double deviation = Math.sqrt(0.2 * 4) * Math.abs(mean);
    DMatrixRMaj expected = CommonOps_DDRM.sumCols(task.features(), null);
    CommonOps_DDRM.scale(mean, expected);
    DMatrixRMaj noise = new DMatrixRMaj(PROMPTS, 7);
    for (int row = 0; row < PROMPTS; row++) {
      for (int k = 0; k < 7; k++) {
        noise.set(row, k, (labels.get(row, k) - expected.get(0, k)) / deviation);
      }
    }
    double[] moments = {1, 0, 1, 0, 3};
    for (int k = 0; k < 7; k++) {
      for (int power = 1; power <= 4; power++) {
        SampleMean sample = new SampleMean();
        for (int row = 0; row < PROMPTS; row++) {
          sample.add(Math.pow(noise.get(row, k), power));
        }
        sample.assertIs(moments[power], "moment %d of token %d".formatted(power, k));
      }
      for (int other = 0; other < 7; other++) {
        SampleMean same = new SampleMean();
        SampleMean next = new SampleMean();
        SampleMean squares = new SampleMean();
        for (int row = 1; row < PROMPTS; row++) {
          double a = noise.get(row, k);
          double b = noise.get(row, other);
          same.add(a * b);
          squares.add((a * a - 1) * (b * b - 1));
          next.add(a * noise.get(row - 1, other));
        }
        String tokens = k + " and " + other;
        same.assertIs(k == other ? 1 : 0, "correlation of tokens " + tokens);
        squares.assertIs(k == other ? 2 : 0, "correlation of squares of tokens " + tokens);
        next.assertIs(0, "correlation with the prompt before of tokens " + tokens);
      }
    }
  }

  /** The noise of a prompt has the variance tau |lambda|^2 of its own template. */
  @ParameterizedTest
  @EnumSource(Templates.class)
  void noiseGrowsWithTheTemplate(Templates templates) {
    Task task = task(3, 0.2);
    DMatrixRMaj labels = labels(task, templates, 20_000, 3);
    DMatrixRMaj clean = labels(task(3, 0), templates, 20_000, 3);
    DMatrixRMaj inverse = new DMatrixRMaj(7, 4);
    CommonOps_DDRM.pinv(task.features(), inverse);
    DMatrixRMaj lambda = CommonOps_DDRM.mult(clean, inverse, null);
    for (int k = 0; k < 7; k++) {
      SampleMean variance = new SampleMean();
      SampleMean kurtosis = new SampleMean();
      for (int row = 0; row < 20_000; row++) {
        double square = 0;
        for (int i = 0; i < 4; i++) {
          square += lambda.get(row, i) * lambda.get(row, i);
        }
        double noise = Math.pow(labels.get(row, k) - clean.get(row, k), 2) / (0.2 * square);
        variance.add(noise);
        kurtosis.add(noise * noise);
      }
      variance.assertIs(1, "noise of token " + k);
      kurtosis.assertIs(3, "fourth moment of token " + k);
    }
  }

  @ParameterizedTest
  @EnumSource(Templates.class)
  void promptsThatDifferInPromptLengthAreTheSame(Templates templates) {
    double[] expected = labels(task(1, 0.3), templates, 50, 4).data;
    for (int n = 2; n < 7; n++) {
      assertArrayEquals(expected, labels(task(n, 0.3), templates, 50, 4).data);
    }
  }

  /** y = lambda' z + sqrt(tau) e with the same lambda and e for every tau. */
  @ParameterizedTest
  @EnumSource(Templates.class)
  void promptsThatDifferInNoiseShareTemplatesAndDraws(Templates templates) {
    double[] clean = labels(task(3, 0), templates, 50, 5).data;
    double[] unit = labels(task(3, 1), templates, 50, 5).data;
    for (double noise : new double[] {0.01, 0.25, 100}) {
      double[] noisy = labels(task(3, noise), templates, 50, 5).data;
      for (int i = 0; i < noisy.length; i++) {
        double root = Math.sqrt(noise);
        double size = (1 + root) * (Math.abs(clean[i]) + Math.abs(unit[i]));
        assertEquals(
            clean[i] + root * (unit[i] - clean[i]), noisy[i], 8 * UtilEjml.EPS * (1 + size));
      }
    }
  }

  /** This includes prompts with an odd number of Gaussian numbers, which are drawn in pairs. */
  @ParameterizedTest
  @EnumSource(Templates.class)
  void morePromptsExtendFewer(Templates templates) {
    Task task = task(3, 0.3);
    double[] many = labels(task, templates, 101, 6).data;
    for (int count : new int[] {1, 2, 50, 100}) {
      double[] few = labels(task, templates, count, 6).data;
      assertArrayEquals(Arrays.copyOf(many, few.length), few);
    }
    assertNotEquals(many[0], labels(task, templates, 1, 7).data[0]);
  }

  /** The previous contents of the matrix and of the working storage do not matter. */
  @ParameterizedTest
  @EnumSource(Templates.class)
  void promptsDrawnInPartsAreTheSame(Templates templates) {
    Task task = task(3, 0.3);
    double[] all = labels(task, templates, 15, 8).data;
    RandomStream stream = new RandomStream(8, "labels");
    double[] template = {Double.NaN, 1, 2, 3};
    DMatrixRMaj batch = new DMatrixRMaj(5, 7);
    batch.fill(Double.NaN);
    for (int i = 0; i < 3; i++) {
      Prompts.draw(task, templates, Templates.Moments.IN_DOMAIN, template, batch, stream);
      assertArrayEquals(Arrays.copyOfRange(all, 35 * i, 35 * (i + 1)), batch.data);
    }
  }
}
