package org.iclsweep.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Line2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.DefaultXYZDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** The house style of figures: draws lines with bands, points and heat maps. */
final class Plots {
  static final int WIDTH = 720;
  static final int HEIGHT = 420;

  private static final Font TICKS = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Font LABELS = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final Color GRID = new Color(0xdddddd);
  private static final Color AXIS = new Color(0x444444);
  private static final Color REFERENCE = new Color(0x777777);
  private static final Stroke SOLID =
      new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final Stroke DASHED =
      new BasicStroke(
          1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, new float[] {6f, 4f}, 0f);
  private static final Shape LEGEND_LINE = new Line2D.Double(-12, 0, 12, 0);

  /** Values that span less than this factor are shown on a linear axis. */
  private static final double MIN_LOGARITHMIC = 10;

  /** Approximate number of marks on a line. */
  private static final int MARKS = 8;

  /** Maximum number of cells for which numbers are shown in the cells. */
  private static final int MAX_LABELLED_CELLS = 150;

  private Plots() {}

  /**
   * A point of a line.
   *
   * @param x its position
   * @param y the median and the ends of the band
   */
  record Point(double x, Spread y) {}

  /**
   * A line with a band.
   *
   * @param name its name in the legend; null for a line without an entry
   * @param points its points, in order of x
   * @param index its index among the series, which determines colour and mark; -1 for a line that
   *     belongs to no series
   * @param count the number of series
   * @param dashed whether it is a bound
   */
  record Line(String name, List<Point> points, int index, int count, boolean dashed) {}

  /** Draws lines over steps or sizes. */
  static JFreeChart lines(List<Line> lines, String x, String y, String dashedName) {
    XYPlot plot = plot(lines, linear(x), y, false);
    return framed(plot, legend(lines, dashedName));
  }

  /**
   * Draws two stacked plots with a common x axis, the upper one with a linear y axis. The lower one
   * is omitted if it has no lines.
   *
   * @param marked the x of a vertical line; NaN for none
   * @param mark the label of this line
   */
  static JFreeChart stacked(
      List<Line> upper,
      String upperY,
      List<Line> lower,
      String lowerY,
      String x,
      double marked,
      String mark) {
    NumberAxis sizes = linear(x);
    sizes.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
    CombinedDomainXYPlot combined = new CombinedDomainXYPlot(sizes);
    combined.setGap(14);
    combined.add(plot(upper, null, upperY, true), 2);
    if (!lower.isEmpty()) {
      combined.add(plot(lower, null, lowerY, false), 3);
    }
    for (Object each : combined.getSubplots()) {
      if (!Double.isNaN(marked)) {
        ValueMarker marker = new ValueMarker(marked, REFERENCE, DASHED);
        marker.setLabel(each == combined.getSubplots().get(0) ? mark : null);
        marker.setLabelFont(TICKS);
        marker.setLabelPaint(AXIS);
        marker.setLabelBackgroundColor(Color.WHITE);
        boolean right = marked > combined.getDomainAxis().getRange().getCentralValue();
        marker.setLabelAnchor(right ? RectangleAnchor.TOP_LEFT : RectangleAnchor.TOP_RIGHT);
        marker.setLabelTextAnchor(right ? TextAnchor.TOP_RIGHT : TextAnchor.TOP_LEFT);
        ((XYPlot) each).addDomainMarker(marker, Layer.BACKGROUND);
      }
    }
    styleAxis(combined.getDomainAxis());
    List<Line> all = new ArrayList<>(upper);
    all.addAll(lower);
    return framed(combined, legend(all, null));
  }

  /**
   * A cloud of points, one per trial.
   *
   * @param name its name in the legend
   * @param points its points, with positive x and y
   * @param index its index among the series
   * @param count the number of series
   * @param filled whether its marks are filled
   */
  record Cloud(String name, List<Place> points, int index, int count, boolean filled) {}

  /**
   * A position in a plot.
   *
   * @param x the horizontal coordinate
   * @param y the vertical coordinate
   */
  record Place(double x, double y) {}

