package org.iclsweep.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ejml.UtilEjml;

/** The mean of independent random numbers, compared with its expectation. */
public final class SampleMean {
  private long count;
  private double sum;
  private double squares;

  /** Adds a number. */
  public void add(double x) {
    count++;
    sum += x;
    squares += x * x;
  }

  /**
   * Asserts that the mean is within 4 standard errors of its expectation. The standard error is
   * estimated from the sample.
   */
  public void assertIs(double expected, String what) {
    double mean = sum / count;
    double error = Math.sqrt(Math.max(0, squares / count - mean * mean) / count);
    // For a constant sample only rounding errors remain.
    assertEquals(expected, mean, 4 * error + count * UtilEjml.EPS * Math.abs(expected), what);
  }
}
