package org.iclsweep.report.plot;

import java.util.List;

/**
 * A line with a band.
 *
 * @param name its name in the legend; null for a line without an entry
 * @param points its points, in order of x
 * @param index its index among the series, which determines colour and mark; -1 for a line that
 *     belongs to no series
 * @param count the number of series
 * @param dashed whether it is a bound
 */
public record Line(String name, List<Point> points, int index, int count, boolean dashed) {
  /**
   * A point of a line.
   *
   * @param x its position
   * @param low the lower end of the band
   * @param y the line itself
   * @param high the upper end of the band
   */
  public record Point(double x, double low, double y, double high) {}
}
