package org.iclsweep.report.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The curves of trials at common steps: those of all trials, or of a sample if there are many, at
 * all recorded steps or at as many as a screen resolves.
 */
public final class TrialCurves {
  /** The columns of {@code trajectories} that are read, besides zeta. */
  private static final List<String> DENSE =
      List.of("gap", "bound", "loss", "ridge_gap", "ridge_gap_ood");

  private static final String ZETA = "zeta";

  /** Maximum number of trials with curves. */
  static final int MAX_TRIALS = 5_000;

  /** Maximum number of points of each quantity, over all trials. */
  private static final int MAX_POINTS = 240_000;

  /** Maximum number of steps, about one for each third pixel of a chart. */
  private static final int MAX_STEPS = 240;

  private final int recorded;
  private final long every;
  private final long[] steps;
  private final Map<String, Integer> rows;
  private final Map<String, double[]> quantities = new LinkedHashMap<>();

  /**
   * Reads the curves of the trials of a table.
   *
   * @param trials the trials; curves of others are not read
   */
  static TrialCurves read(SqlSource tables, TrialTable trials) {
    return new TrialCurves(tables, trials);
  }

  private TrialCurves(SqlSource tables, TrialTable trials) {
    every = Math.max(1, ((long) trials.size() + MAX_TRIALS - 1) / MAX_TRIALS);
    // Ids are hashes in hexadecimal, so that those below a limit are a sample, read without a join.
    String limit = "%016x".formatted(Long.divideUnsigned(-1, every));
    String sample = every == 1 ? "true" : "trial_id < '%s'".formatted(limit);
    TrialColumn ids = trials.column("trial_id");
    rows = new LinkedHashMap<>();
    for (int i = 0; i < trials.size(); i++) {
      String id = (String) ids.value(i);
      if (every == 1 || id.compareTo(limit) < 0) {
        rows.put(id, rows.size());
      }
    }
    List<String> names = new ArrayList<>(DENSE);
    names.add(ZETA);
    List<Recorded> few = new ArrayList<>();
    NavigableMap<Long, Boolean> all = new TreeMap<>();
    if (rows.size() <= MAX_POINTS / MAX_STEPS) {
      query(tables, names, sample, few::add);
      few.forEach(
          r -> all.merge(r.step(), !r.values().get(names.size() - 1).isNaN(), Boolean::logicalOr));
    } else {
      tables.query(
          "select step, count(zeta) > 0 as measured from trajectories where %s group by step"
              .formatted(sample),
          row -> all.put((Long) row.get("step"), (Boolean) row.get("measured")));
    }
    recorded = all.size();
    steps = chosen(all, Math.min(MAX_STEPS, Math.max(24, MAX_POINTS / Math.max(1, rows.size()))));
    for (String name : names) {
      double[] values = new double[rows.size() * steps.length];
      Arrays.fill(values, Double.NaN);
      quantities.put(name, values);
    }
    if (few.isEmpty() && steps.length > 0) {
      String listed =
          Arrays.stream(steps).mapToObj(Long::toString).collect(Collectors.joining(", "));
      query(tables, names, "step in (%s) and %s".formatted(listed, sample), r -> add(names, r));
    } else {
      few.forEach(r -> add(names, r));
    }
  }

  /** A row of trajectories; missing values are NaN. */
  private record Recorded(String trial, long step, List<Double> values) {}

  private static void query(
      SqlSource tables, List<String> names, String condition, Consumer<Recorded> recorded) {
    tables.query(
        "select trial_id, step, %s from trajectories where %s"
            .formatted(String.join(", ", names), condition),
        row -> {
          List<Double> values = new ArrayList<>(names.size());
          for (String name : names) {
            Object value = row.get(name);
            values.add(value == null ? (Double) Double.NaN : (Double) value);
          }
          recorded.accept(
              new Recorded((String) row.get("trial_id"), (Long) row.get("step"), values));
        });
  }

  private void add(List<String> names, Recorded recorded) {
    Integer trial = rows.get(recorded.trial());
    int step = Arrays.binarySearch(steps, recorded.step());
    if (trial != null && step >= 0) {
      for (int i = 0; i < names.size(); i++) {
        quantities.get(names.get(i))[trial * steps.length + step] = recorded.values().get(i);
      }
    }
  }

  /** The first and last step, the steps at which zeta was measured, and others evenly between. */
  private static long[] chosen(NavigableMap<Long, Boolean> all, int limit) {
    List<Long> steps = List.copyOf(all.keySet());
    if (steps.size() <= limit) {
      return steps.stream().mapToLong(Long::longValue).toArray();
    }
    Set<Long> kept = new LinkedHashSet<>(List.of(steps.get(0), steps.get(steps.size() - 1)));
    kept.addAll(even(steps.stream().filter(all::get).toList(), limit / 2));
    kept.addAll(even(steps, limit - kept.size()));
    return kept.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  private static List<Long> even(List<Long> steps, int count) {
    List<Long> chosen = new ArrayList<>();
    for (int i = 0; i < Math.min(count, steps.size()); i++) {
      chosen.add(steps.get((int) ((long) i * steps.size() / Math.min(count, steps.size()))));
    }
    return chosen;
  }

  /** The number of steps that the trials recorded. */
  public int recorded() {
    return recorded;
  }

  /** One of how many trials has its curves here. */
  public long every() {
    return every;
  }

  /** The steps of the curves, ascending. A trial that recorded other steps has no values there. */
  public List<Long> steps() {
    return Arrays.stream(steps).boxed().toList();
  }

  /** The ids of the trials with curves, in the order of the table. */
  public List<String> trials() {
    return List.copyOf(rows.keySet());
  }

  /** The quantities by name: trials x steps, row-major, NaN if missing. */
  public Map<String, double[]> quantities() {
    return quantities;
  }
}
