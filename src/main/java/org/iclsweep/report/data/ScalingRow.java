package org.iclsweep.report.data;

import java.util.Map;
import org.iclsweep.format.NumberFormatter;
import org.iclsweep.sweep.Parameter;

/**
 * A row of the table {@code scaling} as text.
 *
 * @param parameter the parameter, as the page names it
 * @param measure the measure, as the page names it
 * @param slope the exponent
 * @param error its standard error, or a dash
 * @param fit R^2 within groups, or a dash
 * @param values the number of values of the parameter
 * @param points the number of trials
 */
public record ScalingRow(
    String parameter,
    String measure,
    String slope,
    String error,
    String fit,
    String values,
    String points) {
  /** The query for all rows, in order. */
  static final String ALL =
      "select parameter, measure, slope, standard_error, r_squared, n_values, n_points from scaling"
          + " order by measure desc, parameter";

  static ScalingRow of(Map<String, Object> row) {
    String measure = (String) row.get("measure");
    return new ScalingRow(
        Parameter.ofColumn((String) row.get("parameter")).map(DisplayNames::axis).orElseThrow(),
        measure.equals("rate") ? "rate" : "gap at the end",
        NumberFormatter.cell(row.get("slope")),
        NumberFormatter.cell(row.get("standard_error")),
        NumberFormatter.cell(row.get("r_squared")),
        NumberFormatter.cell(row.get("n_values")),
        NumberFormatter.cell(row.get("n_points")));
  }
}
