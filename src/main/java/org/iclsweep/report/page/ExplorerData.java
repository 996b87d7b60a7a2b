package org.iclsweep.report.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iclsweep.report.data.DisplayNames;
import org.iclsweep.report.data.Effects;
import org.iclsweep.report.data.Measure;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.report.data.TrialColumn;
import org.iclsweep.report.data.TrialCurves;
import org.iclsweep.report.data.TrialTable;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.ShellWord;

/**
 * The trials and their curves as the page's script reads them.
 *
 * @param folder the sweep's folder as a word of a shell command
 * @param trials the number of trials in the page
 * @param stored the number of all trials
 * @param columns the columns of the trials that fit into the page
 * @param left the names of the columns that do not
 * @param measure the measure of the first view
 * @param byEffect the parameters that differ between configurations, the largest effect first
 * @param curves the curves of trials
 * @param models the kept models
 */
record ExplorerData(
    String folder,
    int trials,
    long stored,
    List<Column> columns,
    List<String> left,
    String measure,
    List<String> byEffect,
    CurveData curves,
    List<ModelData.Model> models) {
  /** 2^53, up to which a double represents every integer. */
  private static final long MAX_EXACT = 1L << 53;

  /** The columns that come first, in the page's table and if there is no room for all. */
  private static final List<String> FIRST =
      List.of(
          "seed",
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

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A column.
   *
   * @param name its name in {@code trials}
   * @param title its name for reading
   * @param symbol a short name
   * @param meaning what it contains
   * @param role {@code id}, {@code parameter}, {@code measure} or {@code word}
   * @param varying whether it is a parameter with several values
   * @param first whether the page's table shows it at first
   * @param values its distinct values in order; then the data are positions in them, -1 if missing.
   *     Absent for rounded numbers and for ids
   * @param data its values as text, see {@link EncodedColumn}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Column(
      String name,
      String title,
      String symbol,
      String meaning,
      String role,
      boolean varying,
      boolean first,
      List<Object> values,
      String data) {}

  /**
   * The curves.
   *
   * @param every one of how many trials has its curves here
   * @param recorded the number of steps that were recorded
   * @param steps the steps of the curves
   * @param trials the positions of the trials, as text
   * @param quantities the quantities by name, as text: trials x steps, row-major
   */
  record CurveData(
      long every, int recorded, List<Long> steps, String trials, Map<String, String> quantities) {}

  /**
   * Encodes trials.
   *
   * @param room the number of characters that the data may take, beyond which measures are left out
   */
  static ExplorerData of(
      SweepResults results, CurveData curves, ModelData models, Facts facts, long room) {
    long columnRoom =
        room
            - models.characters()
            - curves.quantities().values().stream().mapToLong(String::length).sum();
    TrialTable table = results.trialTable();
    Set<String> first =
        Stream.concat(results.varying().keySet().stream().map(Parameter::column), FIRST.stream())
            .collect(Collectors.toSet());
    Map<String, Column> encoded = new HashMap<>();
    List<String> left = new ArrayList<>();
    long characters = 0;
    List<Column> byImportance =
        byImportance(table, first).parallelStream()
            .map(column -> column(column, first.contains(column.name())))
            .toList();
    for (Column one : byImportance) {
      characters += one.data().length();
      if (characters <= columnRoom || !one.role().equals("measure")) {
        encoded.put(one.name(), one);
      } else {
        left.add(one.name());
        characters -= one.data().length();
      }
    }
    Effects effects = Effects.of(results);
    return new ExplorerData(
        ShellWord.of(facts.folder()),
        table.size(),
        results.counts().trials(),
        table.columns().stream().map(c -> encoded.get(c.name())).filter(c -> c != null).toList(),
        left,
        effects.measure().column(),
        effects.largestFirst().stream().map(Parameter::column).toList(),
        curves,
        models.models());
  }

  private static List<TrialColumn> byImportance(TrialTable table, Set<String> first) {
    return table.columns().stream()
        .sorted(Comparator.comparing((TrialColumn c) -> first.contains(c.name()) ? 0 : 1))
        .toList();
  }

  private static Column column(TrialColumn column, boolean first) {
    String name = column.name();
    Parameter parameter =
        Parameter.ofColumn(name).filter(p -> p.key() || p == Parameter.SEED).orElse(null);
    String title =
        parameter != null
            ? DisplayNames.axis(parameter)
            : Stream.of(Measure.values())
                .filter(measure -> measure.column().equals(name))
                .findFirst()
                .map(Measure::title)
                .orElse(name.replace('_', ' '));
    String role =
        name.equals("trial_id")
            ? "id"
            : parameter != null ? "parameter" : column.numeric() ? "measure" : "word";
    String symbol = parameter == null ? title : DisplayNames.symbol(parameter);
    boolean id = role.equals("id");
    boolean rounded = column.fractional() && parameter == null;
    List<Object> values = id || rounded ? null : distinct(column);
    String data =
        id
            ? ids(column)
            : rounded
                ? EncodedColumn.decimals(column.numbers())
                : EncodedColumn.integers(positions(column, values));
    boolean varying = parameter != null && values.size() > 1;
    return new Column(
        name,
        title,
        symbol,
        column.meaning(),
        role,
        varying,
        first || id,
        values == null ? null : values.stream().map(ExplorerData::exact).toList(),
        data);
  }

  private static String ids(TrialColumn column) {
    return EncodedColumn.compressed(
        IntStream.range(0, column.size())
            .mapToObj(row -> (String) column.value(row))
            .collect(Collectors.joining("\n"))
            .getBytes(UTF_8));
  }

  /** The distinct values of a column, numbers by size and others as text. */
  private static List<Object> distinct(TrialColumn column) {
    Set<Object> values = new HashSet<>();
    for (int row = 0; row < column.size(); row++) {
      values.add(column.value(row));
    }
    values.remove(null);
    List<Object> sorted = new ArrayList<>(values);
    sorted.sort(SweepResults::compare);
    return sorted;
  }

  private static int[] positions(TrialColumn column, List<Object> values) {
    Map<Object, Integer> places = new HashMap<>();
    for (Object value : values) {
      places.put(value, places.size());
    }
    int[] positions = new int[column.size()];
    for (int row = 0; row < positions.length; row++) {
      positions[row] = places.getOrDefault(column.value(row), -1);
    }
    return positions;
  }

  /**
   * Converts an integer beyond 2^53, such as a large seed, to text, because a script's numbers are
   * doubles.
   */
  private static Object exact(Object value) {
    return value instanceof Long integer && Math.abs(integer) > MAX_EXACT
        ? integer.toString()
        : value;
  }

  /** Reads and encodes the curves. */
  static CurveData curves(SweepResults results) {
    TrialCurves curves = results.trialCurves();
    TrialTable table = results.trialTable();
    Map<String, Integer> rows = new HashMap<>();
    TrialColumn ids = table.column("trial_id");
    for (int row = 0; row < table.size(); row++) {
      rows.put((String) ids.value(row), row);
    }
    Map<String, String> quantities =
        curves.quantities().entrySet().parallelStream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    quantity -> EncodedColumn.decimals(quantity.getValue()),
                    (one, other) -> one,
                    LinkedHashMap::new));
    return new CurveData(
        curves.every(),
        curves.recorded(),
        curves.steps(),
        EncodedColumn.integers(curves.trials().stream().mapToInt(rows::get).toArray()),
        quantities);
  }

  /** As JSON without {@code <}, which is safe inside a script element. */
  String json() {
    try {
      return JSON.writeValueAsString(this).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
