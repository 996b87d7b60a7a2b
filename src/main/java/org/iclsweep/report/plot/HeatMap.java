package org.iclsweep.report.plot;

import java.awt.Color;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.List;
import org.iclsweep.format.NumberFormatter;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYZDataset;

/**
 * A heat map. Cells without a number stay white. If the colour scale is logarithmic, a cell of
 * exactly 0 has the colour of the smallest positive number.
 */
public final class HeatMap {
  /** Maximum number of cells for which numbers are shown in the cells. */
  private static final int MAX_LABELLED_CELLS = 150;

  /** Maximum number of columns for which numbers are shown in the cells. */
  private static final int MAX_LABELLED_COLUMNS = 12;

  private HeatMap() {}

  /**
   * Draws a heat map.
   *
   * @param columns the names of the values along x
   * @param rows the names of the values along y
   * @param cells for each row, from the bottom, one number per column; NaN if missing
   * @param title the label of the colour scale
   */
  public static JFreeChart of(
      String x, List<String> columns, String y, List<String> rows, double[][] cells, String title) {
    Extent extent = new Extent();
    int filled = 0;
    for (double[] row : cells) {
      for (double cell : row) {
        if (!Double.isNaN(cell)) {
          extent.add(cell);
          filled++;
        }
      }
    }
    boolean logarithmic = extent.logarithmic();
    double low = logarithmic ? Math.log10(extent.minPositive()) : extent.min();
    double high = logarithmic ? Math.log10(extent.max()) : extent.max();
    Scale scale = new Scale(low, high > low ? high : low + 1);
    boolean labelled =
        columns.size() * rows.size() <= MAX_LABELLED_CELLS
            && columns.size() <= MAX_LABELLED_COLUMNS;
    double[][] data = new double[3][filled];
    XYPlot plot = new XYPlot();
    int next = 0;
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < columns.size(); c++) {
        double cell = cells[r][c];
        if (Double.isNaN(cell)) {
          continue;
        }
        double value = logarithmic ? Math.max(low, Math.log10(cell)) : cell;
        data[0][next] = c;
        data[1][next] = r;
        data[2][next] = value;
        next++;
        if (labelled) {
          XYTextAnnotation number = new XYTextAnnotation(NumberFormatter.rounded(cell), c, r);
          number.setFont(PlotStyle.TICKS.deriveFont(10f));
          number.setPaint(Palette.textOn(scale.getPaint(value)));
          plot.addAnnotation(number);
        }
      }
    }
    DefaultXYZDataset dataset = new DefaultXYZDataset();
    dataset.addSeries("cells", data);
    XYBlockRenderer renderer = new XYBlockRenderer();
    renderer.setPaintScale(scale);
    plot.setDataset(dataset);
    plot.setRenderer(renderer);
    plot.setDomainAxis(Axes.names(x, columns));
    plot.setRangeAxis(Axes.names(y, rows));
    PlotStyle.apply(plot);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    JFreeChart chart = PlotStyle.chart(plot, new LegendItemCollection());
    chart.addSubtitle(bar(scale, scaleAxis(title, scale, logarithmic, high - low)));
    return chart;
  }

  private static NumberAxis scaleAxis(
      String title, Scale scale, boolean logarithmic, double orders) {
    NumberAxis axis = Axes.linear(title);
    axis.setRange(scale.getLowerBound(), scale.getUpperBound());
    if (logarithmic) {
      int every = Math.max(1, (int) Math.ceil(orders / 8));
      axis.setTickUnit(new NumberTickUnit(orders < 2 ? 0.25 : every));
      axis.setNumberFormatOverride(new Powers());
    }
    PlotStyle.apply(axis);
    return axis;
  }

  private static PaintScaleLegend bar(Scale scale, NumberAxis axis) {
    PaintScaleLegend bar = new PaintScaleLegend(scale, axis);
    bar.setPosition(RectangleEdge.RIGHT);
    bar.setAxisLocation(AxisLocation.BOTTOM_OR_RIGHT);
    bar.setMargin(new RectangleInsets(20, 16, 40, 8));
    bar.setStripWidth(14);
    return bar;
  }

  /** The colour scale, dark for the minimum. */
  private record Scale(double low, double high) implements PaintScale {
    @Override
    public double getLowerBound() {
      return low;
    }

    @Override
    public double getUpperBound() {
      return high;
    }

    @Override
    public Color getPaint(double value) {
      return Palette.at((value - low) / (high - low));
    }
  }

  /** Formats x as the number 10^x. */
  private static final class Powers extends NumberFormat {
    private static final long serialVersionUID = 1L;

    @Override
    public StringBuffer format(double power, StringBuffer to, FieldPosition position) {
      return to.append(
          power == Math.rint(power)
              ? PowerAxis.label(1, (int) power)
              : NumberFormatter.rounded(Math.pow(10, power)));
    }

    @Override
    public StringBuffer format(long power, StringBuffer to, FieldPosition position) {
      return to.append(PowerAxis.label(1, (int) power));
    }

    @Override
    public Number parse(String text, ParsePosition position) {
      throw new UnsupportedOperationException();
    }
  }
}
