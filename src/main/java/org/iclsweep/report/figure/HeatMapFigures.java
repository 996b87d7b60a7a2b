package org.iclsweep.report.figure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.iclsweep.report.data.ConfigurationSummary;
import org.iclsweep.report.data.DisplayNames;
import org.iclsweep.report.data.Effects;
import org.iclsweep.report.data.Measure;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.report.plot.HeatMap;
import org.iclsweep.sweep.Parameter;

/** The heat maps of fitted rate and ridge gap over pairs of parameters. */
final class HeatMapFigures {
  private static final Map<Measure, String> NAMES =
      Map.of(Measure.RATE, "Fitted rate", Measure.RIDGE_GAP, "Ridge gap");

  private final SweepResults results;
  private final FigureList figures;

  HeatMapFigures(SweepResults results, FigureList figures) {
    this.results = results;
    this.figures = figures;
  }

  /**
   * Draws heat maps.
   *
   * @param requested the pairs of axes; chosen automatically if empty
   */
  void draw(List<List<Parameter>> requested) {
    List<List<Parameter>> pairs =
        requested.isEmpty() ? chosen().stream().toList() : requested.stream().distinct().toList();
    if (pairs.isEmpty()) {
      figures.addAbsent("No heat maps: fewer than two parameters vary.");
    }
    for (List<Parameter> pair : pairs) {
      Optional<Parameter> constant =
          pair.stream().filter(p -> !results.varying().containsKey(p)).findFirst();
      if (constant.isPresent()) {
        figures.addAbsent(
            "No heat map over %s: it has one value.".formatted(DisplayNames.axis(constant.get())));
      } else {
        draw(pair.get(0), pair.get(1), Measure.RATE);
        draw(pair.get(0), pair.get(1), Measure.RIDGE_GAP);
      }
    }
  }

  /** The two parameters with the largest effect. */
  private Optional<List<Parameter>> chosen() {
    List<Parameter> parameters = Effects.of(results).largestFirst();
    return parameters.size() < 2 ? Optional.empty() : Optional.of(parameters.subList(0, 2));
  }

  private void draw(Parameter x, Parameter y, Measure measure) {
    String name =
        "heat-" + dashed(measure.column()) + "-" + dashed(x.column()) + "-" + dashed(y.column());
    List<Panel> all = Panel.all(results, x, y);
    List<Panel> shown = Panel.mostDifferent(all, results);
    for (int i = 0; i < shown.size(); i++) {
      Panel panel = shown.get(i);
      if (panel.members().stream().noneMatch(c -> c.has(measure))) {
        figures.addAbsent(
            "No heat map of the %s%s: no trial has one."
                .formatted(NAMES.get(measure).toLowerCase(Locale.ROOT), panel.at()));
        continue;
      }
      figures.add(
          Panel.numbered(name, i, shown.size()),
          NAMES.get(measure)
              + " over "
              + DisplayNames.axis(x)
              + " and "
              + DisplayNames.axis(y)
              + panel.at(),
          List.of(
              "Medians over seeds; white cells have no number",
              Captions.panelsLeftOut(shown.size(), all.size())),
          List.of(),
          HeatMap.of(
              DisplayNames.axis(x),
              results.varying().get(x).stream().map(DisplayNames::value).toList(),
              DisplayNames.axis(y),
              results.varying().get(y).stream().map(DisplayNames::value).toList(),
              cells(panel, x, y, measure),
              measure.title()),
          FigureList.HEIGHT);
    }
  }

  private double[][] cells(Panel panel, Parameter x, Parameter y, Measure measure) {
    List<Object> columns = results.varying().get(x);
    List<Object> rows = results.varying().get(y);
    double[][] cells = new double[rows.size()][columns.size()];
    for (double[] row : cells) {
      Arrays.fill(row, Double.NaN);
    }
    for (ConfigurationSummary configuration : panel.members()) {
      if (configuration.has(measure)) {
        int row = rows.indexOf(configuration.values().get(y));
        int column = columns.indexOf(configuration.values().get(x));
        cells[row][column] = configuration.measure(measure).median();
      }
    }
    return cells;
  }

  private static String dashed(String column) {
    return column.replace('_', '-');
  }
}
