package org.iclsweep.report.page;

import java.util.List;
import java.util.stream.Collectors;
import org.iclsweep.report.data.ConfigurationSummary;
import org.iclsweep.report.data.DisplayNames;
import org.iclsweep.report.data.SweepResults;

/**
 * The parameters of the sweep.
 *
 * @param axes the parameters that vary
 * @param constants the others; empty if there are no trials
 */
record SweptSection(List<Axis> axes, List<Constant> constants) {
  /** Maximum number of values that are listed for an axis. */
  private static final int MAX_VALUES = 40;

  /** A parameter that varies, with its values as text. */
  record Axis(String name, String values) {}

  /** A parameter that does not vary. */
  record Constant(String name, String value) {}

  static SweptSection of(SweepResults results) {
    return new SweptSection(
        results.varying().entrySet().stream()
            .map(e -> new Axis(DisplayNames.axis(e.getKey()), values(e.getValue())))
            .toList(),
        results.configurations().stream()
            .limit(1)
            .flatMap(
                any ->
                    ConfigurationSummary.KEYS.stream()
                        .filter(p -> !results.varying().containsKey(p))
                        .map(
                            p ->
                                new Constant(
                                    DisplayNames.axis(p), DisplayNames.value(any.values().get(p)))))
            .toList());
  }

  private static String values(List<Object> values) {
    return values.size() > MAX_VALUES
        ? "%s … %s (%d values)"
            .formatted(
                DisplayNames.value(values.get(0)),
                DisplayNames.value(values.get(values.size() - 1)),
                values.size())
        : values.stream().map(DisplayNames::value).collect(Collectors.joining(", "));
  }
}