  /** Draws points and the dashed line y = x on two logarithmic axes with the same range. */
  static JFreeChart points(List<Cloud> clouds, String x, String y, String diagonal) {
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
    Extent both = new Extent();
    LegendItemCollection legend = new LegendItemCollection();
    for (Cloud cloud : clouds) {
      int series = data.getSeriesCount();
      XYSeries points = new XYSeries(series, false, true);
      for (Place point : cloud.points()) {
        points.add(point.x(), point.y());
        both.add(point.x());
        both.add(point.y());
      }
      data.addSeries(points);
      Color color = Palette.line(cloud.index(), cloud.count());
      Shape shape = Palette.mark(cloud.index());
      renderer.setSeriesPaint(series, color);
      renderer.setSeriesShape(series, shape);
      renderer.setSeriesShapesFilled(series, cloud.filled());
      legend.add(
          new LegendItem(
              cloud.name(),
              null,
              null,
              null,
              true,
              shape,
              cloud.filled(),
              color,
              true,
              color,
              new BasicStroke(1f),
              false,
              shape,
              SOLID,
              color));
    }
    double middle = Math.sqrt(both.least()) * Math.sqrt(both.most());
    both.add(middle / 4);
    both.add(middle * 4);
    ValueAxis domain = axis(x, both, false);
    ValueAxis range = axis(y, both, false);
    XYPlot plot = new XYPlot(data, domain, range, renderer);
    XYSeriesCollection line = new XYSeriesCollection();
    XYSeries same = new XYSeries("same");
    same.add(domain.getLowerBound(), domain.getLowerBound());
    same.add(domain.getUpperBound(), domain.getUpperBound());
    legend.add(dashedItem(diagonal));
    line.addSeries(same);
    XYLineAndShapeRenderer lineRenderer = new XYLineAndShapeRenderer(true, false);
    lineRenderer.setSeriesPaint(0, REFERENCE);
    lineRenderer.setSeriesStroke(0, DASHED);
    plot.setDataset(1, line);
    plot.setRenderer(1, lineRenderer);
    style(plot);
    return framed(plot, legend);
  }

  /**
   * Draws a heat map. Cells without a number stay white. If the colour scale is logarithmic, a cell
   * of exactly 0 has the colour of the smallest positive number.
   *
   * @param columns the names of the values along x
   * @param rows the names of the values along y
   * @param cells for each row, from the bottom, one number per column; NaN if missing
   */
  static JFreeChart heat(
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
    double low = logarithmic ? Math.log10(extent.leastPositive()) : extent.least();
    double high = logarithmic ? Math.log10(extent.most()) : extent.most();
    double[][] data = new double[3][filled];
    XYPlot plot = new XYPlot();
    int next = 0;
    PaintScale scale = new Scale(low, high > low ? high : low + 1);
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
        if (columns.size() * rows.size() <= MAX_LABELLED_CELLS && columns.size() <= 12) {
          XYTextAnnotation number = new XYTextAnnotation(Numbers.rounded(cell), c, r);
          number.setFont(TICKS.deriveFont(10f));
          number.setPaint(Palette.textOn((Color) scale.getPaint(value)));
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
    plot.setDomainAxis(names(x, columns));
    plot.setRangeAxis(names(y, rows));
    style(plot);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    JFreeChart chart = framed(plot, new LegendItemCollection());
    NumberAxis scaleAxis = linear(title);
    scaleAxis.setRange(scale.getLowerBound(), scale.getUpperBound());
    if (logarithmic) {
      int every = Math.max(1, (int) Math.ceil((high - low) / 8));
      scaleAxis.setTickUnit(new NumberTickUnit(high - low < 2 ? 0.25 : every));
      scaleAxis.setNumberFormatOverride(new Powers());
    }
    styleAxis(scaleAxis);
    PaintScaleLegend bar = new PaintScaleLegend(scale, scaleAxis);
    bar.setPosition(RectangleEdge.RIGHT);
    bar.setAxisLocation(AxisLocation.BOTTOM_OR_RIGHT);
    bar.setMargin(new RectangleInsets(20, 16, 40, 8));
    bar.setStripWidth(14);
    chart.addSubtitle(bar);
    return chart;
  }

  private static SymbolAxis names(String label, List<String> names) {
    SymbolAxis axis = new SymbolAxis(label, names.toArray(String[]::new));
    axis.setGridBandsVisible(false);
    return axis;
  }

  private static XYPlot plot(List<Line> lines, ValueAxis domain, String y, boolean linear) {
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    Extent extent = new Extent();
    for (Line line : lines) {
      for (Point point : line.points()) {
        extent.add(point.y().low());
        extent.add(point.y().median());
        extent.add(point.y().high());
      }
    }
    ValueAxis range = axis(y, extent, linear);
    boolean positive = range instanceof PowerAxis;
    DeviationRenderer renderer = new MarkedLines(lines);
    renderer.setAlpha(0.2f);
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      YIntervalSeries series = new YIntervalSeries(i);
      for (Point point : line.points()) {
        Spread over = point.y();
        if (!positive || over.median() > 0) {
          double low = positive ? Math.max(over.low(), range.getLowerBound()) : over.low();
          series.add(point.x(), over.median(), low, over.high());
        }
      }
      data.addSeries(series);
      Color color = Palette.line(line.index(), line.count());
      renderer.setSeriesPaint(i, color);
      renderer.setSeriesFillPaint(i, color);
      renderer.setSeriesStroke(i, line.dashed() ? DASHED : SOLID);
      renderer.setSeriesShape(i, Palette.mark(line.index()));
    }
    XYPlot plot = new XYPlot(data, domain, range, renderer);
    style(plot);
    return plot;
  }

