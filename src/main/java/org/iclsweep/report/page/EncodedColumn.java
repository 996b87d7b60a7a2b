package org.iclsweep.report.page;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.zip.Deflater;

/**
 * Arrays as short texts for the page. Integers are split into four planes of bytes, the lowest
 * first, in which equal bytes stand together, and compressed; base64 makes them text.
 */
final class EncodedColumn {
  /** The exponent that stands for a missing number. */
  static final int MISSING = Short.MIN_VALUE;

  /** The significant digits to which numbers are rounded. */
  static final int DIGITS = 6;

  private static final int MAX_POWER = 290;

  private EncodedColumn() {}

  /** Encodes integers. */
  static String integers(int[] values) {
    byte[] planes = new byte[4 * values.length];
    for (int i = 0; i < values.length; i++) {
      for (int plane = 0; plane < 4; plane++) {
        planes[plane * values.length + i] = (byte) (values[i] >> (8 * plane));
      }
    }
    return compressed(planes);
  }

  /**
   * Encodes numbers, rounded to {@link #DIGITS} significant digits: first the digits of all as
   * integers, then the exponents of all. A number is its digits times ten to its exponent.
   *
   * @param values the numbers, NaN if missing
   */
  static String decimals(double[] values) {
    int[] parts = new int[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      int exponent = MISSING;
      if (value == 0) {
        exponent = 0;
      } else if (Double.isFinite(value)) {
        exponent = (int) Math.floor(Math.log10(Math.abs(value))) + 1 - DIGITS;
        parts[i] = (int) Math.rint(scaled(value, -exponent));
      }
      parts[values.length + i] = exponent;
    }
    return integers(parts);
  }

  /** Multiplies by a power of ten, which itself may be out of the range of doubles. */
  private static double scaled(double value, int power) {
    return power > MAX_POWER
        ? value * 1e290 * Math.pow(10, power - MAX_POWER)
        : power < 0 ? value / Math.pow(10, -power) : value * Math.pow(10, power);
  }

  /** Encodes text. */
  static String compressed(byte[] bytes) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 16];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return Base64.getEncoder().encodeToString(out.toByteArray());
    } finally {
      deflater.end();
    }
  }
}
