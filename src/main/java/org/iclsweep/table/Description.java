package org.iclsweep.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.iclsweep.train.Status;

/**
 * A column of a table.
 *
 * @param table the table's name
 * @param column the column's name
 * @param type its SQL type
 * @param meaning what it holds
 */
public record Description(String table, String column, String type, String meaning) {
  private static final String COUNT = "bigint";
  private static final String NUMBER = "double";

  /** The columns of all tables, in their order. */
  public static List<Description> all() {
    List<Description> all = new ArrayList<>();
    StoredTrial.TRIALS.forEach(column -> all.add(of(TableNames.TRIALS, column)));
    StoredTrial.TRAJECTORIES.forEach(column -> all.add(of(TableNames.TRAJECTORIES, column)));
    addConvergence(all);
    addRidgeGap(all);
    return all;
  }

  /** The columns of one table, in their order. */
  public static List<Description> of(String table) {
    return all().stream().filter(column -> column.table().equals(table)).toList();
  }

  private static Description of(String table, Column<?> column) {
    return new Description(table, column.name(), column.kind().sql(), column.meaning());
  }

  private static void addKeys(List<Description> all, String table) {
    StoredTrial.TRIALS.stream()
        .filter(column -> TableNames.KEYS.contains(column.name()))
        .forEach(column -> all.add(of(table, column)));
  }

  private static void addConvergence(List<Description> all) {
    String table = "convergence";
    addKeys(all, table);
    all.add(new Description(table, "n", COUNT, "trials"));
    for (Status status : Status.values()) {
      String name = status.name().toLowerCase(Locale.ROOT);
      all.add(new Description(table, "n_" + name, COUNT, "of these " + name));
    }
    all.add(new Description(table, "n_fit", COUNT, "of these with a fitted rate"));
    all.add(new Description(table, "n_theory", COUNT, "of these in the theory's regime"));
    all.add(new Description(table, "n_bound_held", COUNT, "of these under the rate bound"));
    all.add(new Description(table, "rate", NUMBER, "mean of the fitted rates per step"));
    all.add(new Description(table, "rate_low", NUMBER, "its 95% interval over seeds begins here"));
    all.add(new Description(table, "rate_high", NUMBER, "and ends here (Student's t)"));
    all.add(new Description(table, "bound_rate", NUMBER, "median rate of the bound per step"));
    all.add(
        new Description(table, "steps_to_tolerance", NUMBER, "median of the steps to tolerance"));
    all.add(new Description(table, "gap_end_median", NUMBER, "median of the gaps at the end"));
    all.add(new Description(table, "gap_end_geometric_mean", NUMBER, "their geometric mean"));
  }

  private static void addRidgeGap(List<Description> all) {
    String table = "ridge_gap";
    addKeys(all, table);
    all.add(new Description(table, "n", COUNT, "trials"));
    all.add(new Description(table, "n_trained", COUNT, "of these with a ridge gap"));
    for (String gap :
        List.of("ridge_gap", "ridge_gap_prompt", "ridge_gap_query", "ridge_gap_ood", "best_gap")) {
      all.add(new Description(table, gap + "_median", NUMBER, "median of " + gap));
      all.add(new Description(table, gap + "_geometric_mean", NUMBER, "geometric mean of " + gap));
    }
  }
}
