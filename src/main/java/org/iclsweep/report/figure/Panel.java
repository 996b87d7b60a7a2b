package org.iclsweep.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.iclsweep.report.data.ConfigurationSummary;
import org.iclsweep.report.data.DisplayNames;
import org.iclsweep.report.data.Effects;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.sweep.Parameter;

/**
 * Configurations that share all parameters except the axes of a figure.
 *
 * @param fixed the values of the other varying parameters
 * @param members the configurations, in the order of their parameters
 */
record Panel(Map<Parameter, Object> fixed, List<ConfigurationSummary> members) {
  /** Maximum number of panels of a figure. */
  static final int MAX_PANELS = 2;

  /** Maximum number of series in a panel. */
  static final int MAX_SERIES = 8;

  /**
   * Splits all configurations into the panels of a figure with some axes; null axes are ignored.
   */
  static List<Panel> all(SweepResults results, Parameter... axes) {
    Map<Map<Parameter, Object>, List<ConfigurationSummary>> panels = new LinkedHashMap<>();
    for (ConfigurationSummary configuration : results.configurations()) {
      Map<Parameter, Object> fixed = results.settings(configuration);
      fixed.keySet().removeAll(Arrays.asList(axes));
      panels.computeIfAbsent(fixed, key -> new ArrayList<>()).add(configuration);
    }
    return panels.entrySet().stream().map(e -> new Panel(e.getKey(), e.getValue())).toList();
  }

  /** Heads if they vary, else the varying parameter with the most values; empty if none varies. */
  static Optional<Parameter> seriesAxis(SweepResults results, Parameter... without) {
    List<Parameter> taken = Arrays.asList(without);
    List<Parameter> free =
        results.varying().keySet().stream().filter(p -> !taken.contains(p)).toList();
    return free.contains(Parameter.HEADS)
        ? Optional.of(Parameter.HEADS)
        : free.stream().max(Comparator.comparing(p -> results.varying().get(p).size()));
  }

  /** Some elements of a list, evenly spaced, including the first and the last. */
  static <T> List<T> evenlySpaced(List<T> all, int max) {
    return all.size() <= max
        ? all
        : IntStream.range(0, max)
            .mapToObj(i -> all.get((int) Math.round(i * (all.size() - 1.0) / (max - 1))))
            .toList();
  }

  /**
   * At most {@link #MAX_PANELS} panels of a figure that differ as much as possible, in their order:
   * the first, and then always the one farthest from those chosen. The distance of two values of a
   * parameter is the difference of their positions, times the effect of the parameter.
   *
   * @param all the panels of a figure
   */
  static List<Panel> mostDifferent(List<Panel> all, SweepResults results) {
    if (all.size() <= MAX_PANELS) {
      return all;
    }
    Effects effects = Effects.of(results);
    List<Panel> chosen = new ArrayList<>(List.of(all.get(0)));
    while (chosen.size() < MAX_PANELS) {
      chosen.add(
          Collections.max(
              all,
              Comparator.comparing(
                  panel ->
                      chosen.stream()
                          .mapToDouble(other -> panel.distance(other, results, effects))
                          .min()
                          .orElseThrow())));
    }
    return all.stream().filter(chosen::contains).toList();
  }

  private double distance(Panel other, SweepResults results, Effects effects) {
    double sum = 0;
    for (Map.Entry<Parameter, Object> setting : fixed.entrySet()) {
      Parameter parameter = setting.getKey();
      List<Object> values = results.varying().get(parameter);
      int apart =
          Math.abs(values.indexOf(setting.getValue()) - values.indexOf(other.fixed.get(parameter)));
      // Even a parameter without effect makes panels differ.
      sum += (effects.of(parameter) + 1e-3) * apart / (values.size() - 1);
    }
    return sum;
  }

  /** The panel with at most {@link #MAX_SERIES} of its members. */
  Panel limited() {
    return new Panel(fixed, evenlySpaced(members, MAX_SERIES));
  }

  /** Returns the suffix of a title that names the fixed parameters; see {@link #at(Map)}. */
  String at() {
    return at(fixed);
  }

  /**
   * Returns the suffix of a title, such as {@code " at N = 8, τ = 0.1"}; empty without settings.
   */
  static String at(Map<Parameter, Object> settings) {
    return settings.isEmpty() ? "" : " at " + DisplayNames.settings(settings, settings.keySet());
  }

  /** The name of one of several panels of a figure. */
  static String numbered(String name, int index, int count) {
    return count == 1 ? name : name + "-" + (index + 1);
  }
}
