package org.iclsweep.state;

import java.io.IOException;

/**
 * Numbers in a fixed order, written or read.
 *
 * <p>{@code x = state.of(x)} writes x and leaves it as it is, or reads it. Doubles keep their bits.
 */
public interface State {
  /**
   * A whole number.
   *
   * @param present what is written
   * @return what is kept from now on
   * @throws IOException if it cannot be written or read
   */
  long of(long present) throws IOException;

  /**
   * Some numbers of an array.
   *
   * @param numbers Modified when they are read.
   * @param from the first
   * @param length how many
   * @throws IOException if they cannot be written or read
   */
  void of(double[] numbers, int from, int length) throws IOException;

  /**
   * A smaller whole number.
   *
   * @param present what is written
   * @return what is kept from now on
   * @throws IOException if it cannot be written or read
   */
  default int of(int present) throws IOException {
    return (int) of((long) present);
  }

  /**
   * A number.
   *
   * @param present what is written
   * @return what is kept from now on
   * @throws IOException if it cannot be written or read
   */
  default double of(double present) throws IOException {
    return Double.longBitsToDouble(of(Double.doubleToRawLongBits(present)));
  }

  /**
   * A truth value.
   *
   * @param present what is written, may be null
   * @return what is kept from now on, may be null
   * @throws IOException if it cannot be written or read
   */
  default Boolean of(Boolean present) throws IOException {
    long written = present == null ? 2 : present ? 1 : 0;
    long kept = of(written);
    return kept == 2 ? null : (Boolean) (kept == 1);
  }
}
