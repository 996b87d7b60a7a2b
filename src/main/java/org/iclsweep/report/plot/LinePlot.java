package org.iclsweep.report.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.iclsweep.report.plot.Line.Point;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Lines with bands and a few marks. */
public final class LinePlot {
  /** Approximate number of marks on a line. */
  private static final int MARKS = 8;

  private LinePlot() {}

  /**
   * Draws lines.
   *
   * @param dashedName the name of all dashed lines in the legend; null for none
   */
  public static JFreeChart of(List<Line> lines, String x, String y, String dashedName) {
    XYPlot plot = plot(lines, Axes.linear(x), Axes.fitting(y, extent(lines)));
    return PlotStyle.chart(plot, legend(lines, dashedName));
  }

  /**
   * Draws two stacked plots with a common x axis, the upper one with a linear y axis. The lower one
   * is omitted if it has no lines.
   *
   * @param marked the x of a vertical line; NaN for none
   * @param mark the label of this line
   */
  public static JFreeChart stacked(
      List<Line> upper,
      String upperY,
      List<Line> lower,
      String lowerY,
      String x,
      double marked,
      String mark) {
    NumberAxis domain = Axes.linear(x);
    domain.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
    CombinedDomainXYPlot combined = new CombinedDomainXYPlot(domain);
    combined.setGap(14);
    combined.add(plot(upper, null, Axes.fromZero(upperY)), 2);
    if (!lower.isEmpty()) {
      combined.add(plot(lower, null, Axes.fitting(lowerY, extent(lower))), 3);
    }
    if (!Double.isNaN(marked)) {
      boolean right = marked > combined.getDomainAxis().getRange().getCentralValue();
      for (Object each : combined.getSubplots()) {
        boolean first = each == combined.getSubplots().get(0);
        ((XYPlot) each)
            .addDomainMarker(marker(marked, first ? mark : null, right), Layer.BACKGROUND);
      }
    }
    PlotStyle.apply(combined.getDomainAxis());
    List<Line> all = new ArrayList<>(upper);
    all.addAll(lower);
    return PlotStyle.chart(combined, legend(all, null));
  }

  private static ValueMarker marker(double x, String label, boolean right) {
    ValueMarker marker = new ValueMarker(x, PlotStyle.REFERENCE, PlotStyle.DASHED);
    marker.setLabel(label);
    marker.setLabelFont(PlotStyle.TICKS);
    marker.setLabelPaint(PlotStyle.AXIS);
    marker.setLabelBackgroundColor(Color.WHITE);
    marker.setLabelAnchor(right ? RectangleAnchor.TOP_LEFT : RectangleAnchor.TOP_RIGHT);
    marker.setLabelTextAnchor(right ? TextAnchor.TOP_RIGHT : TextAnchor.TOP_LEFT);
    return marker;
  }

  private static Extent extent(List<Line> lines) {
    Extent extent = new Extent();
    for (Line line : lines) {
      for (Point point : line.points()) {
        extent.add(point.low());
        extent.add(point.y());
        extent.add(point.high());
      }
    }
    return extent;
  }

  private static XYPlot plot(List<Line> lines, ValueAxis domain, ValueAxis range) {
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    boolean positive = range instanceof PowerAxis;
    DeviationRenderer renderer = new MarkedLines(lines);
    renderer.setAlpha(0.2f);
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      YIntervalSeries series = new YIntervalSeries(i);
      for (Point point : line.points()) {
        if (!positive || point.y() > 0) {
          double low = positive ? Math.max(point.low(), range.getLowerBound()) : point.low();
          series.add(point.x(), point.y(), low, point.high());
        }
      }
      data.addSeries(series);
      Color color = Palette.line(line.index(), line.count());
      renderer.setSeriesPaint(i, color);
      renderer.setSeriesFillPaint(i, color);
      renderer.setSeriesStroke(i, line.dashed() ? PlotStyle.DASHED : PlotStyle.SOLID);
      renderer.setSeriesShape(i, Palette.mark(line.index()));
    }
    XYPlot plot = new XYPlot(data, domain, range, renderer);
    PlotStyle.apply(plot);
    return plot;
  }

  private static LegendItemCollection legend(List<Line> lines, String dashedName) {
    LegendItemCollection items = new LegendItemCollection();
    for (Line line : lines) {
      if (line.name() != null && !line.dashed()) {
        Color color = Palette.line(line.index(), line.count());
        items.add(Legend.line(line.name(), Palette.mark(line.index()), color));
      }
    }
    if (dashedName != null && lines.stream().anyMatch(Line::dashed)) {
      items.add(Legend.dashed(dashedName));
    }
    return items;
  }

  /** Lines with marks at different positions on each line. */
  private static final class MarkedLines extends DeviationRenderer {
    private static final long serialVersionUID = 1L;
    private final transient List<Line> lines;

    MarkedLines(List<Line> lines) {
      super(true, true);
      this.lines = lines;
    }

    @Override
    public boolean getItemShapeVisible(int series, int item) {
      Line line = lines.get(series);
      int size = line.points().size();
      int every = Math.max(1, size / MARKS);
      return !line.dashed() && item % every == (size <= MARKS ? 0 : (series * 3) % every);
    }
  }
}
