package org.iclsweep.report.figure;

import java.util.ArrayList;
import java.util.List;
import org.iclsweep.report.data.DisplayNames;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.report.data.TrialRow;
import org.iclsweep.report.plot.ScatterPlot;
import org.iclsweep.report.plot.ScatterPlot.Cloud;
import org.iclsweep.report.plot.ScatterPlot.Point;
import org.iclsweep.sweep.Parameter;

/** The figure of fitted rates against the rate of the bound, one point per trial. */
final class RateFigure {
  private static final int HEIGHT = 460;

  private final SweepResults results;
  private final FigureList figures;

  RateFigure(SweepResults results, FigureList figures) {
    this.results = results;
    this.figures = figures;
  }

  void draw() {
    List<Cloud> clouds = clouds();
    if (clouds.isEmpty()) {
      figures.addAbsent(
          "No fitted rate against bound rate: no trial has both (with H < N the bound is trivial;"
              + " short runs have no fit).");
      return;
    }
    int listed = results.trials().size();
    long others = results.counts().trials() - listed;
    figures.add(
        "rate-against-bound",
        "Fitted rate against the rate of the bound",
        List.of(
            "One point per trial, %d of %d; the others have no fitted rate or a trivial bound"
                .formatted(clouds.stream().mapToInt(c -> c.points().size()).sum(), listed),
            others == 0 ? "" : "The other %d trials are not drawn".formatted(others),
            "Above the dashed line the gap falls faster than the theory guarantees"),
        clouds.stream().map(Cloud::name).toList(),
        ScatterPlot.of(
            clouds,
            "bound rate η_w ζ₀ / 4K  (per step)",
            "fitted rate  (per step)",
            "rate = bound"),
        HEIGHT);
  }

  private List<Cloud> clouds() {
    Parameter series = Panel.seriesAxis(results).orElse(null);
    List<Object> values = series == null ? List.of("all") : results.varying().get(series);
    List<Cloud> clouds = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      String name = series == null ? "trials" : DisplayNames.setting(series, value);
      List<TrialRow> trials =
          results.trials().stream()
              .filter(t -> series == null || t.value(series).equals(value))
              .filter(t -> positive(t.rate()) && positive(t.boundRate()))
              .toList();
      for (boolean inRegime : new boolean[] {true, false}) {
        List<Point> points =
            trials.stream()
                .filter(t -> t.inRegime() == inRegime)
                .map(t -> new Point(t.boundRate(), t.rate()))
                .toList();
        if (!points.isEmpty()) {
          String suffix = inRegime ? "" : ", outside the regime";
          clouds.add(new Cloud(name + suffix, points, i, values.size(), inRegime));
        }
      }
    }
    return clouds;
  }

  private static boolean positive(Double rate) {
    return rate != null && rate > 0;
  }
}
