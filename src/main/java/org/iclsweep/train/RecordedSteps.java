package org.iclsweep.train;

import java.util.List;

/** The steps of a run that are recorded. */
public final class RecordedSteps {
  private static final int POINTS = 200;

  private RecordedSteps() {}

  /**
   * Returns step 0, step 1, the budget and logarithmically spaced steps between them, 200 in all;
   * every step if there are fewer. Where spaced steps would fall on the same integer, the next
   * integer is taken and the remaining range is divided again.
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

  /** The number of steps that {@link #logSpaced} returns for a budget. */
  public static int count(long budget) {
    return (int) Math.min(budget, POINTS - 1) + 1;
  }

  /**
   * Returns exactly the given steps.
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
