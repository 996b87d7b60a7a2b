package org.iclsweep.report.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Line2D;
import org.jfree.chart.LegendItem;

/** The entries of legends. */
final class Legend {
  private static final Shape LINE = new Line2D.Double(-12, 0, 12, 0);

  private Legend() {}

  /** A line with marks. */
  static LegendItem line(String name, Shape mark, Color color) {
    return new LegendItem(
        name,
        null,
        null,
        null,
        true,
        mark,
        true,
        color,
        false,
        color,
        PlotStyle.SOLID,
        true,
        LINE,
        PlotStyle.SOLID,
        color);
  }

  /** A mark without a line. */
  static LegendItem mark(String name, Shape mark, boolean filled, Color color) {
    return new LegendItem(
        name,
        null,
        null,
        null,
        true,
        mark,
        filled,
        color,
        true,
        color,
        new BasicStroke(1f),
        false,
        mark,
        PlotStyle.SOLID,
        color);
  }

  /** A dashed line for comparison. */
  static LegendItem dashed(String name) {
    return new LegendItem(
        name,
        null,
        null,
        null,
        false,
        LINE,
        false,
        PlotStyle.REFERENCE,
        false,
        PlotStyle.REFERENCE,
        PlotStyle.SOLID,
        true,
        LINE,
        PlotStyle.DASHED,
        PlotStyle.REFERENCE);
  }
}
