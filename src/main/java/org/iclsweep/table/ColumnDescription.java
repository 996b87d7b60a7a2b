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
 * @param meaning a short description of its contents
 */
public record ColumnDescription(String table, String column, String type, String meaning) {
  private static final String COUNT = "bigint";
  private static final String NUMBER = "double";
  private static final String TEXT = "string";

  /** The columns of all tables, in order. */
  public static List<ColumnDescription> all() {
    List<ColumnDescription> all = new ArrayList<>();
    StoredTrial.TRIALS.forEach(column -> all.add(of(TableNames.TRIALS, column)));
    StoredTrial.TRAJECTORIES.forEach(column -> all.add(of(TableNames.TRAJECTORIES, column)));
    addConvergence(all);
    addRidgeGap(all);
    addScaling(all);
    addClaims(all);
    return all;
  }

  /** The columns of one table, in order. */
  public static List<ColumnDescription> of(String table) {
    return all().stream().filter(column -> column.table().equals(table)).toList();
  }

  private static ColumnDescription of(String table, Column<?> column) {
    return new ColumnDescription(table, column.name(), column.kind().sql(), column.meaning());
  }

  private static void addKeys(List<ColumnDescription> all, String table) {
    StoredTrial.TRIALS.stream()
        .filter(column -> TableNames.KEYS.contains(column.name()))
        .forEach(column -> all.add(of(table, column)));
  }

  private static void add(
      List<ColumnDescription> all, String table, String column, String type, String meaning) {
    all.add(new ColumnDescription(table, column, type, meaning));
  }

  private static void addConvergence(List<ColumnDescription> all) {
    String table = "convergence";
    addKeys(all, table);
    add(all, table, "n", COUNT, "number of trials");
    for (Status status : Status.values()) {
      String name = status.name().toLowerCase(Locale.ROOT);
      add(all, table, "n_" + name, COUNT, "trials with status " + name);
    }
    add(all, table, "n_fit", COUNT, "trials with a fitted rate");
    add(all, table, "n_theory", COUNT, "trials in the regime theory");
    add(all, table, "n_bound_held", COUNT, "trials in the regime theory and under the rate bound");
    add(all, table, "rate", NUMBER, "mean of the fitted rates");
    add(all, table, "rate_low", NUMBER, "lower end of its 95% interval over seeds (Student's t)");
    add(all, table, "rate_high", NUMBER, "upper end of its 95% interval over seeds (Student's t)");
    add(all, table, "rate_median", NUMBER, "median of the fitted rates");
    addRange(all, table, "rate", NUMBER, "the fitted rates");
    add(all, table, "bound_rate", NUMBER, "median of bound_rate");
    addRange(all, table, "bound_rate", NUMBER, "bound_rate");
    add(all, table, "steps_to_tolerance", NUMBER, "median of steps_to_tolerance");
    addRange(all, table, "steps_to_tolerance", COUNT, "steps_to_tolerance");
    add(all, table, "gap_end_median", NUMBER, "median of gap_end");
    addRange(all, table, "gap_end", NUMBER, "gap_end");
    add(all, table, "gap_end_geometric_mean", NUMBER, "geometric mean of gap_end");
  }

  private static void addRidgeGap(List<ColumnDescription> all) {
    String table = "ridge_gap";
    addKeys(all, table);
    add(all, table, "n", COUNT, "number of trials");
    add(all, table, "n_trained", COUNT, "trials with a ridge_gap");
    for (String gap :
        List.of("ridge_gap", "ridge_gap_prompt", "ridge_gap_query", "ridge_gap_ood", "best_gap")) {
      add(all, table, gap + "_median", NUMBER, "median of " + gap);
      addRange(all, table, gap, NUMBER, gap);
      add(all, table, gap + "_geometric_mean", NUMBER, "geometric mean of " + gap);
    }
  }

  private static void addScaling(List<ColumnDescription> all) {
    String table = "scaling";
    add(all, table, "parameter", TEXT, "parameter with at least three values");
    add(all, table, "measure", TEXT, "rate or gap_end");
    add(all, table, "slope", NUMBER, "d log measure / d log parameter, all others and seed fixed");
    add(all, table, "standard_error", NUMBER, "standard error of the slope, clustered by group");
    add(all, table, "r_squared", NUMBER, "R^2 within groups");
    add(all, table, "n_values", "int", "number of values of the parameter");
    add(all, table, "value_min", NUMBER, "smallest of these values");
    add(all, table, "value_max", NUMBER, "largest of these values");
    add(all, table, "n_points", COUNT, "number of trials");
    add(all, table, "n_groups", COUNT, "groups of trials that differ in this parameter alone");
  }

  private static void addClaims(List<ColumnDescription> all) {
    String table = TableNames.CLAIMS;
    add(all, table, "number", "int", "position in the claims file, from 1");
    add(all, table, "claim", TEXT, "the claim in words");
    add(all, table, "source", TEXT, "its origin; empty if the file names none");
    add(all, table, "verdict", TEXT, "holds, refuted or open");
    add(all, table, "evidence", TEXT, "the values that the query returned, as a JSON object");
    add(all, table, "query", TEXT, "the query that can refute the claim");
    add(all, table, "counterexamples", "boolean", "whether the query returns counterexamples");
    add(all, table, "evaluated_at", TEXT, "time of the evaluation, in UTC");
  }

  private static void addRange(
      List<ColumnDescription> all, String table, String column, String type, String values) {
    add(all, table, column + "_min", type, "minimum of " + values);
    add(all, table, column + "_max", type, "maximum of " + values);
  }
}
