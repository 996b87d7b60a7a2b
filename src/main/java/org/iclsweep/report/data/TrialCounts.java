package org.iclsweep.report.data;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iclsweep.train.Status;

/**
 * Numbers of trials, as in the aggregate {@code convergence}.
 *
 * @param byStatus the trials by status
 * @param inRegime the trials in the theory's regime
 * @param boundHeld the trials in the regime whose gap stayed under the rate bound
 */
public record TrialCounts(Map<Status, Long> byStatus, long inRegime, long boundHeld) {
  private static final List<String> NAMES =
      Stream.concat(
              Stream.of(Status.values()).map(TrialCounts::column),
              Stream.of("n_theory", "n_bound_held"))
          .toList();

  /** The columns of {@code convergence} from which the numbers are read. */
  static final String COLUMNS = String.join(", ", NAMES);

  /** The sums of these columns, under the columns' names. */
  static final String SUMS =
      NAMES.stream()
          .map(column -> "sum(%s) as %s".formatted(column, column))
          .collect(Collectors.joining(", "));

  private static String column(Status status) {
    return "n_" + DisplayNames.status(status);
  }

  /** Reads the numbers from a row with {@link #COLUMNS}. */
  static TrialCounts of(Map<String, Object> row) {
    Map<Status, Long> byStatus = new EnumMap<>(Status.class);
    for (Status status : Status.values()) {
      byStatus.put(status, (Long) row.get(column(status)));
    }
    return new TrialCounts(byStatus, (Long) row.get("n_theory"), (Long) row.get("n_bound_held"));
  }

  /** The trials with a status. */
  public long count(Status status) {
    return byStatus.get(status);
  }

  /** All trials. */
  public long trials() {
    return byStatus.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The trials in the regime that broke the bound. */
  public long boundBroken() {
    return inRegime - boundHeld;
  }

  /** The diverged and failed trials. */
  public long unusable() {
    return count(Status.DIVERGED) + count(Status.FAILED);
  }

  /** The numbers of both. */
  TrialCounts plus(TrialCounts other) {
    Map<Status, Long> sum = new EnumMap<>(byStatus);
    other.byStatus.forEach((status, count) -> sum.merge(status, count, Long::sum));
    return new TrialCounts(sum, inRegime + other.inRegime, boundHeld + other.boundHeld);
  }

  /** No trials. */
  static TrialCounts none() {
    Map<Status, Long> byStatus = new EnumMap<>(Status.class);
    for (Status status : Status.values()) {
      byStatus.put(status, 0L);
    }
    return new TrialCounts(byStatus, 0, 0);
  }
}
