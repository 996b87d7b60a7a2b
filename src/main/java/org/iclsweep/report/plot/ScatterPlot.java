package org.iclsweep.report.plot;

import java.awt.Color;
import java.awt.Shape;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Points and the diagonal on two logarithmic axes with the same range. */
public final class ScatterPlot {
  private ScatterPlot() {}

  /**
   * A series of points.
   *
   * @param name its name in the legend
   * @param points its points, with positive x and y
   * @param index its index among the series, which determines colour and mark
   * @param count the number of series
   * @param filled whether its marks are filled
   */
  public record Cloud(String name, List<Point> points, int index, int count, boolean filled) {}

  /**
   * A point.
   *
   * @param x the horizontal coordinate
   * @param y the vertical coordinate
   */
  public record Point(double x, double y) {}

  /**
   * Draws points and the dashed line y = x.
   *
   * @param clouds at least one point
   * @param diagonal the name of the line in the legend
   */
  public static JFreeChart of(List<Cloud> clouds, String x, String y, String diagonal) {
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
    LegendItemCollection legend = new LegendItemCollection();
    for (Cloud cloud : clouds) {
      int series = data.getSeriesCount();
      XYSeries points = new XYSeries(series, false, true);
      cloud.points().forEach(point -> points.add(point.x(), point.y()));
      data.addSeries(points);
      Color color = Palette.line(cloud.index(), cloud.count());
      Shape mark = Palette.mark(cloud.index());
      renderer.setSeriesPaint(series, color);
      renderer.setSeriesShape(series, mark);
      renderer.setSeriesShapesFilled(series, cloud.filled());
      legend.add(Legend.mark(cloud.name(), mark, cloud.filled(), color));
    }
    legend.add(Legend.dashed(diagonal));
    Extent both = extent(clouds);
    ValueAxis domain = Axes.fitting(x, both);
    XYPlot plot = new XYPlot(data, domain, Axes.fitting(y, both), renderer);
    addDiagonal(plot, domain.getLowerBound(), domain.getUpperBound());
    PlotStyle.apply(plot);
    return PlotStyle.chart(plot, legend);
  }

  /** The range of both axes, more than an order of magnitude. */
  private static Extent extent(List<Cloud> clouds) {
    Extent both = new Extent();
    for (Cloud cloud : clouds) {
      for (Point point : cloud.points()) {
        both.add(point.x());
        both.add(point.y());
      }
    }
    double middle = Math.sqrt(both.min()) * Math.sqrt(both.max());
    both.add(middle / 4);
    both.add(middle * 4);
    return both;
  }

  private static void addDiagonal(XYPlot plot, double from, double to) {
    XYSeries diagonal = new XYSeries("same");
    diagonal.add(from, from);
    diagonal.add(to, to);
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setSeriesPaint(0, PlotStyle.REFERENCE);
    renderer.setSeriesStroke(0, PlotStyle.DASHED);
    plot.setDataset(1, new XYSeriesCollection(diagonal));
    plot.setRenderer(1, renderer);
  }
}
