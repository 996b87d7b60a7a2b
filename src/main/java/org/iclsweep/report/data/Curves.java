package org.iclsweep.report.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The recorded steps of the trials of one configuration, summarized over its seeds step by step.
 *
 * <p>A trial that ended early keeps its last values at later steps. Otherwise the median of late
 * steps would be that of the slowest trials.
 */
public final class Curves {
  /** A recorded column of {@code trajectories}. */
  public enum Quantity {
    GAP,
    BOUND,
    LOSS,
    RIDGE_GAP,
    RIDGE_GAP_OOD;

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A quantity at a recorded step, over the seeds.
   *
   * @param step the step
   * @param over the spread of the quantity
   */
  public record Point(long step, Spread over) {}

  private record Recorded(long step, Map<Quantity, Double> values) {}

  private final Map<String, List<Recorded>> trials = new LinkedHashMap<>();

  /**
   * Adds a recorded step. The steps of a trial must be added in order.
   *
   * @param trial the trial's id
   * @param value returns the value of a quantity, null if missing
   */
  void add(String trial, long step, Function<Quantity, Double> value) {
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    for (Quantity quantity : Quantity.values()) {
      values.put(quantity, value.apply(quantity));
    }
    trials.computeIfAbsent(trial, id -> new ArrayList<>()).add(new Recorded(step, values));
  }

  /** A quantity at the recorded steps of the longest trial; empty if no trial has it. */
  public List<Point> over(Quantity quantity) {
    List<Recorded> longest =
        trials.values().stream()
            .max((a, b) -> Long.compare(a.get(a.size() - 1).step(), b.get(b.size() - 1).step()))
            .orElse(List.of());
    List<List<Recorded>> all = List.copyOf(trials.values());
    int[] next = new int[all.size()];
    List<Point> points = new ArrayList<>();
    for (Recorded at : longest) {
      double[] values = new double[all.size()];
      int count = 0;
      for (int i = 0; i < values.length; i++) {
        List<Recorded> trial = all.get(i);
        while (next[i] < trial.size() && trial.get(next[i]).step() <= at.step()) {
          next[i]++;
        }
        Double value = next[i] == 0 ? null : trial.get(next[i] - 1).values().get(quantity);
        if (value != null) {
          values[count] = value;
          count++;
        }
      }
      if (count > 0) {
        points.add(new Point(at.step(), spread(values, count)));
      }
    }
    return points;
  }

  private static Spread spread(double[] values, int count) {
    Arrays.sort(values, 0, count);
    double median = middle(values[(count - 1) / 2], values[count / 2]);
    return new Spread(values[0], median, values[count - 1]);
  }

  /**
   * The median of an even number of values, as the aggregates define it for gaps: the geometric
   * mean of the middle two, both at least 0.
   */
  static double middle(double lower, double upper) {
    return lower == upper ? lower : Math.sqrt(lower) * Math.sqrt(upper);
  }
}
