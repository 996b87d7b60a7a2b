package org.iclsweep.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens, and tasks with these tokens. */
class TokensTest {
  private static final int DIM = 7;

  private static DMatrixRMaj dictionary(TokenNorm norm, int tokens) {
    return norm.dictionary(DIM, tokens, new RandomStream(3, "dictionary"));
  }

  @Test
  void unitTokensHaveLengthOne() {
    DMatrixRMaj v = dictionary(TokenNorm.UNIT, 50);
    for (int k = 0; k < v.numCols; k++) {
      DMatrixRMaj token = CommonOps_DDRM.extractColumn(v, k, null);
      // Rounding errors arise in d squares, their sum, a root and a quotient.
      assertEquals(1, NormOps_DDRM.normF(token), (DIM + 4) * UtilEjml.EPS);
    }
  }

  @Test
  void unitTokensPointWhereRawTokensPoint() {
    DMatrixRMaj raw = dictionary(TokenNorm.RAW, 20);
    DMatrixRMaj unit = dictionary(TokenNorm.UNIT, 20);
    for (int k = 0; k < 20; k++) {
      double length = NormOps_DDRM.normF(CommonOps_DDRM.extractColumn(raw, k, null));
      for (int i = 0; i < DIM; i++) {
        assertEquals(raw.get(i, k) / length, unit.get(i, k), (DIM + 4) * UtilEjml.EPS);
      }
    }
  }

  @Test
  void rawTokensAreAsDrawn() {
    DMatrixRMaj drawn = new DMatrixRMaj(DIM, 20);
    new RandomStream(3, "dictionary").fillColumns(drawn, 1);
    assertArrayEquals(drawn.data, dictionary(TokenNorm.RAW, 20).data);
  }

  @ParameterizedTest
  @EnumSource(TokenNorm.class)
  void moreTokensExtendFewer(TokenNorm norm) {
    DMatrixRMaj many = dictionary(norm, 31);
    for (int tokens : new int[] {1, 2, 17, 30}) {
      DMatrixRMaj first = CommonOps_DDRM.extract(many, 0, DIM, 0, tokens);
      assertArrayEquals(first.data, dictionary(norm, tokens).data);
    }
  }

  /** E |v|^2 is the square of the stated length; over raw tokens |v|^2 has mean d. */
  @ParameterizedTest
  @EnumSource(TokenNorm.class)
  void lengthIsTheRootMeanSquareLengthOfTokens(TokenNorm norm) {
    SampleMean mean = new SampleMean();
    DMatrixRMaj v = dictionary(norm, 20_000);
    for (int k = 0; k < v.numCols; k++) {
      double square = 0;
      for (int i = 0; i < DIM; i++) {
        square += v.get(i, k) * v.get(i, k);
      }
      mean.add(square);
    }
    mean.assertIs(norm.length(DIM) * norm.length(DIM), "square length");
  }

  @Test
  void lengthIsOneOrTheRootOfTheDimension() {
    assertEquals(1.0, TokenNorm.UNIT.length(49));
    assertEquals(7.0, TokenNorm.RAW.length(49));
  }

  @Test
  void promptAndQueryTokensShareTheRepresentationBetweenThem() {
    Task task = RandomTasks.task(4, 9, 3, 6, 0.1, RandomTasks.stream(1));
    assertEquals(9, task.tokens());
    assertEquals(3, task.dim());
    assertEquals(6, task.m());
    DMatrixRMaj joined = new DMatrixRMaj(6, 9);
    CommonOps_DDRM.concatColumns(task.promptFeatures(), task.queryFeatures(), joined);
    assertArrayEquals(task.features().data, joined.data);
    assertEquals(4, task.promptFeatures().numCols);
  }

  @Test
  void tasksThatMakeNoSenseAreRefused() {
    DMatrixRMaj v = dictionary(TokenNorm.UNIT, 5);
    DMatrixRMaj f = RandomTasks.gaussian(3, 5, RandomTasks.stream(1));
    assertRefused("prompt_length", v, f, 0, 0.1);
    assertRefused("prompt_length", v, f, 5, 0.1);
    assertRefused("noise", v, f, 2, -0.1);
    assertRefused("noise", v, f, 2, Double.NaN);
    assertRefused("noise", v, f, 2, Double.POSITIVE_INFINITY);
    assertRefused("5 tokens", v, RandomTasks.gaussian(3, 6, RandomTasks.stream(1)), 2, 0.1);
    DMatrixRMaj broken = f.copy();
    broken.set(1, 1, Double.NaN);
    assertRefused("finite", v, broken, 2, 0.1);
    DMatrixRMaj infinite = v.copy();
    infinite.set(1, 1, Double.POSITIVE_INFINITY);
    assertRefused("finite", infinite, f, 2, 0.1);
  }

  private static void assertRefused(
      String reason, DMatrixRMaj v, DMatrixRMaj f, int promptLength, double noise) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> new Task(v, f, promptLength, noise));
    assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
  }

  @Test
  void matricesBeyondAnArrayAreRefusedByName() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> Matrices.zeros(65536, 32768, "dictionary"));
    assertTrue(refusal.getMessage().contains("dictionary would be 65536 x 32768"));
  }
}
