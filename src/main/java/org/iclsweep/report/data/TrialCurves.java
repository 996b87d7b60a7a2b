package org.iclsweep.report.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

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
    every = ((long) trials.size() + MAX_TRIALS - 1) / MAX_TRIALS;
    // The sample depends on the ids alone, so that a table is read once and without a join.
    String sample = every <= 1 ? "true" : "pmod(crc32(trial_id), %d) = 0".formatted(every);
    TrialColumn ids = trials.column("trial_id");
    rows = new LinkedHashMap<>();
    for (int i = 0; i < trials.size(); i++) {
      String id = (String) ids.value(i);
      if (every <= 1 || crc32(id) % every == 0) {
        rows.put(id, rows.size());
      }
    }
    NavigableMap<Long, Boolean> all = new TreeMap<>();
    if (!rows.isEmpty()) {
      tables.query(
          "select step, count(zeta) > 0 as measured from trajectories where %s group by step"
              .formatted(sample),
          row -> all.put((Long) row.get("step"), (Boolean) row.get("measured")));
    }
    recorded = all.size();
    int limit = Math.min(MAX_STEPS, Math.max(24, MAX_POINTS / Math.max(1, rows.size())));
    steps = chosen(all, limit);
    List<String> names = new ArrayList<>(DENSE);
    names.add(ZETA);
    for (String name : names) {
      double[] values = new double[rows.size() * steps.length];
      Arrays.fill(values, Double.NaN);
      quantities.put(name, values);
    }
    if (steps.length > 0) {
      fill(tables, names, sample);
    }
  }

  private static long crc32(String id) {
    CRC32 hash = new CRC32();
    hash.update(id.getBytes(UTF_8));
    return hash.getValue();
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

  private void fill(SqlSource tables, List<String> names, String sample) {
    Map<Long, Integer> places = new HashMap<>();
    for (int i = 0; i < steps.length; i++) {
      places.put(steps[i], i);
    }
    String listed = Arrays.stream(steps).mapToObj(Long::toString).collect(Collectors.joining(", "));
    tables.query(
        "select trial_id, step, %s from trajectories where step in (%s) and %s"
            .formatted(String.join(", ", names), listed, sample),
        row -> {
          Integer trial = rows.get((String) row.get("trial_id"));
          if (trial != null) {
            int place = trial * steps.length + places.get((Long) row.get("step"));
            for (String name : names) {
              Object value = row.get(name);
              quantities.get(name)[place] = value == null ? Double.NaN : (Double) value;
            }
          }
        });
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
