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
public record Description(String table, String column, String type, String meaning) {
  private static final String COUNT = "bigint";
  private static final String NUMBER = "double";
  private static final String TEXT = "string";

  /** The columns of all tables, in order. */
  public static List<Description> all() {
    List<Description> all = new ArrayList<>();
    StoredTrial.TRIALS.forEach(column -> all.add(of(TableNames.TRIALS, column)));
    StoredTrial.TRAJECTORIES.forEach(column -> all.add(of(TableNames.TRAJECTORIES, column)));
    addConvergence(all);
    addRidgeGap(all);
    addScaling(all);
    addClaims(all);
    return all;
  }

  /** The columns of one table, in order. */
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
    all.add(new Description(table, "n", COUNT, "number of trials"));
    for (Status status : Status.values()) {
      String name = status.name().toLowerCase(Locale.ROOT);
      all.add(new Description(table, "n_" + name, COUNT, "trials with status " + name));
    }
    all.add(new Description(table, "n_fit", COUNT, "trials with a fitted rate"));
    all.add(new Description(table, "n_theory", COUNT, "trials in the regime theory"));
    all.add(
        new Description(
            table, "n_bound_held", COUNT, "trials in the regime theory and under the rate bound"));
    all.add(new Description(table, "rate", NUMBER, "mean of the fitted rates"));
    all.add(
        new Description(
            table, "rate_low", NUMBER, "lower end of its 95% interval over seeds (Student's t)"));
    all.add(
        new Description(
            table, "rate_high", NUMBER, "upper end of its 95% interval over seeds (Student's t)"));
    all.add(new Description(table, "rate_median", NUMBER, "median of the fitted rates"));
    addRange(all, table, "rate", NUMBER, "the fitted rates");
    all.add(new Description(table, "bound_rate", NUMBER, "median of bound_rate"));
    addRange(all, table, "bound_rate", NUMBER, "bound_rate");
    all.add(new Description(table, "steps_to_tolerance", NUMBER, "median of steps_to_tolerance"));
    addRange(all, table, "steps_to_tolerance", COUNT, "steps_to_tolerance");
    all.add(new Description(table, "gap_end_median", NUMBER, "median of gap_end"));
    addRange(all, table, "gap_end", NUMBER, "gap_end");
    all.add(new Description(table, "gap_end_geometric_mean", NUMBER, "geometric mean of gap_end"));
  }

  private static void addRidgeGap(List<Description> all) {
    String table = "ridge_gap";
    addKeys(all, table);
    all.add(new Description(table, "n", COUNT, "number of trials"));
    all.add(new Description(table, "n_trained", COUNT, "trials with a ridge_gap"));
    for (String gap :
        List.of("ridge_gap", "ridge_gap_prompt", "ridge_gap_query", "ridge_gap_ood", "best_gap")) {
      all.add(new Description(table, gap + "_median", NUMBER, "median of " + gap));
      addRange(all, table, gap, NUMBER, gap);
      all.add(new Description(table, gap + "_geometric_mean", NUMBER, "geometric mean of " + gap));
    }
  }

  private static void addScaling(List<Description> all) {
    String table = "scaling";
    all.add(new Description(table, "parameter", TEXT, "parameter with at least three values"));
    all.add(new Description(table, "measure", TEXT, "rate or gap_end"));
    all.add(
        new Description(
            table, "slope", NUMBER, "d log measure / d log parameter, all others and seed fixed"));
    all.add(
        new Description(
            table, "standard_error", NUMBER, "standard error of the slope, clustered by group"));
    all.add(new Description(table, "r_squared", NUMBER, "R^2 within groups"));
    all.add(new Description(table, "n_values", "int", "number of values of the parameter"));
    all.add(new Description(table, "value_min", NUMBER, "smallest of these values"));
    all.add(new Description(table, "value_max", NUMBER, "largest of these values"));
    all.add(new Description(table, "n_points", COUNT, "number of trials"));
    all.add(
        new Description(
            table, "n_groups", COUNT, "groups of trials that differ in this parameter alone"));
  }

  private static void addClaims(List<Description> all) {
    String table = TableNames.CLAIMS;
    all.add(new Description(table, "number", "int", "position in the claims file, from 1"));
    all.add(new Description(table, "claim", TEXT, "the claim in words"));
    all.add(new Description(table, "source", TEXT, "its origin; empty if the file names none"));
    all.add(new Description(table, "verdict", TEXT, "holds, refuted or open"));
    all.add(
        new Description(
            table, "evidence", TEXT, "the values that the query returned, as a JSON object"));
    all.add(new Description(table, "query", TEXT, "the query that can refute the claim"));
    all.add(
        new Description(
            table, "counterexamples", "boolean", "whether the query returns counterexamples"));
    all.add(new Description(table, "evaluated_at", TEXT, "time of the evaluation, in UTC"));
  }

  private static void addRange(
      List<Description> all, String table, String column, String type, String values) {
    all.add(new Description(table, column + "_min", type, "minimum of " + values));
    all.add(new Description(table, column + "_max", type, "maximum of " + values));
  }
}
