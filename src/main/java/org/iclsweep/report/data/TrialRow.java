package org.iclsweep.report.data;

import org.iclsweep.sweep.Parameter;

/**
 * A row of {@code trials}.
 *
 * @param table the table
 * @param row its position there
 */
public record TrialRow(TrialTable table, int row) {
  /** The trial's id. */
  public String id() {
    return (String) value("trial_id");
  }

  /** The value of a parameter. */
  public Object value(Parameter parameter) {
    return value(parameter.column());
  }

  /** The fitted rate per step, or null. */
  public Double rate() {
    return (Double) value("rate");
  }

  /** The rate of the bound per step, or null. */
  public Double boundRate() {
    return (Double) value("bound_rate");
  }

  /** Whether it is in the theory's regime. */
  public boolean inRegime() {
    return "theory".equals(value("regime"));
  }

  private Object value(String column) {
    return table.column(column).value(row);
  }
}
