package org.iclsweep.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.iclsweep.report.data.ConfigurationSummary;
import org.iclsweep.report.data.CurveReader;
import org.iclsweep.report.data.Curves;
import org.iclsweep.report.data.Curves.Quantity;
import org.iclsweep.report.data.DisplayNames;
import org.iclsweep.report.data.Measure;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.report.plot.Line;
import org.iclsweep.report.plot.Line.Point;
import org.iclsweep.report.plot.LinePlot;
import org.iclsweep.sweep.Parameter;

/** The figures of curves over steps: gap and bound, training loss, and distances from ridge. */
final class CurveFigures {
  private static final int MAX_DOMAIN_PANELS = 2;
  private static final String STEP = "step t (updates)";

  private final SweepResults results;
  private final FigureList figures;
  private final Parameter series;

  /** All panels, with all of their members. */
  private final List<Panel> all;

  CurveFigures(SweepResults results, FigureList figures) {
    this.results = results;
    this.figures = figures;
    series = Panel.seriesAxis(results).orElse(null);
    all = Panel.all(results, series);
  }

  void draw() {
    List<Panel> whole = Panel.mostDifferent(all, results);
    List<ConfigurationSummary> nearest = nearestToRidge();
    Map<ConfigurationSummary, Curves> curves =
        results.curves(
            Stream.concat(
                    whole.stream().flatMap(panel -> panel.limited().members().stream()),
                    nearest.stream())
                .distinct()
                .toList());
    for (int i = 0; i < whole.size(); i++) {
      drawGap(Panel.numbered("gap-against-step", i, whole.size()), whole, i, curves);
    }
    String loss = "loss-by-" + (series == null ? "step" : series.column().replace('_', '-'));
    for (int i = 0; i < whole.size(); i++) {
      drawLoss(Panel.numbered(loss, i, whole.size()), whole, i, curves);
    }
    for (int i = 0; i < nearest.size(); i++) {
      ConfigurationSummary configuration = nearest.get(i);
      drawDomains(
          Panel.numbered("domains", i, nearest.size()),
          configuration,
          curves.get(configuration),
          nearest.size());
    }
  }

  private void drawGap(
      String name, List<Panel> shown, int index, Map<ConfigurationSummary, Curves> curves) {
    Panel panel = shown.get(index);
    List<Line> gaps = lines(panel.limited(), curves, Quantity.GAP);
    if (gaps.isEmpty()) {
      figures.addAbsent(
          "No gap against step%s: no trial there has a trajectory.".formatted(panel.at()));
      return;
    }
    List<Line> bounds = lines(panel.limited(), curves, Quantity.BOUND);
    figures.add(
        name,
        "Gap against step" + panel.at(),
        caption(panel, shown.size()),
        names(gaps),
        LinePlot.of(
            Stream.concat(gaps.stream(), bounds.stream()).toList(),
            STEP,
            "gap  L − L_min",
            bounds.isEmpty() ? null : "rate bound"),
        FigureList.HEIGHT);
  }

  private void drawLoss(
      String name, List<Panel> shown, int index, Map<ConfigurationSummary, Curves> curves) {
    Panel panel = shown.get(index);
    List<Line> losses = lines(panel.limited(), curves, Quantity.LOSS);
    if (!losses.isEmpty()) {
      figures.add(
          name,
          "Training loss" + (series == null ? "" : " by " + DisplayNames.axis(series)) + panel.at(),
          caption(panel, shown.size()),
          names(losses),
          LinePlot.of(losses, STEP, "training loss L", null),
          FigureList.HEIGHT);
    }
  }

  private static List<String> names(List<Line> lines) {
    return lines.stream().map(Line::name).toList();
  }

  /** The caption of a panel, from which some series may be left out. */
  private List<String> caption(Panel panel, int panelsShown) {
    List<ConfigurationSummary> drawn = panel.limited().members();
    List<String> notes = new ArrayList<>(List.of(Captions.band(results)));
    if (panel.members().size() > drawn.size()) {
      notes.add("%d of %d series are drawn".formatted(drawn.size(), panel.members().size()));
    }
    long unusable = drawn.stream().mapToLong(c -> c.counts().unusable()).sum();
    if (unusable > 0) {
      notes.add("%d diverged or failed trials are left out".formatted(unusable));
    }
    if (drawn.stream().anyMatch(c -> c.counts().trials() > CurveReader.MAX_SEEDS)) {
      notes.add(
          "The first %d seeds of each configuration are drawn".formatted(CurveReader.MAX_SEEDS));
    }
    notes.add(Captions.panelsLeftOut(panelsShown, all.size()));
    return notes;
  }

  private List<Line> lines(
      Panel panel, Map<ConfigurationSummary, Curves> curves, Quantity quantity) {
    List<Line> lines = new ArrayList<>();
    int count = panel.members().size();
    for (int i = 0; i < count; i++) {
      ConfigurationSummary member = panel.members().get(i);
      List<Point> points = points(curves.get(member), quantity);
      if (!points.isEmpty()) {
        lines.add(new Line(seriesName(member), points, i, count, quantity == Quantity.BOUND));
      }
    }
    return lines;
  }

  private String seriesName(ConfigurationSummary configuration) {
    return series == null
        ? "all trials"
        : DisplayNames.setting(series, configuration.values().get(series));
  }

  /** The points of a line; a bound has no band, which would hide the band of the gap. */
  private static List<Point> points(Curves curves, Quantity quantity) {
    return curves.over(quantity).stream()
        .map(
            p ->
                quantity == Quantity.BOUND
                    ? new Point(p.step(), p.over().median(), p.over().median(), p.over().median())
                    : new Point(p.step(), p.over().low(), p.over().median(), p.over().high()))
        .toList();
  }

  /** The configurations whose curves in and out of domain are drawn. */
  private List<ConfigurationSummary> nearestToRidge() {
    return results.configurations().stream()
        .filter(c -> c.has(Measure.RIDGE_GAP))
        .sorted(Comparator.comparingDouble(c -> c.measure(Measure.RIDGE_GAP).median()))
        .limit(MAX_DOMAIN_PANELS)
        .toList();
  }

  private void drawDomains(
      String name, ConfigurationSummary configuration, Curves curves, int shown) {
    List<String> names = List.of("training loss", "ridge gap in domain", "ridge gap out of domain");
    List<Quantity> quantities = List.of(Quantity.LOSS, Quantity.RIDGE_GAP, Quantity.RIDGE_GAP_OOD);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < quantities.size(); i++) {
      List<Point> points = points(curves, quantities.get(i));
      if (!points.isEmpty()) {
        lines.add(new Line(names.get(i), points, i, quantities.size(), false));
      }
    }
    if (lines.isEmpty()) {
      return; // already noted for the gap's figure
    }
    int configurations = results.configurations().size();
    figures.add(
        name,
        "Training loss and distance from ridge regression, in and out of domain"
            + Panel.at(results.settings(configuration)),
        List.of(
            Captions.band(results),
            shown == configurations
                ? ""
                : "Drawn are the %d of %d configurations that end nearest to ridge regression"
                    .formatted(shown, configurations)),
        names(lines),
        LinePlot.of(lines, STEP, "loss and mean squared distance", null),
        FigureList.HEIGHT);
  }
}
