package org.iclsweep.train;

import java.util.List;

/** Which steps of a run are recorded. */
public final class RecordedSteps {
  private static final int POINTS = 200;

  private RecordedSteps() {}

  /**
   * Step 0, step 1 and the budget, and between them steps at equal distances on a logarithmic
   * scale, 200 in all; every step where there are fewer. Where equal distances would fall on the
   * same integer the next integer is taken, and the rest is divided anew.
   *
   * @param budget the number of updates, at least 1
   * @return distinct steps in increasing order
   */
  public static long[] logSpaced(long budget) {
    int count = count(budget);
    long[] steps = new long[count];
    steps[1] = 1;
    for (int i = 2; i < count - 1; i++) {
      double last = (double) steps[i - 1];
      double next = last * StrictMath.pow((double) budget / last, 1.0 / (count - i));
      steps[i] = Math.max(steps[i - 1] + 1, Math.round(next));
    }
    steps[count - 1] = budget;
    return steps;
  }

  /** How many steps {@link #logSpaced} has for a budget. */
  public static int count(long budget) {
    return (int) Math.min(budget, POINTS - 1) + 1;
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
