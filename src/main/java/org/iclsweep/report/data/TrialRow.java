package org.iclsweep.report.data;

import java.util.Map;
import org.iclsweep.sweep.Parameter;

/**
 * A row of {@code trials}.
 *
 * @param values its values by column, null if missing
 */
public record TrialRow(Map<String, Object> values) {
  /** The trial's id. */
  public String id() {
    return (String) values.get("trial_id");
  }

  /** The value of a parameter. */
  public Object value(Parameter parameter) {
    return values.get(parameter.column());
  }

  /** The fitted rate per step, or null. */
  public Double rate() {
    return (Double) values.get("rate");
  }

  /** The rate of the bound per step, or null. */
  public Double boundRate() {
    return (Double) values.get("bound_rate");
  }

  /** Whether it is in the theory's regime. */
  public boolean inRegime() {
    return "theory".equals(values.get("regime"));
  }
}
