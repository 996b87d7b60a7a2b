package org.iclsweep.report.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Stroke;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** The common style of all plots. */
final class PlotStyle {
  static final Font TICKS = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final Color AXIS = new Color(0x444444);

  /** The colour of lines for comparison, which belong to no series. */
  static final Color REFERENCE = new Color(0x777777);

  static final Stroke SOLID = new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  static final Stroke DASHED =
      new BasicStroke(
          1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, new float[] {6f, 4f}, 0f);

  private static final Font LABELS = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final Color GRID = new Color(0xdddddd);

  private PlotStyle() {}

  static void apply(XYPlot plot) {
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlinePaint(AXIS);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(0.8f));
    plot.setRangeGridlineStroke(new BasicStroke(0.8f));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    apply(plot.getRangeAxis());
    if (plot.getDomainAxis() != null) {
      apply(plot.getDomainAxis());
    }
  }

  static void apply(ValueAxis axis) {
    axis.setLabelFont(LABELS);
    axis.setTickLabelFont(TICKS);
    axis.setAxisLinePaint(AXIS);
    axis.setTickMarkPaint(AXIS);
    axis.setTickMarkOutsideLength(4f);
    axis.setMinorTickMarkOutsideLength(2f);
  }

  /** A chart of a plot with a legend, if there are entries for one. */
  static JFreeChart chart(XYPlot plot, LegendItemCollection items) {
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
}