  /** Lines with a few marks, at different positions on each line. */
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

  private static LegendItemCollection legend(List<Line> lines, String dashedName) {
    LegendItemCollection items = new LegendItemCollection();
    for (Line line : lines) {
      if (line.name() != null && !line.dashed()) {
        Color color = Palette.line(line.index(), line.count());
        items.add(
            new LegendItem(
                line.name(),
                null,
                null,
                null,
                true,
                Palette.mark(line.index()),
                true,
                color,
                false,
                color,
                SOLID,
                true,
                LEGEND_LINE,
                SOLID,
                color));
      }
    }
    if (dashedName != null && lines.stream().anyMatch(Line::dashed)) {
      items.add(dashedItem(dashedName));
    }
    return items;
  }

  private static LegendItem dashedItem(String name) {
    return new LegendItem(
        name,
        null,
        null,
        null,
        false,
        LEGEND_LINE,
        false,
        REFERENCE,
        false,
        REFERENCE,
        SOLID,
        true,
        LEGEND_LINE,
        DASHED,
        REFERENCE);
  }

  private static JFreeChart framed(XYPlot plot, LegendItemCollection items) {
    JFreeChart chart = new JFreeChart(null, LABELS, plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(8, 8, 8, 12));
    if (items.getItemCount() > 0) {
      LegendTitle legend = new LegendTitle(() -> items);
      legend.setPosition(RectangleEdge.RIGHT);
      legend.setItemFont(TICKS);
      legend.setFrame(BlockBorder.NONE);
      legend.setBackgroundPaint(Color.WHITE);
      legend.setLegendItemGraphicPadding(new RectangleInsets(3, 10, 3, 4));
      chart.addLegend(legend);
    }
    return chart;
  }

  private static void style(XYPlot plot) {
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlinePaint(AXIS);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(0.8f));
    plot.setRangeGridlineStroke(new BasicStroke(0.8f));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    styleAxis(plot.getRangeAxis());
    if (plot.getDomainAxis() != null) {
      styleAxis(plot.getDomainAxis());
    }
  }

  private static void styleAxis(ValueAxis axis) {
    axis.setLabelFont(LABELS);
    axis.setTickLabelFont(TICKS);
    axis.setAxisLinePaint(AXIS);
    axis.setTickMarkPaint(AXIS);
    axis.setTickMarkOutsideLength(4f);
    axis.setMinorTickMarkOutsideLength(2f);
  }

  private static ValueAxis axis(String label, Extent extent, boolean linear) {
    if (linear || !extent.logarithmic()) {
      NumberAxis axis = linear(label);
      axis.setAutoRangeIncludesZero(linear);
      return axis;
    }
    PowerAxis axis = new PowerAxis(label);
    double margin = Math.pow(extent.most() / extent.leastPositive(), 0.03);
    axis.setRange(extent.leastPositive() / margin, extent.most() * margin);
    return axis;
  }

  private static NumberAxis linear(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setAutoRangeIncludesZero(false);
    axis.setNumberFormatOverride(
        new DecimalFormat("0.######", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    return axis;
  }

  /** The minimum and the maximum of some numbers. */
  private static final class Extent {
    private double least = Double.POSITIVE_INFINITY;
    private double leastPositive = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    void add(double value) {
      least = Math.min(least, value);
      most = Math.max(most, value);
      leastPositive = value > 0 ? Math.min(leastPositive, value) : leastPositive;
    }

    double least() {
      return least;
    }

    double leastPositive() {
      return leastPositive;
    }

    double most() {
      return most;
    }

    boolean logarithmic() {
      return least >= 0 && most / leastPositive >= MIN_LOGARITHMIC;
    }
  }

  /** The colour scale of a heat map, dark for the minimum. */
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
              : Numbers.rounded(Math.pow(10, power)));
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
