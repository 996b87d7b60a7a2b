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
 * @param kernelThen the kernel of the stored trial, null if it failed
 * @param kernelNow the kernel of the repeated training, null if that failed
 * @param differences the differences, in the order of the tables' columns
 */
public record Comparison(
    int values,
    int steps,
    int stepValues,
    String kernelThen,
    String kernelNow,
    List<Difference> differences) {

  private static final Set<String> CIRCUMSTANCES =
      Set.of("attempt", "seconds", "predicted_seconds", "kernel", "host", "executor");

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
   * @param now the new value there, or null
   * @param count the number of steps at which it differs, 1 in {@code trials}
   */
  public record Difference(
      String table, String column, Long step, Object stored, Object now, int count) {
    private Difference again() {
      return new Difference(table, column, step, stored, now, count + 1);
    }
  }

  /**
   * Compares a stored trial with a repetition of it.
   *
   * @param trial its stored row
   * @param steps the stored rows of its steps
   * @param now the repetition, as it would be stored
   */
  static Comparison of(Row trial, List<Row> steps, StoredTrial now) {
    Differences differences = new Differences();
    int values = 0;
    for (Column<StoredTrial> column : StoredTrial.TRIALS) {
      if (!GIVEN.contains(column.name())) {
        values += differences.compare(TableNames.TRIALS, column, null, trial, now);
      }
    }
    Map<Long, Row> then =
        steps.stream().collect(Collectors.toMap(row -> row.getAs("step"), Function.identity()));
    Map<Long, StoredTrial.Step> again =
        now.steps().stream()
            .collect(Collectors.toMap(step -> step.point().step(), Function.identity()));
    Set<Long> union = new TreeSet<>(then.keySet());
    union.addAll(again.keySet());
    int stepValues = 0;
    for (Column<StoredTrial.Step> column : StoredTrial.TRAJECTORIES) {
      for (Long step : union) {
        if (then.containsKey(step) && again.containsKey(step)) {
          stepValues +=
              differences.compare(
                  TableNames.TRAJECTORIES, column, step, then.get(step), again.get(step));
        } else if (column.name().equals("step")) {
          differences.add(
              TableNames.TRAJECTORIES,
              column.name(),
              step,
              then.containsKey(step) ? step : null,
              again.containsKey(step) ? step : null);
        }
      }
    }
    return new Comparison(
        values,
        union.size(),
        stepValues,
        trial.getAs("kernel"),
        now.result().measured() == null ? null : now.result().measured().kernel(),
        List.copyOf(differences.list));
  }

  private static final class Differences {
    private final List<Difference> list = new ArrayList<>();

    /** Returns the number of compared values, 0 or 1. */
    <T> int compare(String table, Column<T> column, Long step, Row stored, T now) {
      if (CIRCUMSTANCES.contains(column.name())) {
        return 0;
      }
      Object then = stored.getAs(column.name());
      Object again = column.stored(now);
      if (!Objects.equals(then, again)) {
        add(table, column.name(), step, then, again);
      }
      return then == null && again == null ? 0 : 1;
    }

    void add(String table, String column, Long step, Object stored, Object now) {
      int last = list.size() - 1;
      boolean more =
          last >= 0
              && list.get(last).table().equals(table)
              && list.get(last).column().equals(column);
      if (more) {
        list.set(last, list.get(last).again());
      } else {
        list.add(new Difference(table, column, step, stored, now, 1));
      }
    }
  }
}
