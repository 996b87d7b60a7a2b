package org.iclsweep.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The recorded steps of the trials of one configuration, summarized over its seeds step by step.
 *
 * <p>A trial that ended early keeps its last values at later steps. Otherwise the median of late
 * steps would be that of the slowest trials.
 */
final class Curves {
  /** The quantities recorded at a step, in the order of the values of {@link #add}. */
  enum Quantity {
    GAP,
    BOUND,
    LOSS,
    RIDGE_GAP,
    RIDGE_GAP_OOD
  }

  /** The quantities that are read, in the order of {@link Quantity}. */
  private static final List<Quantity> QUANTITIES = List.of(Quantity.values());

  /**
   * A quantity at a recorded step, over the seeds.
   *
   * @param step the step
   * @param over the spread of the quantity
   */
  record Point(long step, Spread over) {}

  private final Map<String, List<Recorded>> trials = new LinkedHashMap<>();

  private record Recorded(long step, List<Double> values) {}

  /**
   * Adds a recorded step. The steps of a trial must be added in order.
   *
   * @param trial the trial's id
   * @param values one per {@link Quantity}, null if missing
   */
  void add(String trial, long step, List<Object> values) {
    trials
        .computeIfAbsent(trial, id -> new ArrayList<>())
        .add(new Recorded(step, values.stream().map(Double.class::cast).toList()));
  }

  /** The number of trials. */
  int seeds() {
    return trials.size();
  }

  /** A quantity at the recorded steps of the longest trial; empty if no trial has it. */
  List<Point> over(Quantity quantity) {
    List<Recorded> longest =
        trials.values().stream()
            .max((a, b) -> Long.compare(a.get(a.size() - 1).step(), b.get(b.size() - 1).step()))
            .orElse(List.of());
    List<List<Recorded>> all = List.copyOf(trials.values());
    int column = QUANTITIES.indexOf(quantity);
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
        Double value = next[i] == 0 ? null : trial.get(next[i] - 1).values().get(column);
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
    double median = Spread.middle(values[(count - 1) / 2], values[count / 2]);
    return new Spread(values[0], median, values[count - 1]);
  }
}
