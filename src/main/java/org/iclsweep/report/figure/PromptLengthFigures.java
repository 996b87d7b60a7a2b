package org.iclsweep.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.iclsweep.report.data.ConfigurationSummary;
import org.iclsweep.report.data.DisplayNames;
import org.iclsweep.report.data.Measure;
import org.iclsweep.report.data.Spread;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.report.plot.Line;
import org.iclsweep.report.plot.Line.Point;
import org.iclsweep.report.plot.LinePlot;
import org.iclsweep.sweep.Parameter;

/** The figures of best gap and ridge gap over the prompt length. */
final class PromptLengthFigures {
  private static final int HEIGHT = 520;

  private final SweepResults results;
  private final FigureList figures;
  private final Parameter series;

  /** All values of the series, or one that stands for all trials. */
  private final List<Object> values;

  PromptLengthFigures(SweepResults results, FigureList figures) {
    this.results = results;
    this.figures = figures;
    series = Panel.seriesAxis(results, Parameter.PROMPT_LENGTH).orElse(null);
    values = series == null ? List.of("all") : results.varying().get(series);
  }

  void draw() {
    if (!results.varying().containsKey(Parameter.PROMPT_LENGTH)) {
      figures.addAbsent("No figure against the prompt length: all trials have the same.");
      return;
    }
    List<Panel> all = Panel.all(results, series, Parameter.PROMPT_LENGTH);
    List<Panel> shown = Panel.mostDifferent(all, results);
    for (int i = 0; i < shown.size(); i++) {
      draw(
          Panel.numbered("ridge-against-prompt-length", i, shown.size()),
          shown.get(i),
          Captions.panelsLeftOut(shown.size(), all.size()));
    }
  }

  private void draw(String name, Panel panel, String panelsLeftOut) {
    List<Object> drawn = Panel.evenlySpaced(values, Panel.MAX_SERIES);
    List<Line> best = bestGaps(panel, drawn);
    if (best.isEmpty()) {
      figures.addAbsent(
          "No figure against the prompt length%s: all trials there failed.".formatted(panel.at()));
      return;
    }
    List<Line> gaps = ridgeGaps(panel, drawn);
    double m = ((Number) panel.members().get(0).values().get(Parameter.M)).doubleValue();
    figures.add(
        name,
        "Best gap and ridge gap against prompt length" + panel.at(),
        List.of(
            "Best gap, above: ridge regression with penalty mτ, the optimum of training, against the paper's best penalty Nτ; it is 0 at N = m",
            gaps.isEmpty() ? "" : "Ridge gap, below: the trained model against the optimum",
            Captions.band(results),
            drawn.size() == values.size()
                ? ""
                : "%d of %d series are drawn".formatted(drawn.size(), values.size()),
            panelsLeftOut),
        Stream.concat(best.stream(), gaps.stream())
            .map(Line::name)
            .filter(Objects::nonNull)
            .toList(),
        LinePlot.stacked(
            best,
            "best gap",
            gaps,
            "ridge gap",
            DisplayNames.axis(Parameter.PROMPT_LENGTH),
            series == Parameter.M ? Double.NaN : m,
            "N = m"),
        HEIGHT);
  }

  /** A line for each value, without a name, or a single one if the best gap is the same for all. */
  private List<Line> bestGaps(Panel panel, List<Object> drawn) {
    // Ridge regression has no heads.
    boolean common = series == null || series == Parameter.HEADS;
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < drawn.size(); i++) {
      List<Point> points = points(panel, drawn.get(i), Measure.BEST_GAP);
      if (!points.isEmpty()) {
        if (common) {
          return List.of(new Line("best gap", points, -1, drawn.size(), false));
        }
        lines.add(new Line(null, points, i, drawn.size(), false));
      }
    }
    return lines;
  }

  private List<Line> ridgeGaps(Panel panel, List<Object> drawn) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < drawn.size(); i++) {
      Object value = drawn.get(i);
      List<Point> points = points(panel, value, Measure.RIDGE_GAP);
      if (!points.isEmpty()) {
        String name = series == null ? "trained model" : DisplayNames.setting(series, value);
        lines.add(new Line(name, points, i, drawn.size(), false));
      }
    }
    return lines;
  }

  private List<Point> points(Panel panel, Object value, Measure measure) {
    return panel.members().stream()
        .filter(c -> series == null || c.values().get(series).equals(value))
        .filter(c -> c.has(measure))
        .map(c -> point(c, c.measure(measure)))
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
  }

  private static Point point(ConfigurationSummary configuration, Spread y) {
    Number length = (Number) configuration.values().get(Parameter.PROMPT_LENGTH);
    return new Point(length.doubleValue(), y.low(), y.median(), y.high());
  }
}
