package org.iclsweep.state;

import java.io.IOException;

/**
 * A sequence of numbers in a fixed order, being written or read.
 *
 * <p>{@code x = state.exchange(x)} writes x and leaves it unchanged, or reads it. Doubles are
 * preserved bit for bit.
 */
public interface State {
  /**
   * Exchanges a long integer.
   *
   * @param present the value to write; ignored when reading
   * @return the value written or read
   * @throws IOException if it cannot be written or read
   */
  long exchange(long present) throws IOException;

  /**
   * Exchanges a range of an array.
   *
   * @param numbers Modified when reading.
   * @param from the index of the first number
   * @param length the number of elements
   * @throws IOException if they cannot be written or read
   */
  void exchange(double[] numbers, int from, int length) throws IOException;

  /**
   * Exchanges an int.
   *
   * @param present the value to write; ignored when reading
   * @return the value written or read
   * @throws IOException if it cannot be written or read
   */
  default int exchange(int present) throws IOException {
    return (int) exchange((long) present);
  }

  /**
   * Exchanges a double.
   *
   * @param present the value to write; ignored when reading
   * @return the value written or read
   * @throws IOException if it cannot be written or read
   */
  default double exchange(double present) throws IOException {
    return Double.longBitsToDouble(exchange(Double.doubleToRawLongBits(present)));
  }

  /**
   * Exchanges a Boolean.
   *
   * @param present the value to write, possibly null; ignored when reading
   * @return the value written or read, possibly null
   * @throws IOException if it cannot be written or read
   */
  default Boolean exchange(Boolean present) throws IOException {
    long written = present == null ? 2 : present ? 1 : 0;
    long kept = exchange(written);
    return kept == 2 ? null : (Boolean) (kept == 1);
  }
}
