package org.iclsweep.state;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.zip.CRC32C;

/** Writes a state, followed by a checksum, through a small buffer. */
public final class StateWriter implements State {
  static final int BUFFER = 1 << 16;

  private final OutputStream out;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private final DoubleBuffer doubles = buffer.asDoubleBuffer();
  private final CRC32C checksum = new CRC32C();

  /**
   * @param out Kept, not closed.
   */
  public StateWriter(OutputStream out) {
    this.out = out;
  }

  @Override
  public long exchange(long present) throws IOException {
    makeRoom();
    buffer.putLong(present);
    return present;
  }

  @Override
  public void exchange(double[] numbers, int from, int length) throws IOException {
    int end = from + length;
    int next = from;
    while (next < end) {
      makeRoom();
      int count = Math.min(end - next, buffer.remaining() / Double.BYTES);
      doubles.position(buffer.position() / Double.BYTES).put(numbers, next, count);
      buffer.position(buffer.position() + count * Double.BYTES);
      next += count;
    }
  }

  /** Makes room for one value; every value takes eight bytes. */
  private void makeRoom() throws IOException {
    if (!buffer.hasRemaining()) {
      flush();
    }
  }

  private void flush() throws IOException {
    checksum.update(buffer.array(), 0, buffer.position());
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  /**
   * Completes the state with its checksum.
   *
   * @throws IOException if it cannot be written
   */
  public void end() throws IOException {
    flush();
    buffer.putLong(checksum.getValue());
    flush();
  }
}
