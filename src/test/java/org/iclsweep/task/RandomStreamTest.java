package org.iclsweep.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** The random streams are fixed, and statistically random. */
class RandomStreamTest {
  private static final int SAMPLES = 200_000;

  @Test
  void isXoshiro256PlusPlus() {
    RandomStream stream = new RandomStream(1, 2, 3, 4);
    String[] expected = {
      "41943041",
      "58720359",
      "3588806011781223",
      "3591011842654386",
      "9228616714210784205",
      "9973669472204895162",
      "14011001112246962877",
      "12406186145184390807",
      "15849039046786891736",
      "10450023813501588000"
    };
    for (String word : expected) {
      assertEquals(word, Long.toUnsignedString(stream.nextLong()));
    }
  }

  /** Computed by another program from SHA-256 of "name:seed" and the generator's definition. */
  @Test
  void namedStreamsKeepTheirBits() {
    assertWords(
        new RandomStream(0, "dictionary"),
        0xba72cb17861e12d3L,
        0x520f102b9031c1edL,
        0x5c2bb137ffd09168L,
        0xcf26b7effd907319L);
    assertWords(
        new RandomStream(12345, "head/3"),
        0x98a488a1111cfa34L,
        0xe38f0a6c80b47f48L,
        0x7d031e47da929759L,
        0x6fd7b417c7109804L);
    assertWords(
        new RandomStream(-7, "dictionary"),
        0x349e0793f5644307L,
        0xa9f5deb5827f1379L,
        0xc4c5f71e94250660L,
        0xab81f80d032995f4L);
  }

  private static void assertWords(RandomStream stream, long... expected) {
    for (long word : expected) {
      assertEquals(Long.toHexString(word), Long.toHexString(stream.nextLong()));
    }
  }

  /**
   * Computed by another program, for numbers on which its logarithms and cosines equal those of
   * StrictMath.
   */
  @Test
  void gaussiansKeepTheirBits() {
    assertGaussians(
        new RandomStream(0, "dictionary"),
        -0x1.5daf24199a41dp-2,
        0x1.704ba1d8ce7f1p-1,
        0x1.09ea6811faabdp-1,
        -0x1.54e7f08fd2639p+0,
        -0x1.bc49a0fa7b702p-1,
        -0x1.bd512b1f17cf2p-1);
    assertGaussians(
        new RandomStream(12345, "head/3"),
        0x1.8ee200976ff1ep-1,
        -0x1.4ea62ae1ec4b0p-1,
        -0x1.1ab8f2b04c5cap+0,
        0x1.d98e8a32245aap-2);
    assertGaussians(
        new RandomStream(-7, "dictionary"),
        -0x1.d4fc3cf1dd617p-1,
        -0x1.865df8ebe6e17p+0,
        -0x1.66102fc09736bp-2,
        -0x1.456ca45d63074p-1,
        -0x1.620311ebc716bp-4,
        0x1.56a22b5443752p-5);
  }

  private static void assertGaussians(RandomStream stream, double... expected) {
    for (double number : expected) {
      assertEquals(Double.toHexString(number), Double.toHexString(stream.nextGaussian()));
    }
  }

  /**
   * Means of SAMPLES independent numbers g^p lie within 4 standard errors sqrt(var(g^p) / SAMPLES)
   * of E g^p; var(g^p) = E g^2p - (E g^p)^2 with E g^2, g^4, g^6, g^8 = 1, 3, 15, 105. Neither
   * successive numbers, which Box-Muller produces in pairs, nor their squares may be correlated.
   */
  @Test
  void gaussiansHaveTheMomentsOfTheNormalDistribution() {
    RandomStream stream = new RandomStream(2024, "moments");
    double[] sums = new double[5];
    double pairs = 0;
    double squares = 0;
    double previous = stream.nextGaussian();
    for (int i = 0; i < SAMPLES; i++) {
      double g = stream.nextGaussian();
      double power = 1;
      for (int p = 1; p <= 4; p++) {
        power *= g;
        sums[p] += power;
      }
      pairs += g * previous;
      squares += (g * g - 1) * (previous * previous - 1);
      previous = g;
    }
    assertEquals(0, sums[1] / SAMPLES, standardErrors(1));
    assertEquals(1, sums[2] / SAMPLES, standardErrors(2));
    assertEquals(0, sums[3] / SAMPLES, standardErrors(15));
    assertEquals(3, sums[4] / SAMPLES, standardErrors(96));
    assertEquals(0, pairs / SAMPLES, standardErrors(1));
    assertEquals(0, squares / SAMPLES, standardErrors(4));
  }

  /** Four standard errors of a mean. */
  private static double standardErrors(double variance) {
    return 4 * Math.sqrt(variance / SAMPLES);
  }

  /** Each decile holds a binomial number of samples, of variance 0.09 SAMPLES. */
  @Test
  void uniformsFillTheHalfOpenIntervalEvenly() {
    RandomStream stream = new RandomStream(5, "uniform");
    int[] deciles = new int[10];
    for (int i = 0; i < SAMPLES; i++) {
      double u = stream.nextUniform();
      assertTrue(u > 0 && u <= 1);
      deciles[(int) Math.min(9, Math.floor(10 * u))]++;
    }
    for (int count : deciles) {
      assertEquals(0.1, count / (double) SAMPLES, standardErrors(0.09));
    }
  }

  @Test
  void theLargestUniformIsOneAndTheSmallestIsNotZero() {
    // The first output is rotl(s0 + s3, 23) + s0.
    assertEquals(1.0, new RandomStream(0, 0, 0, -1).nextUniform());
    assertEquals(0x1.0p-53, new RandomStream(0, 1, 2, 0).nextUniform());
  }

  @Test
  void otherNamesAndSeedsGiveOtherStreams() {
    long[] words = {
      new RandomStream(1, "head/1").nextLong(),
      new RandomStream(2, "head/1").nextLong(),
      new RandomStream(-1, "head/1").nextLong(),
      new RandomStream(1, "head/2").nextLong(),
      new RandomStream(1, "head/11").nextLong(),
      new RandomStream(1, "dictionary").nextLong()
    };
    for (int i = 0; i < words.length; i++) {
      for (int j = 0; j < i; j++) {
        assertNotEquals(words[i], words[j]);
      }
    }
  }

  @Test
  void fillsMatricesColumnByColumn() {
    DMatrixRMaj matrix = new DMatrixRMaj(3, 4);
    new RandomStream(9, "fill").fillColumns(matrix, 0.5);
    RandomStream stream = new RandomStream(9, "fill");
    double[] expected = new double[12];
    for (int column = 0; column < 4; column++) {
      for (int row = 0; row < 3; row++) {
        expected[row * 4 + column] = 0.5 * stream.nextGaussian();
      }
    }
    assertArrayEquals(expected, matrix.data);
  }
}
