package org.iclsweep.task;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import org.apache.commons.codec.digest.DigestUtils;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.state.Resumable;
import org.iclsweep.state.State;

/**
 * A stream of random numbers permanently determined by a seed and a name.
 *
 * <p>The generator is xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", 2021). Its 256-bit state is the SHA-256 digest of the UTF-8 text {@code name:seed},
 * read as four big-endian words, so streams with different names or seeds are unrelated. Gaussian
 * numbers are generated in pairs by the Box-Muller transform with {@link StrictMath}, whose results
 * are specified to the last bit.
 */
public final class RandomStream implements Resumable {
  private static final double TWO_PI = 2 * Math.PI;

  private long s0;
  private long s1;
  private long s2;
  private long s3;
  private double spare;
  private boolean hasSpare;

  /**
   * Opens the stream at its beginning.
   *
   * @param seed the trial's seed
   * @param name the quantity to draw, for example {@code dictionary} or {@code head/3}
   */
  public RandomStream(long seed, String name) {
    LongBuffer state = ByteBuffer.wrap(DigestUtils.sha256(name + ":" + seed)).asLongBuffer();
    s0 = state.get(0);
    s1 = state.get(1);
    s2 = state.get(2);
    s3 = state.get(3);
  }

  RandomStream(long s0, long s1, long s2, long s3) {
    this.s0 = s0;
    this.s1 = s1;
    this.s2 = s2;
    this.s3 = s3;
  }

  @Override
  public void exchange(State state) throws IOException {
    s0 = state.exchange(s0);
    s1 = state.exchange(s1);
    s2 = state.exchange(s2);
    s3 = state.exchange(s3);
    spare = state.exchange(spare);
    hasSpare = state.exchange(hasSpare);
  }

  /** The next 64 random bits. */
  public long nextLong() {
    long result = Long.rotateLeft(s0 + s3, 23) + s0;
    long t = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  /** The next number from the uniform distribution on (0, 1], a multiple of 2^-53. */
  public double nextUniform() {
    return ((nextLong() >>> 11) + 1) * 0x1.0p-53;
  }

  /**
   * The next integer from the uniform distribution on 0 .. bound - 1.
   *
   * @param bound at least 1
   */
  public int nextBelow(int bound) {
    while (true) {
      long bits = nextLong() >>> 1;
      long value = bits % bound;
      // Rejects the last, incomplete run of bound numbers below 2^63: it would favour small ones.
      if (bits - value <= Long.MAX_VALUE - (bound - 1)) {
        return (int) value;
      }
    }
  }

  /** The next number from the standard normal distribution. */
  public double nextGaussian() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    double radius = Math.sqrt(-2 * StrictMath.log(nextUniform()));
    double angle = TWO_PI * nextUniform();
    spare = radius * StrictMath.sin(angle);
    hasSpare = true;
    return radius * StrictMath.cos(angle);
  }

  /**
   * Fills a matrix column by column with independent N(0, scale^2) numbers. A matrix with more
   * columns therefore extends one with fewer.
   *
   * @param matrix Modified.
   * @param scale the standard deviation
   */
  public void fillColumns(DMatrixRMaj matrix, double scale) {
    for (int column = 0; column < matrix.numCols; column++) {
      for (int row = 0; row < matrix.numRows; row++) {
        matrix.unsafe_set(row, column, scale * nextGaussian());
      }
    }
  }
}
