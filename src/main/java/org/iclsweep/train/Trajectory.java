package org.iclsweep.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The recorded steps of one run, in order, beginning with step 0. */
public final class Trajectory implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ArrayList<Point> points = new ArrayList<>();

  /**
   * Adds a point, in place of the last one if that is of the same step. A point with a number that
   * is not finite is left out.
   *
   * @return whether the point was added
   */
  boolean put(Point point) {
    if (!point.finite()) {
      return false;
    }
    if (!points.isEmpty() && last().step() == point.step()) {
      points.remove(points.size() - 1);
    }
    return points.add(point);
  }

  /** The recorded points. Cannot be modified. */
  public List<Point> points() {
    return Collections.unmodifiableList(points);
  }

  /** The point recorded last. */
  public Point last() {
    return points.get(points.size() - 1);
  }

  /** gap(0). */
  public double gapStart() {
    return points.get(0).gap();
  }

  /** The recorded steps, a new array. */
  public long[] steps() {
    return points.stream().mapToLong(Point::step).toArray();
  }

  /** The gaps at the recorded steps, a new array. */
  public double[] gaps() {
    return points.stream().mapToDouble(Point::gap).toArray();
  }

  /**
   * What was measured at one step.
   *
   * @param step the number of updates before
   * @param gap L - L_min
   * @param ridgeGapPrompt the prompt tokens' share of the in-domain ridge gap
   * @param ridgeGapQuery the query tokens' share of it
   * @param ridgeGapOod the out-of-domain ridge gap
   * @param zeta zeta(step), or null where it was not measured
   */
  public record Point(
      long step,
      double gap,
      double ridgeGapPrompt,
      double ridgeGapQuery,
      double ridgeGapOod,
      Double zeta)
      implements Serializable {
    /** Whether no number of the point has overflowed. */
    boolean finite() {
      return Double.isFinite(ridgeGap()) && Double.isFinite(ridgeGapOod);
    }

    /** The in-domain ridge gap, (1/K) E |y_hat - y_star|^2 = 2 gap. */
    public double ridgeGap() {
      return 2 * gap;
    }
  }
}
