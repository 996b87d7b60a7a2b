package org.iclsweep.report.data;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iclsweep.report.data.Curves.Quantity;
import org.iclsweep.sweep.Parameter;

/**
 * Reads the curves of configurations from {@code trajectories}. Failed and diverged trials are left
 * out.
 */
public final class CurveReader {
  /** Maximum number of seeds in a figure of curves; the first ones are shown. */
  public static final int MAX_SEEDS = 50;

  /** Maximum number of ids in one list of a condition. */
  private static final int MAX_LISTED = 100;

  private static final List<Quantity> QUANTITIES = List.of(Quantity.values());

  private final SqlSource tables;
  private final Collection<Parameter> varying;

  /**
   * A reader of a sweep's curves.
   *
   * @param varying the parameters that differ between configurations
   */
  CurveReader(SqlSource tables, Collection<Parameter> varying) {
    this.tables = tables;
    this.varying = varying;
  }

  /** Reads the curves of some configurations, at most {@link #MAX_SEEDS} seeds of each. */
  Map<ConfigurationSummary, Curves> read(List<ConfigurationSummary> wanted) {
    Map<ConfigurationSummary, Curves> curves = new LinkedHashMap<>();
    wanted.forEach(configuration -> curves.put(configuration, new Curves()));
    Map<String, Curves> byTrial = wanted.isEmpty() ? Map.of() : byTrial(curves);
    if (byTrial.isEmpty()) {
      return curves;
    }
    String columns = QUANTITIES.stream().map(Quantity::column).collect(Collectors.joining(", "));
    tables.query(
        "select trial_id, step, %s from trajectories where %s order by trial_id, step"
            .formatted(columns, anyOf(List.copyOf(byTrial.keySet()))),
        row -> {
          String id = (String) row.get("trial_id");
          byTrial.get(id).add(id, (Long) row.get("step"), q -> (Double) row.get(q.column()));
        });
    return curves;
  }

  /**
   * A condition that lists ids, by which their rows are found without reading all others. Parquet
   * nests the ids of each list in one another; with a single list, hundreds of ids would overflow a
   * task's stack.
   */
  private static String anyOf(List<String> ids) {
    return IntStream.iterate(0, first -> first < ids.size(), first -> first + MAX_LISTED)
        .mapToObj(first -> ids.subList(first, Math.min(first + MAX_LISTED, ids.size())))
        .map(list -> "trial_id in ('" + String.join("', '", list) + "')")
        .collect(Collectors.joining(" or "));
  }

  /** The ids of the trials that are shown, each with the curves to which it belongs. */
  private Map<String, Curves> byTrial(Map<ConfigurationSummary, Curves> curves) {
    Map<Map<Parameter, Object>, Curves> bySettings = new HashMap<>();
    curves.forEach(
        (configuration, c) -> {
          Map<Parameter, Object> settings = new HashMap<>(configuration.values());
          settings.keySet().retainAll(varying);
          bySettings.put(settings, c);
        });
    String shown =
        varying.isEmpty()
            ? "true"
            : curves.keySet().stream().map(this::condition).collect(Collectors.joining(" or "));
    String columns =
        Stream.concat(Stream.of("trial_id"), varying.stream().map(Parameter::column))
            .collect(Collectors.joining(", "));
    String partition =
        varying.isEmpty()
            ? ""
            : "partition by "
                + varying.stream().map(Parameter::column).collect(Collectors.joining(", "));
    String sql =
        "select * from (select %s, row_number() over (%s order by seed, trial_id) as place from trials where status not in ('diverged', 'failed') and (%s)) where place <= %d"
            .formatted(columns, partition, shown, MAX_SEEDS);
    Map<String, Curves> byTrial = new HashMap<>();
    tables.query(
        sql,
        row ->
            byTrial.put(
                (String) row.get("trial_id"),
                bySettings.get(ConfigurationSummary.values(row, varying))));
    return byTrial;
  }

  private String condition(ConfigurationSummary configuration) {
    return varying.stream()
        .map(
            parameter ->
                parameter.column() + " = " + literal(configuration.values().get(parameter)))
        .collect(Collectors.joining(" and ", "(", ")"));
  }

  private static String literal(Object value) {
    if (value instanceof Double number) {
      return number + "D";
    }
    return value instanceof Number
        ? value.toString()
        : "'" + value.toString().replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
