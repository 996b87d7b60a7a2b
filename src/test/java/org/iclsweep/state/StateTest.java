package org.iclsweep.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read with the same bits; what is damaged is noticed. */
class StateTest {
  private static final double[] SPECIAL = {
    0.0, -0.0, Double.NaN, Double.MIN_VALUE, Double.MAX_VALUE, Double.NEGATIVE_INFINITY
  };

  /** Something of each kind, with an array of a given length. */
  private static final class Thing implements Resumable {
    private long whole;
    private int small;
    private double number;
    private Boolean truth;
    private final double[] numbers;

    Thing(int length) {
      numbers = new double[length];
    }

    static Thing random(int length, Random random) {
      Thing thing = new Thing(length);
      thing.whole = random.nextLong();
      thing.small = random.nextInt();
      thing.number = SPECIAL[random.nextInt(SPECIAL.length)];
      thing.truth = random.nextInt(3) == 0 ? null : (Boolean) random.nextBoolean();
      Arrays.setAll(thing.numbers, i -> Double.longBitsToDouble(random.nextLong()));
      return thing;
    }

    @Override
    public void exchange(State state) throws IOException {
      whole = state.exchange(whole);
      small = state.exchange(small);
      // In pieces, as rows of a matrix are.
      for (int from = 0; from < numbers.length; from += 7) {
        state.exchange(numbers, from, Math.min(7, numbers.length - from));
      }
      number = state.exchange(number);
      state.exchange(numbers, 0, numbers.length);
      truth = state.exchange(truth);
    }

    void assertSame(Thing other) {
      assertEquals(whole, other.whole);
      assertEquals(small, other.small);
      assertEquals(Double.doubleToRawLongBits(number), Double.doubleToRawLongBits(other.number));
      assertEquals(truth, other.truth);
      assertArrayEquals(bits(numbers), bits(other.numbers));
    }

    private static long[] bits(double[] numbers) {
      return Arrays.stream(numbers).mapToLong(Double::doubleToRawLongBits).toArray();
    }
  }

  private static byte[] written(Thing thing) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StateWriter writer = new StateWriter(out);
    thing.exchange(writer);
    writer.end();
    return out.toByteArray();
  }

  private static Thing read(InputStream in, int length) throws IOException {
    Thing thing = new Thing(length);
    StateReader reader = new StateReader(in);
    thing.exchange(reader);
    reader.end();
    return thing;
  }

  /** The buffer holds 8192 numbers. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 4090, 4091, 4092, 4093, 8191, 8192, 8193, 50_000})
  void whatIsReadHasTheBitsThatWereWritten(int length) throws IOException {
    Thing thing = Thing.random(length, new Random(length));
    byte[] bytes = written(thing);
    thing.assertSame(read(new ByteArrayInputStream(bytes), length));
    InputStream slow =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] b, int off, int len) {
            return super.read(b, off, Math.min(len, 13));
          }
        };
    thing.assertSame(read(slow, length));
  }

  @Test
  void damageIsNoticed() throws IOException {
    int length = 5000;
    Random random = new Random(1);
    byte[] bytes = written(Thing.random(length, random));
    for (int i = 0; i < 500; i++) {
      byte[] flipped = bytes.clone();
      flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      InputStream in = new ByteArrayInputStream(flipped);
      assertThrows(IOException.class, () -> read(in, length));
      InputStream cut = new ByteArrayInputStream(bytes, 0, random.nextInt(bytes.length));
      assertThrows(IOException.class, () -> read(cut, length));
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThrows(IOException.class, () -> read(new ByteArrayInputStream(longer), length));
    InputStream other = new ByteArrayInputStream(bytes);
    assertThrows(IOException.class, () -> read(other, length - 1));
  }

  /** A state is written piece by piece, whatever its size. */
  @Test
  void writingAllocatesTheBufferAlone() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Thing thing = Thing.random(1_000_000, new Random(1));
    long before = threads.getCurrentThreadAllocatedBytes();
    StateWriter writer = new StateWriter(OutputStream.nullOutputStream());
    thing.exchange(writer);
    writer.end();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 4 * StateWriter.BUFFER, allocated + " bytes");
  }
}
