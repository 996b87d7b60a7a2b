package org.iclsweep.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ejml.UtilEjml;

/** The mean of independent random numbers, compared with what theory expects. */
public final class SampleMean {
  private long count;
  private double sum;
  private double squares;

  /** Takes one more number. */
  public void add(double x) {
    count++;
    sum += x;
    squares += x * x;
  }

  /**
   * Asserts that the mean is within 4 standard errors, themselves estimated from the sample, of the
   * expected number.
   */
  public void assertIs(double expected, String what) {
    double mean = sum / count;
    double error = Math.sqrt(Math.max(0, squares / count - mean * mean) / count);
    // Where the sample does not vary at all, what is left is rounding.
    assertEquals(expected, mean, 4 * error + count * UtilEjml.EPS * Math.abs(expected), what);
  }
}
