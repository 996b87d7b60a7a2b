package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.iclsweep.task.Templates;
import org.iclsweep.task.TokenNorm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The assumptions checked at the start of a trial. */
class AssumptionsTest {
  private static final AttentionSpectrum.Extremes FULL = new AttentionSpectrum.Extremes(1, 2, 1);

  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  private static Assumptions check(DMatrixRMaj tokens, int n, int m, double noise, long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = new Task(tokens, RandomTasks.gaussian(m, tokens.numCols, stream), n, noise);
    return Assumptions.check(new RidgeOptimum(task), Templates.GAUSSIAN, FULL, stream);
  }

  private static boolean distinct(DMatrixRMaj tokens) {
    return check(tokens, 2, 3, 0.1, 1).distinctTokens();
  }

  @ParameterizedTest
  @EnumSource(TokenNorm.class)
  void randomTokensAreDistinct(TokenNorm norm) {
    for (long seed = 0; seed < 50; seed++) {
      RandomStream stream = RandomTasks.stream(seed);
      int d = RandomTasks.between(2, 6, stream);
      assertTrue(distinct(norm.dictionary(d, RandomTasks.between(3, 40, stream), stream)));
    }
  }

  /** Two of three numbers +1 or -1 are equal. */
  @ParameterizedTest
  @MethodSource("seeds")
  void unitTokensOfOneDimensionAreTheSame(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    assertFalse(distinct(TokenNorm.UNIT.dictionary(1, 3 + (int) seed, stream)));
    assertTrue(distinct(TokenNorm.RAW.dictionary(1, 3 + (int) seed, stream)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aCopiedTokenIsFoundWhereverItIs(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    int d = RandomTasks.between(1, 5, stream);
    int k = RandomTasks.between(4, 12, stream);
    DMatrixRMaj tokens = RandomTasks.gaussian(d, k, stream);
    int from = RandomTasks.between(0, k - 2, stream);
    int to = RandomTasks.between(from + 1, k - 1, stream);
    for (int i = 0; i < d; i++) {
      tokens.set(i, to, tokens.get(i, from));
    }
    assertFalse(distinct(tokens));
    int row = RandomTasks.between(0, d - 1, stream);
    tokens.set(row, to, Math.nextUp(tokens.get(row, to)));
    assertTrue(distinct(tokens));
  }

  @ParameterizedTest
  @CsvSource({"0.0,0.0", "-0.0,0.0", "-0.0,-0.0"})
  void aZeroTokenIsFoundWhateverItsSigns(double first, double second) {
    DMatrixRMaj tokens = new DMatrixRMaj(new double[][] {{1, first, 3}, {1, second, 3}});
    assertFalse(distinct(tokens));
    tokens.set(1, 1, Double.MIN_VALUE);
    assertTrue(distinct(tokens));
  }

  @Test
  void tokensThatDifferInTheSignOfAZeroAreEqual() {
    assertFalse(distinct(new DMatrixRMaj(new double[][] {{0.0, -0.0, 3}, {1, 1, 3}})));
    assertTrue(distinct(new DMatrixRMaj(new double[][] {{0.0, -0.0, 3}, {1, -1, 3}})));
  }

  @ParameterizedTest
  @EnumSource(Templates.class)
  void theTemplatesHaveTheMomentsOfTheTheory(Templates templates) {
    for (int m : new int[] {1, 2, 7}) {
      Task task = RandomTasks.task(2, 4, 3, m, 0.1, RandomTasks.stream(m));
      RidgeOptimum ridge = new RidgeOptimum(task);
      for (long seed = 0; seed < 300; seed++) {
        var stream = new RandomStream(seed, "template_moments");
        assertTrue(
            Assumptions.check(ridge, templates, FULL, stream).templateMoments(), "seed " + seed);
      }
    }
  }

  /** M = Z'Z + m tau I is singular only without noise and with fewer features than examples. */
  @ParameterizedTest
  @CsvSource({"2,3,0,false", "3,3,0,true", "4,3,0,true", "2,3,1e-300,true", "1,3,0.1,true"})
  void onlyANoiselessShortRepresentationIsSingular(int m, int n, double noise, boolean positive) {
    for (long seed = 0; seed < 20; seed++) {
      DMatrixRMaj tokens = RandomTasks.gaussian(3, n + 2, RandomTasks.stream(seed));
      assertEquals(positive, check(tokens, n, m, noise, seed).positiveDefinite());
    }
  }

  /** The rank threshold is N eps sigma_max, here with N = 5 and sigma_max = 2. */
  @Test
  void rankIsLostAtRounding() {
    double threshold = 5 * UtilEjml.EPS * 2;
    assertFalse(fullRank(0));
    assertFalse(fullRank(threshold));
    assertTrue(fullRank(Math.nextUp(threshold)));
    assertTrue(fullRank(5.01 * UtilEjml.EPS * 2));
    assertFalse(fullRank(Double.NaN));
  }

  private static boolean fullRank(double sigma) {
    RandomStream stream = RandomTasks.stream(5);
    RidgeOptimum ridge = new RidgeOptimum(RandomTasks.task(5, 8, 3, 4, 0.1, stream));
    var start = new AttentionSpectrum.Extremes(sigma, 2, sigma);
    return Assumptions.check(ridge, Templates.GAUSSIAN, start, stream).fullRank();
  }
}
