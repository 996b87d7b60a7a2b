package org.iclsweep.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random integers are uniform, and their values are fixed. */
class NextBelowTest {
  private static final int SAMPLES = 400_000;

  /**
   * With c cells of probabilities p the sum of (count - SAMPLES p)^2 / (SAMPLES p) has mean c - 1
   * and variance about 2 (c - 1).
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "7, 7", "10000, 10000", "1431655766, 100", "2147483647, 100"})
  void allNumbersBelowTheBoundAreEquallyLikely(int bound, int cells) {
    RandomStream stream = new RandomStream(bound, "below");
    int[] counts = new int[cells];
    for (int i = 0; i < SAMPLES; i++) {
      int value = stream.nextBelow(bound);
      assertTrue(value >= 0 && value < bound, () -> value + " below " + bound);
      counts[(int) ((long) value * cells / bound)]++;
    }
    double square = 0;
    for (int count : counts) {
      double expected = (double) SAMPLES / cells;
      square += (count - expected) * (count - expected) / expected;
    }
    assertEquals(cells - 1, square, 4 * Math.sqrt(2.0 * (cells - 1)), "chi-square");
  }

  /** All pairs of successive numbers are equally likely. */
  @Test
  void successiveNumbersAreIndependent() {
    RandomStream stream = new RandomStream(6, "below");
    int[] counts = new int[49];
    for (int i = 0; i < SAMPLES; i++) {
      counts[7 * stream.nextBelow(7) + stream.nextBelow(7)]++;
    }
    double square = 0;
    for (int count : counts) {
      double expected = SAMPLES / 49.0;
      square += (count - expected) * (count - expected) / expected;
    }
    assertEquals(48, square, 4 * Math.sqrt(96), "chi-square");
  }

  private static int[] values(RandomStream stream, int bound, int count) {
    return IntStream.range(0, count).map(i -> stream.nextBelow(bound)).toArray();
  }

  /** Computed by another program from the words of the stream. */
  @Test
  void numbersKeepTheirBits() {
    assertArrayEquals(
        new int[] {0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0},
        values(new RandomStream(1, "batches"), 2, 12));
    assertArrayEquals(
        new int[] {6, 5, 4, 1, 1, 6, 3, 6, 0, 3, 3, 1},
        values(new RandomStream(1, "batches"), 7, 12));
    assertArrayEquals(
        new int[] {7082, 9502, 1370, 7206, 189, 4850},
        values(new RandomStream(12345, "batches"), 10000, 6));
    assertArrayEquals(
        new int[] {2105660545, 438825250, 1544813036, 1307505021},
        values(new RandomStream(0, "dictionary"), 2147483647, 4));
  }

  /** Use of the words 2^63 - 2 and 2^63 - 1 would make 0 and 1 more likely than 2. */
  @Test
  void theLastIncompleteRunIsSkipped() {
    RandomStream words = new RandomStream(0, 1, 2, -1);
    assertEquals(-1, words.nextLong());
    assertEquals((words.nextLong() >>> 1) % 3, new RandomStream(0, 1, 2, -1).nextBelow(3));
  }

  /** 2^63 is a multiple of each of these bounds. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4096, 1 << 30})
  void noCompleteRunIsSkipped(int bound) {
    assertEquals(bound - 1, new RandomStream(0, 1, 2, -1).nextBelow(bound));
  }

  /** 2^63 - 1 is a multiple of each of these bounds; the next word begins an incomplete run. */
  @ParameterizedTest
  @ValueSource(ints = {7, 127, 649657})
  void theLastCompleteRunIsKept(int bound) {
    long lastOfRuns = Long.rotateRight(-3, 23);
    assertEquals(Long.MAX_VALUE - 1, new RandomStream(0, 1, 2, lastOfRuns).nextLong() >>> 1);
    assertEquals(bound - 1, new RandomStream(0, 1, 2, lastOfRuns).nextBelow(bound));
  }
}
