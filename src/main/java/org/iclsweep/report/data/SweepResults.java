package org.iclsweep.report.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.train.Status;

/** The contents of a report on a sweep, read by a few queries over its tables. */
public final class SweepResults {
  /** Maximum number of trials drawn individually in figures; problematic ones come first. */
  public static final int MAX_TRIALS = 10_000;

  /** Maximum number of trials read; problematic ones come first. */
  static final int MAX_READ = 100_000;

  /** Maximum number of configurations read; the first ones are used, but totals cover all. */
  private static final int MAX_CONFIGURATIONS = 10_000;

  private static final String KEYS =
      ConfigurationSummary.KEYS.stream().map(Parameter::column).collect(Collectors.joining(", "));

  private final SqlSource tables;
  private final List<ConfigurationSummary> configurations;
  private final TrialCounts counts;
  private final long configurationCount;
  private final Map<Parameter, List<Object>> varying;
  private final TrialTable trialTable;

  /** Reads configurations and trials. */
  public SweepResults(SqlSource tables) {
    this.tables = tables;
    List<ConfigurationSummary> read = readConfigurations();
    if (read.size() <= MAX_CONFIGURATIONS) {
      configurations = read;
      configurationCount = read.size();
      counts =
          read.stream()
              .map(ConfigurationSummary::counts)
              .reduce(TrialCounts.none(), TrialCounts::plus);
    } else {
      configurations = read.subList(0, MAX_CONFIGURATIONS);
      Map<String, Object> totals =
          rows("select count(*) as configurations, " + TrialCounts.SUMS + " from convergence")
              .get(0);
      configurationCount = (Long) totals.get("configurations");
      counts = TrialCounts.of(totals);
    }
    varying = varying(configurations);
    trialTable = readTrials();
  }

  private List<Map<String, Object>> rows(String sql) {
    List<Map<String, Object>> rows = new ArrayList<>();
    tables.query(sql, rows::add);
    return rows;
  }

  /** Reads one configuration more than are used, if there are so many. */
  private List<ConfigurationSummary> readConfigurations() {
    Map<Map<Parameter, Object>, Map<Measure, Spread>> ridge = new LinkedHashMap<>();
    for (Map<String, Object> row : rows(summaries("ridge_gap", ""))) {
      ridge.put(ConfigurationSummary.keys(row), spreads("ridge_gap", row));
    }
    List<ConfigurationSummary> read = new ArrayList<>();
    for (Map<String, Object> row : rows(summaries("convergence", ", " + TrialCounts.COLUMNS))) {
      Map<Parameter, Object> keys = ConfigurationSummary.keys(row);
      Map<Measure, Spread> spreads = spreads("convergence", row);
      spreads.putAll(ridge.get(keys));
      read.add(new ConfigurationSummary(keys, TrialCounts.of(row), spreads));
    }
    return read;
  }

  private static String summaries(String table, String more) {
    String measures =
        Stream.of(Measure.values())
            .filter(measure -> measure.table().equals(table))
            .flatMap(m -> Stream.of(m.minimum(), m.median(), m.maximum()))
            .collect(Collectors.joining(", "));
    return "select %s%s, %s from %s order by %s limit %d"
        .formatted(KEYS, more, measures, table, KEYS, MAX_CONFIGURATIONS + 1);
  }

  private static Map<Measure, Spread> spreads(String table, Map<String, Object> row) {
    Map<Measure, Spread> spreads = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      if (measure.table().equals(table) && row.get(measure.median()) != null) {
        spreads.put(
            measure,
            new Spread(
                number(row, measure.minimum()),
                number(row, measure.median()),
                number(row, measure.maximum())));
      }
    }
    return spreads;
  }

  private static double number(Map<String, Object> row, String column) {
    return ((Number) row.get(column)).doubleValue();
  }

  private static Map<Parameter, List<Object>> varying(List<ConfigurationSummary> configurations) {
    Map<Parameter, List<Object>> varying = new EnumMap<>(Parameter.class);
    for (Parameter parameter : ConfigurationSummary.KEYS) {
      Set<Object> values = new TreeSet<>(SweepResults::compare);
      configurations.forEach(c -> values.add(c.values().get(parameter)));
      if (values.size() > 1) {
        varying.put(parameter, List.copyOf(values));
      }
    }
    return varying;
  }

  /** Compares numbers by value and other values as text. */
  public static int compare(Object a, Object b) {
    return a instanceof Number one && b instanceof Number other
        ? Double.compare(one.doubleValue(), other.doubleValue())
        : a.toString().compareTo(b.toString());
  }

  private TrialTable readTrials() {
    String order =
        "case when status = 'failed' then 0 when status = 'diverged' then 1"
            + " when regime = 'theory' and not bound_held then 2 else 3 end, "
            + Stream.concat(varying.keySet().stream(), Stream.of(Parameter.SEED))
                .map(Parameter::column)
                .collect(Collectors.joining(", "))
            + ", trial_id";
    return TrialTable.read(tables, order, MAX_READ);
  }

  /** The configurations in the order of their parameters; if there are very many, the first. */
  public List<ConfigurationSummary> configurations() {
    return configurations;
  }

  /** The number of configurations, including any that were not read. */
  public long configurationCount() {
    return configurationCount;
  }

  /** The numbers of trials, over all configurations. */
  public TrialCounts counts() {
    return counts;
  }

  /** The parameters that differ between configurations, each with its values in order. */
  public Map<Parameter, List<Object>> varying() {
    return varying;
  }

  /** The values of the {@link #varying} parameters of a configuration, in a new map. */
  public Map<Parameter, Object> settings(ConfigurationSummary configuration) {
    Map<Parameter, Object> settings = new EnumMap<>(configuration.values());
    settings.keySet().retainAll(varying.keySet());
    return settings;
  }

  /** The trials, if there are very many the first; problematic ones come first. */
  public TrialTable trialTable() {
    return trialTable;
  }

  /** The first trials of {@link #trialTable}, at most {@link #MAX_TRIALS}. */
  public List<TrialRow> trials() {
    return IntStream.range(0, Math.min(MAX_TRIALS, trialTable.size()))
        .mapToObj(row -> new TrialRow(trialTable, row))
        .toList();
  }

  /** Reads the curves of single trials. */
  public TrialCurves trialCurves() {
    return TrialCurves.read(tables, trialTable);
  }

  /** Reads the errors of failed trials, most frequent first. */
  public List<Failure> failures() {
    if (counts.count(Status.FAILED) == 0) {
      return List.of();
    }
    return rows(
            "select error, count(*) as trials, min(trial_id) as example from trials"
                + " where status = 'failed' group by error order by trials desc, error limit 100")
        .stream()
        .map(
            row ->
                new Failure(
                    (String) row.get("error"),
                    (Long) row.get("trials"),
                    (String) row.get("example")))
        .toList();
  }

  /** Reads the exponents of power laws. */
  public List<ScalingRow> scaling() {
    return rows(ScalingRow.ALL).stream().map(ScalingRow::of).toList();
  }

  /** Reads the claims and their verdicts. */
  public List<ClaimRow> claims() {
    return rows(ClaimRow.ALL).stream().map(ClaimRow::of).toList();
  }

  /** Reads the trajectories of some configurations. */
  public Map<ConfigurationSummary, Curves> curves(List<ConfigurationSummary> wanted) {
    return new CurveReader(tables, varying.keySet()).read(wanted);
  }
}
