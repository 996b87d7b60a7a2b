package org.iclsweep.train;

import java.util.List;
import java.util.TreeSet;

/** Which steps of a run are recorded. */
public final class RecordedSteps {
  private static final int POINTS = 200;

  private RecordedSteps() {}

  /**
   * Step 0 and the budget, and between them steps at equal distances on a logarithmic scale, 200 in
   * all; every step where there are fewer.
   *
   * @param budget the number of updates, at least 1
   * @return distinct steps in increasing order
   */
  public static long[] logSpaced(long budget) {
    // Early grid points fall on the same integers, so a finer grid is needed to get 200 of them.
    int grid = POINTS;
    TreeSet<Long> steps = new TreeSet<>();
    long wanted = Math.min(budget + 1, POINTS);
    while (steps.size() < wanted) {
      steps.clear();
      steps.add(0L);
      for (int i = 0; i < grid; i++) {
        double exponent = (double) i / (grid - 1);
        steps.add(Math.round(StrictMath.pow((double) budget, exponent)));
      }
      grid += Math.max(1, grid / 100);
    }
    return steps.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Exactly the given steps.
   *
   * @throws IllegalArgumentException if they do not begin with 0 or do not increase
   */
  public static long[] exactly(List<Long> steps) {
    if (steps.isEmpty() || steps.get(0) != 0) {
      throw new IllegalArgumentException("recorded steps must begin with 0: " + steps);
    }
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i) <= steps.get(i - 1)) {
        throw new IllegalArgumentException("recorded steps must increase: " + steps);
      }
    }
    return steps.stream().mapToLong(Long::longValue).toArray();
  }
}
