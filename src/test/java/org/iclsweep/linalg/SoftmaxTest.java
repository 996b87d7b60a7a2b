package org.iclsweep.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The attention softmax and its derivative. */
class SoftmaxTest {
  private static final double EPS = UtilEjml.EPS;

  static LongStream seeds() {
    return LongStream.range(0, 30);
  }

  private static DMatrixRMaj softmax(DMatrixRMaj scores) {
    DMatrixRMaj attention = scores.copy();
    Softmax.columns(attention, new double[scores.numCols]);
    return attention;
  }

  private static DMatrixRMaj randomScores(RandomStream stream, double scale) {
    int n = RandomTasks.between(1, 12, stream);
    int k = RandomTasks.between(1, 15, stream);
    DMatrixRMaj scores = RandomTasks.gaussian(n, k, stream);
    CommonOps_DDRM.scale(scale, scores);
    return scores;
  }

  /** Each of N quotients and N - 1 sums, on both sides of the division, rounds by at most EPS. */
  private static void assertColumnsSumToOne(DMatrixRMaj attention) {
    for (int k = 0; k < attention.numCols; k++) {
      double sum = 0;
      for (int n = 0; n < attention.numRows; n++) {
        assertTrue(attention.get(n, k) >= 0);
        sum += attention.get(n, k);
      }
      assertEquals(1, sum, 2 * attention.numRows * EPS);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void columnsSumToOne(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    assertColumnsSumToOne(softmax(randomScores(stream, 10)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void equalsTheDefinitionWhereThatDoesNotOverflow(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    DMatrixRMaj scores = randomScores(stream, 5);
    DMatrixRMaj attention = softmax(scores);
    for (int k = 0; k < scores.numCols; k++) {
      double sum = 0;
      double largest = 0;
      for (int n = 0; n < scores.numRows; n++) {
        sum += Math.exp(scores.get(n, k));
        largest = Math.max(largest, Math.abs(scores.get(n, k)));
      }
      for (int n = 0; n < scores.numRows; n++) {
        double expected = Math.exp(scores.get(n, k)) / sum;
        // Subtracting the maximum rounds an exponent of at most 2 largest; then N sums, one
        // quotient, and exponentials that are good to one unit in the last place.
        double relative = EPS * (4 * largest + 2 * scores.numRows + 8);
        assertEquals(expected, attention.get(n, k), relative * expected);
      }
    }
  }

  @Test
  void isStableAtHugeScores() {
    DMatrixRMaj scores =
        new DMatrixRMaj(
            new double[][] {
              {1e4, -1e4, 1e4, -1e4, 0},
              {-1e4, -1e4, 1e4, -1e4 + 1, 1e4},
              {0, -1e4, -1e4, -1e4, -1e4}
            });
    DMatrixRMaj attention = softmax(scores);
    assertColumnsSumToOne(attention);
    double third = 1.0 / 3;
    double e = Math.E;
    double[][] expected = {
      {1, third, 0.5, 1 / (2 + e), 0},
      {0, third, 0.5, e / (2 + e), 1},
      {0, third, 0, 1 / (2 + e), 0}
    };
    for (int n = 0; n < 3; n++) {
      for (int k = 0; k < 5; k++) {
        // The scores are exact, so only a few roundings of numbers below 1 are left.
        assertEquals(expected[n][k], attention.get(n, k), 8 * EPS);
      }
    }
  }

  @Test
  void shiftingAColumnChangesNothing() {
    DMatrixRMaj scores = new DMatrixRMaj(new double[][] {{1, -2}, {3, 5}, {-7, 0}});
    DMatrixRMaj shifted =
        new DMatrixRMaj(new double[][] {{9001, -9002}, {9003, -8995}, {8993, -9000}});
    assertArrayEquals(softmax(scores).data, softmax(shifted).data);
  }

  @Test
  void oneRowGivesOnes() {
    DMatrixRMaj attention = softmax(new DMatrixRMaj(new double[][] {{-1e4, 0, 3.7, 1e4}}));
    assertArrayEquals(new double[] {1, 1, 1, 1}, attention.data);
  }

  /**
   * As a function of one score of column k, phi = w[k] sum_n C[n,k] G[n,k] is affine in a logistic
   * function, whose third derivative is at most 1/8; so that of phi is at most |w| max|G| / 4 and
   * the difference quotient is off by at most h^2 |w| max|G| / 24. Rounding phi adds (2 N + 20) eps
   * |w| max|G| / h, where 20 covers exponentials of scores below 8.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void backwardAgreesWithCentralDifferences(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    DMatrixRMaj scores = randomScores(stream, 1.5);
    int rows = scores.numRows;
    int columns = scores.numCols;
    DMatrixRMaj g = RandomTasks.gaussian(rows, columns, stream);
    int offset = RandomTasks.between(0, 4, stream);
    double[] weights = RandomTasks.gaussian(1, columns + offset + 2, stream).data;
    double[] weightGradient = new double[weights.length];
    Arrays.fill(weightGradient, 77);
    DMatrixRMaj scoreGradient = RandomTasks.gaussian(rows, columns, stream);
    Softmax.backward(softmax(scores), g, weights, weightGradient, offset, scoreGradient);

    double h = 1e-5;
    for (int k = 0; k < columns; k++) {
      double w = weights[offset + k];
      double largest = 0;
      for (int n = 0; n < rows; n++) {
        largest = Math.max(largest, Math.abs(g.get(n, k)));
      }
      double exact = weighted(scores, g, k);
      assertEquals(exact, weightGradient[offset + k], (2 * rows + 20) * EPS * largest);
      for (int n = 0; n < rows; n++) {
        DMatrixRMaj up = scores.copy();
        up.add(n, k, h);
        DMatrixRMaj down = scores.copy();
        down.add(n, k, -h);
        double difference = w * (weighted(up, g, k) - weighted(down, g, k)) / (2 * h);
        double tolerance = Math.abs(w) * largest * (h * h / 24 + (2 * rows + 20) * EPS / h);
        assertEquals(difference, scoreGradient.get(n, k), tolerance);
      }
    }
    for (int i = 0; i < weights.length; i++) {
      if (i < offset || i >= offset + columns) {
        assertEquals(77, weightGradient[i], "other heads' gradients are left alone");
      }
    }
  }

  /** sum_n C[n,k] G[n,k] by the definition. */
  private static double weighted(DMatrixRMaj scores, DMatrixRMaj g, int k) {
    double above = 0;
    double below = 0;
    for (int n = 0; n < scores.numRows; n++) {
      double e = Math.exp(scores.get(n, k));
      above += e * g.get(n, k);
      below += e;
    }
    return above / below;
  }
}
