package org.iclsweep.report.data;

import java.util.Locale;

/** A measured column of {@code trials} that the aggregates summarize over seeds. */
public enum Measure {
  RATE("fitted rate per step", "convergence", "rate_median"),
  BOUND_RATE("bound rate per step", "convergence", "bound_rate"),
  STEPS_TO_TOLERANCE("steps to tolerance", "convergence", "steps_to_tolerance"),
  GAP_END("gap at the end", "convergence", "gap_end_median"),
  RIDGE_GAP("ridge gap", "ridge_gap", "ridge_gap_median"),
  RIDGE_GAP_OOD("ridge gap out of domain", "ridge_gap", "ridge_gap_ood_median"),
  BEST_GAP("best gap", "ridge_gap", "best_gap_median");

  private final String title;
  private final String table;
  private final String median;

  Measure(String title, String table, String median) {
    this.title = title;
    this.table = table;
    this.median = median;
  }

  /** The column of {@code trials}. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name in tables and on axes. */
  public String title() {
    return title;
  }

  /** The aggregate that summarizes it. */
  String table() {
    return table;
  }

  /** The aggregate's column with the minimum. */
  String minimum() {
    return column() + "_min";
  }

  /** The aggregate's column with the median. */
  String median() {
    return median;
  }

  /** The aggregate's column with the maximum. */
  String maximum() {
    return column() + "_max";
  }
}
