package org.iclsweep.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iclsweep.report.Configuration.Measure;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.train.Status;

/** The contents of a report on a sweep, read by a few queries over its tables. */
final class Results {
  /** Maximum number of trials shown individually; problematic ones come first. */
  static final int MAX_TRIALS = 10_000;

  /** Maximum number of seeds in a figure of curves; the first ones are shown. */
  static final int MAX_SEEDS = 50;

  /** Maximum number of configurations read; the first ones are used, but totals cover all. */
  static final int MAX_CONFIGURATIONS = 10_000;

  private static final String KEYS =
      Configuration.KEYS.stream().map(Parameter::column).collect(Collectors.joining(", "));

  /** The number of trials by status, in the theory's regime, and of these under the bound. */
  private static final String COUNTS =
      Stream.of(Status.values())
              .map(status -> "count_if(status = '" + Names.status(status) + "'), ")
              .collect(Collectors.joining())
          + "count_if(regime = 'theory'), count_if(regime = 'theory' and bound_held)";

  private final Question tables;
  private final List<Configuration> configurations = new ArrayList<>();
  private final Map<Parameter, List<Object>> varying = new EnumMap<>(Parameter.class);
  private final List<TrialRow> trials = new ArrayList<>();
  private final Totals totals;

  /** Reads configurations and trials. */
  Results(Question tables) {
    this.tables = tables;
    readConfigurations();
    totals = readTotals();
    findVarying();
    readTrials();
  }

  /**
   * Counts of trials.
   *
   * @param counts the trials by status
   * @param inRegime the trials in the theory's regime
   * @param boundHeld the trials of these under the rate bound
   * @param configurations the number of configurations
   */
  record Totals(Map<Status, Long> counts, long inRegime, long boundHeld, long configurations) {
    long trials() {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    long count(Status status) {
      return counts.get(status);
    }

    /** The number of trials in the regime that broke the bound. */
    long boundBroken() {
      return inRegime - boundHeld;
    }
  }

  /**
   * A trial as the page shows it.
   *
   * @param values its values in the order of {@link #columns()}
   * @param configuration the values of {@link #varying()}
   * @param boundRate rate of the bound per step, or null
   * @param rate fitted rate per step, or null
   * @param inRegime whether it is in the theory's regime
   */
  record TrialRow(
      List<Object> values,
      Map<Parameter, Object> configuration,
      Double boundRate,
      Double rate,
      boolean inRegime) {}

  private void readConfigurations() {
    // One sorted list per measure: percentile functions take many times as long.
    List<String> sorted = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      String list = "sorted_" + sorted.size();
      sorted.add("sort_array(collect_list(%s)) as %s".formatted(measure.value(), list));
      columns.add("get(%s, 0)".formatted(list));
      columns.add("get(%s, (size(%s) - 1) div 2)".formatted(list, list));
      columns.add("get(%s, size(%s) div 2)".formatted(list, list));
      columns.add("get(%s, size(%s) - 1)".formatted(list, list));
    }
    String sql =
        "select * except (%s), %s from (select %s, %s, %s from trials group by %s) order by %s limit %d"
            .formatted(
                sorted.stream()
                    .map(list -> list.replaceFirst(".* as ", ""))
                    .collect(Collectors.joining(", ")),
                String.join(", ", columns),
                KEYS,
                COUNTS,
                String.join(", ", sorted),
                KEYS,
                KEYS,
                MAX_CONFIGURATIONS + 1);
    tables.ask(sql, row -> configurations.add(configuration(row)));
  }

  /** The totals over the configurations, by a separate query if there are more than were read. */
  private Totals readTotals() {
    if (configurations.size() > MAX_CONFIGURATIONS) {
      configurations.remove(MAX_CONFIGURATIONS);
      List<Totals> answer = new ArrayList<>();
      tables.ask(
          "select %s, count(distinct %s) from trials".formatted(COUNTS, KEYS),
          row -> answer.add(totals(row, 0, (Long) row.get(row.size() - 1))));
      return answer.get(0);
    }
    Map<Status, Long> counts = new EnumMap<>(Status.class);
    for (Status status : Status.values()) {
      counts.put(status, configurations.stream().mapToLong(c -> c.count(status)).sum());
    }
    return new Totals(
        counts,
        configurations.stream().mapToLong(Configuration::inRegime).sum(),
        configurations.stream().mapToLong(Configuration::boundHeld).sum(),
        configurations.size());
  }

