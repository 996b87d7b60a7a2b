package org.iclsweep.state;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.zip.CRC32C;

/**
 * Reads the output of a {@link StateWriter}. Data must not be relied on before {@link #end} has
 * returned.
 */
public final class StateReader implements State {
  private final InputStream in;
  private final byte[] bytes = new byte[StateWriter.BUFFER];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  private final DoubleBuffer doubles = buffer.asDoubleBuffer();
  private final CRC32C checksum = new CRC32C();

  /**
   * @param in Kept, not closed.
   */
  public StateReader(InputStream in) {
    this.in = in;
    buffer.limit(0);
  }

  @Override
  public long exchange(long present) throws IOException {
    fill();
    return buffer.getLong();
  }

  @Override
  public void exchange(double[] numbers, int from, int length) throws IOException {
    int end = from + length;
    int next = from;
    while (next < end) {
      fill();
      int count = Math.min(end - next, buffer.remaining() / Double.BYTES);
      doubles.position(buffer.position() / Double.BYTES).get(numbers, next, count);
      buffer.position(buffer.position() + count * Double.BYTES);
      next += count;
    }
  }

  /** Ensures that the next eight bytes are in the buffer. */
  private void fill() throws IOException {
    if (buffer.remaining() >= Long.BYTES) {
      return;
    }
    checksum.update(bytes, 0, buffer.position());
    buffer.compact();
    int read = in.readNBytes(bytes, buffer.position(), buffer.remaining());
    buffer.limit(buffer.position() + read).position(0);
    if (buffer.remaining() < Long.BYTES) {
      throw new EOFException("it is truncated");
    }
  }

  /**
   * Verifies that the state ends here and is intact.
   *
   * @throws IOException if verification fails or the state cannot be read
   */
  public void end() throws IOException {
    fill();
    checksum.update(bytes, 0, buffer.position());
    long sum = checksum.getValue();
    if (buffer.getLong() != sum) {
      throw new IOException("its checksum does not match");
    }
    if (buffer.hasRemaining() || in.read() >= 0) {
      throw new IOException("data follows its end");
    }
  }
}
