package org.iclsweep.report.data;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.iclsweep.sweep.Parameter;

/**
 * The trials that differ only in their seed, summarized.
 *
 * @param values the value of each of {@link #KEYS}
 * @param counts the numbers of trials
 * @param measures the measures that at least one trial has, over the seeds
 */
public record ConfigurationSummary(
    Map<Parameter, Object> values, TrialCounts counts, Map<Measure, Spread> measures) {
  /** The parameters that identify a configuration. */
  public static final List<Parameter> KEYS =
      Stream.of(Parameter.values()).filter(Parameter::key).toList();

  /** The values of {@link #KEYS} in a row of a table. */
  static Map<Parameter, Object> keys(Map<String, Object> row) {
    return values(row, KEYS);
  }

  /** The values of some parameters in a row of a table. */
  static Map<Parameter, Object> values(Map<String, Object> row, Collection<Parameter> parameters) {
    Map<Parameter, Object> values = new EnumMap<>(Parameter.class);
    parameters.forEach(parameter -> values.put(parameter, row.get(parameter.column())));
    return values;
  }

  /** Returns whether at least one trial has a measure. */
  public boolean has(Measure measure) {
    return measures.containsKey(measure);
  }

  /** A measure over the seeds; null if no trial has it. */
  public Spread measure(Measure measure) {
    return measures.get(measure);
  }
}