  /** Reads the columns {@link #COUNTS}. */
  private static Totals totals(List<Object> row, int first, long configurations) {
    Map<Status, Long> counts = new EnumMap<>(Status.class);
    int next = first;
    for (Status status : Status.values()) {
      counts.put(status, (Long) row.get(next));
      next++;
    }
    return new Totals(counts, (Long) row.get(next), (Long) row.get(next + 1), configurations);
  }

  private static Configuration configuration(List<Object> row) {
    Map<Parameter, Object> values = new EnumMap<>(Parameter.class);
    int next = 0;
    for (Parameter parameter : Configuration.KEYS) {
      values.put(parameter, row.get(next));
      next++;
    }
    Totals counted = totals(row, next, 1);
    next += Status.values().length + 2;
    Map<Measure, Spread> measures = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      if (row.get(next) != null) {
        double lower = (Double) row.get(next + 1);
        double upper = (Double) row.get(next + 2);
        measures.put(
            measure,
            new Spread(
                (Double) row.get(next), measure.middle(lower, upper), (Double) row.get(next + 3)));
      }
      next += 4;
    }
    return new Configuration(
        values, counted.counts(), counted.inRegime(), counted.boundHeld(), measures);
  }

  private void findVarying() {
    for (Parameter parameter : Configuration.KEYS) {
      Set<Object> values = new TreeSet<>(Results::compare);
      configurations.forEach(c -> values.add(c.values().get(parameter)));
      if (values.size() > 1) {
        varying.put(parameter, List.copyOf(values));
      }
    }
  }

  /** Compares numbers by value and other values as text. */
  private static int compare(Object a, Object b) {
    return a instanceof Number one && b instanceof Number other
        ? Double.compare(one.doubleValue(), other.doubleValue())
        : a.toString().compareTo(b.toString());
  }

  private static final List<String> TRIAL_COLUMNS =
      List.of(
          "status",
          "steps_run",
          "gap_end",
          "rate",
          "bound_rate",
          "regime",
          "bound_held",
          "first_violation",
          "ridge_gap",
          "ridge_gap_ood",
          "best_gap",
          "seconds",
          "error");

  /** The columns of {@code trials} that the page shows, in order. */
  List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("trial_id"));
    varying.keySet().forEach(parameter -> columns.add(parameter.column()));
    columns.add(Parameter.SEED.column());
    columns.addAll(TRIAL_COLUMNS);
    return columns;
  }

  private void readTrials() {
    List<String> columns = columns();
    String order =
        "case when status = 'failed' then 0 when status = 'diverged' then 1"
            + " when regime = 'theory' and not bound_held then 2 else 3 end, "
            + Stream.concat(varying.keySet().stream(), Stream.of(Parameter.SEED))
                .map(Parameter::column)
                .collect(Collectors.joining(", "))
            + ", trial_id";
    String sql =
        "select %s from trials order by %s limit %d"
            .formatted(String.join(", ", columns), order, MAX_TRIALS);
    int rate = columns.indexOf("rate");
    int bound = columns.indexOf("bound_rate");
    int regime = columns.indexOf("regime");
    tables.ask(
        sql,
        row -> {
          trials.add(
              new TrialRow(
                  Collections.unmodifiableList(new ArrayList<>(row)),
                  settings(row, 1),
                  (Double) row.get(bound),
                  (Double) row.get(rate),
                  "theory".equals(row.get(regime))));
        });
  }

  /** Configurations in the order of their parameters, at most {@link #MAX_CONFIGURATIONS}. */
  List<Configuration> configurations() {
    return configurations;
  }

  /** The parameters that differ between configurations, each with its values in order. */
  Map<Parameter, List<Object>> varying() {
    return varying;
  }

  /** Individual trials, at most {@link #MAX_TRIALS}; problematic ones come first. */
  List<TrialRow> trials() {
    return trials;
  }

  /** The totals over all trials. */
  Totals totals() {
    return totals;
  }

  /** Failed trials grouped by error, most frequent first, with their number and an example. */
  List<Failure> failures() {
    List<Failure> failures = new ArrayList<>();
    if (totals.count(Status.FAILED) == 0) {
      return failures;
    }
    tables.ask(
        "select error, count(*) as trials, min(trial_id) from trials where status = 'failed'"
            + " group by error order by trials desc, error limit 100",
        row ->
            failures.add(new Failure((String) row.get(0), (Long) row.get(1), (String) row.get(2))));
    return failures;
  }

  /**
   * An error shared by failed trials.
   *
   * @param error the error message
   * @param trials the number of trials
   * @param example the id of one of them
   */
  record Failure(String error, long trials, String example) {}

  /**
   * The trajectories of some configurations, at most {@link #MAX_SEEDS} seeds of each. Failed and
   * diverged trials are left out.
   */
  Map<Configuration, Curves> curves(List<Configuration> wanted) {
    Map<Map<Parameter, Object>, Curves> byValues = new LinkedHashMap<>();
    Map<Configuration, Curves> curves = new LinkedHashMap<>();
    for (Configuration configuration : wanted) {
      Curves each = new Curves();
      curves.put(configuration, each);
      byValues.put(settings(configuration), each);
    }
    if (wanted.isEmpty()) {
      return curves;
    }
    Map<String, Curves> byTrial = chosen(wanted, byValues);
    if (byTrial.isEmpty()) {
      return curves;
    }
    // With the ids listed, their rows are found without reading all others.
    String ids = byTrial.keySet().stream().collect(Collectors.joining("', '", "'", "'"));
    tables.ask(
        "select trial_id, step, gap, bound, loss, ridge_gap, ridge_gap_ood from trajectories"
            + " where trial_id in ("
            + ids
            + ") order by trial_id, step",
        row -> {
          String id = (String) row.get(0);
          byTrial.get(id).add(id, ((Number) row.get(1)).longValue(), row.subList(2, row.size()));
        });
    return curves;
  }

  /** The first seeds of some configurations: the curves to which each trial id belongs. */
  private Map<String, Curves> chosen(
      List<Configuration> wanted, Map<Map<Parameter, Object>, Curves> byValues) {
    String keys =
        varying.keySet().stream().map(Parameter::column).collect(Collectors.joining(", "));
    String shown =
        varying.isEmpty()
            ? "true"
            : wanted.stream().map(this::condition).collect(Collectors.joining(" or "));
    String sql =
        "select * from (select trial_id, row_number() over (%s order by seed, trial_id) as place%s from trials where status not in ('diverged', 'failed') and (%s)) where place <= %d"
            .formatted(
                keys.isEmpty() ? "" : "partition by " + keys,
                keys.isEmpty() ? "" : ", " + keys,
                shown,
                MAX_SEEDS);
    Map<String, Curves> byTrial = new HashMap<>();
    tables.ask(sql, row -> byTrial.put((String) row.get(0), byValues.get(settings(row, 2))));
    return byTrial;
  }

  /** The values of the {@link #varying} parameters of a configuration, in a new map. */
  Map<Parameter, Object> settings(Configuration configuration) {
    Map<Parameter, Object> settings = new EnumMap<>(Parameter.class);
    varying.keySet().forEach(p -> settings.put(p, configuration.values().get(p)));
    return settings;
  }

  /** The same, read from the consecutive columns of a row that begin at {@code first}. */
  private Map<Parameter, Object> settings(List<Object> row, int first) {
    Map<Parameter, Object> settings = new EnumMap<>(Parameter.class);
    int next = first;
    for (Parameter parameter : varying.keySet()) {
      settings.put(parameter, row.get(next));
      next++;
    }
    return settings;
  }

  private String condition(Configuration configuration) {
    return varying.keySet().stream()
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
