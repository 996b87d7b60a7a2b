package org.iclsweep.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.table.Column;
import org.iclsweep.table.StoredTrial;
import org.iclsweep.table.TableNames;

/**
 * Compares a stored trial with the result of training it again. Numbers must be bitwise identical.
 * Neither the given parameters nor the circumstances are compared: times, host, executor, attempt
 * and the kernel's name.
 *
 * @param values the number of compared values of the row of {@code trials} that are not null in at
 *     least one of the two
 * @param steps the number of recorded steps
 * @param stepValues the number of compared values of the rows of {@code trajectories}
 * @param storedKernel the kernel of the stored trial, null if it failed
 * @param repeatedKernel the kernel of the repeated training, null if that failed
 * @param differences the differences, in the order of the tables' columns
 */
public record Comparison(
    int values,
    int steps,
    int stepValues,
    String storedKernel,
    String repeatedKernel,
    List<Difference> differences) {

  private static final Set<String> CIRCUMSTANCES =
      Set.of("attempt", "seconds", "predicted_seconds", "kernel", "host", "executor", "model");

  private static final Set<String> GIVEN =
      Stream.of(Parameter.values())
          .filter(p -> p != Parameter.LEARNING_RATE_Q && p != Parameter.LEARNING_RATE_W)
          .map(Parameter::column)
          .collect(Collectors.toUnmodifiableSet());

  /**
   * A column that differs.
   *
   * @param table its table
   * @param column its name; {@code step} if only one of the two recorded a step
   * @param step the first recorded step at which it differs, null in {@code trials}
   * @param stored the stored value there, or null
   * @param repeated the new value there, or null
   * @param count the number of steps at which it differs, 1 in {@code trials}
   */
  public record Difference(
      String table, String column, Long step, Object stored, Object repeated, int count) {
    private Difference counted() {
      return new Difference(table, column, step, stored, repeated, count + 1);
    }
  }

  /**
   * Compares a stored trial with a repetition of it.
   *
   * @param trial its stored row
   * @param steps the stored rows of its steps
   * @param repeated the repetition, as it would be stored
   */
  static Comparison of(Row trial, List<Row> steps, StoredTrial repeated) {
    Differences differences = new Differences();
    int values = 0;
    for (Column<StoredTrial> column : StoredTrial.TRIALS) {
      if (!GIVEN.contains(column.name())) {
        values += differences.compare(TableNames.TRIALS, column, null, trial, repeated);
      }
    }
    Map<Long, Row> storedSteps =
        steps.stream().collect(Collectors.toMap(row -> row.getAs("step"), Function.identity()));
    Map<Long, StoredTrial.Step> repeatedSteps =
        repeated.steps().stream()
            .collect(Collectors.toMap(step -> step.point().step(), Function.identity()));
    Set<Long> union = new TreeSet<>(storedSteps.keySet());
    union.addAll(repeatedSteps.keySet());
    int stepValues = 0;
    for (Column<StoredTrial.Step> column : StoredTrial.TRAJECTORIES) {
      for (Long step : union) {
        if (storedSteps.containsKey(step) && repeatedSteps.containsKey(step)) {
          stepValues +=
              differences.compare(
                  TableNames.TRAJECTORIES,
                  column,
                  step,
                  storedSteps.get(step),
                  repeatedSteps.get(step));
        } else if (column.name().equals("step")) {
          differences.add(
              TableNames.TRAJECTORIES,
              column.name(),
              step,
              storedSteps.containsKey(step) ? step : null,
              repeatedSteps.containsKey(step) ? step : null);
        }
      }
    }
    return new Comparison(
        values,
        union.size(),
        stepValues,
        trial.getAs("kernel"),
        repeated.result().measured() == null ? null : repeated.result().measured().kernel(),
        List.copyOf(differences.list));
  }

  private static final class Differences {
    private final List<Difference> list = new ArrayList<>();

    /** Returns the number of compared values, 0 or 1. */
    <T> int compare(String table, Column<T> column, Long step, Row stored, T repeated) {
      if (CIRCUMSTANCES.contains(column.name())) {
        return 0;
      }
      Object before = stored.getAs(column.name());
      Object after = column.stored(repeated);
      if (!Objects.equals(before, after)) {
        add(table, column.name(), step, before, after);
      }
      return before == null && after == null ? 0 : 1;
    }

    void add(String table, String column, Long step, Object stored, Object repeated) {
      int last = list.size() - 1;
      boolean more =
          last >= 0
              && list.get(last).table().equals(table)
              && list.get(last).column().equals(column);
      if (more) {
        list.set(last, list.get(last).counted());
      } else {
        list.add(new Difference(table, column, step, stored, repeated, 1));
      }
    }
  }
}
