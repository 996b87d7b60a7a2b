package org.iclsweep.report.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.junit.jupiter.api.Test;

/** Logarithmic axes can be read whatever range they show. */
class PowerAxisTest {
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  /** About the narrowest plot beside a legend, and the lowest of two above each other. */
  private static final Rectangle2D AREA = new Rectangle2D.Double(0, 0, 400, 230);

  private static final Graphics2D GRAPHICS =
      new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();

  private static List<NumberTick> ticks(PowerAxis axis, RectangleEdge edge) {
    return axis.refreshTicks(GRAPHICS, new AxisState(), AREA, edge);
  }

  private static PowerAxis axis(double low, double high) {
    PowerAxis axis = new PowerAxis("x");
    axis.setTickLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    axis.setRange(low, high);
    return axis;
  }

  /** Ranges of one to 35 orders of magnitude, anywhere. */
  private static List<PowerAxis> axes() {
    Random random = new Random(1);
    List<PowerAxis> axes = new ArrayList<>();
    axes.add(axis(1, 10));
    axes.add(axis(3, 30));
    axes.add(axis(0.999, 1.001e3));
    axes.add(axis(1e-300, 1e300));
    for (int i = 0; i < 2000; i++) {
      double low = -30 + 40 * random.nextDouble();
      double orders = 1 + (i % 2 == 0 ? 3 : 34) * random.nextDouble();
      axes.add(axis(Math.pow(10, low), Math.pow(10, low + orders)));
    }
    return axes;
  }

  @Test
  void anyRangeHasThreeToTenLabelsThatDoNotOverlap() {
    for (PowerAxis axis : axes()) {
      for (RectangleEdge edge : List.of(RectangleEdge.LEFT, RectangleEdge.BOTTOM)) {
        String range = axis.getRange() + " at the " + edge;
        double end = Double.NEGATIVE_INFINITY;
        int labelled = 0;
        for (NumberTick tick : ticks(axis, edge)) {
          double value = tick.getNumber().doubleValue();
          assertTrue(axis.getRange().contains(value), range);
          if (tick.getText().isEmpty()) {
            continue;
          }
          labelled++;
          assertEquals(value, number(tick.getText()), 1e-12 * value, tick.getText());
          FontMetrics metrics = GRAPHICS.getFontMetrics(axis.getTickLabelFont());
          double place = axis.valueToJava2D(value, AREA, edge);
          boolean side = RectangleEdge.isLeftOrRight(edge);
          double middle = side ? AREA.getMaxY() - place : place;
          double extent = side ? metrics.getHeight() : metrics.stringWidth(tick.getText());
          assertTrue(middle - extent / 2 > end, range + " at " + tick.getText());
          end = middle + extent / 2;
        }
        assertTrue(labelled >= 3 && labelled <= 10, range + ": " + labelled);
      }
    }
  }

  private static double number(String text) {
    int ten = text.indexOf("10⁻") >= 0 ? text.indexOf("10⁻") : superscript(text);
    if (ten < 0) {
      return Double.parseDouble(text);
    }
    StringBuilder power = new StringBuilder();
    for (char c : text.substring(ten + 2).toCharArray()) {
      power.append(c == '⁻' ? "-" : String.valueOf(SUPERSCRIPTS.indexOf(c)));
    }
    String digit = ten == 0 ? "1" : text.substring(0, ten).replace("·", "");
    return Double.parseDouble(digit + "e" + power);
  }

  /** Where the 10 of a positive power stands, or -1. */
  private static int superscript(String text) {
    return text.matches(".*10[" + SUPERSCRIPTS + "]+") ? text.lastIndexOf("10") : -1;
  }

  @Test
  void labelsAreAsPeoplePrintNumbers() {
    assertEquals("1", PowerAxis.label(1, 0));
    assertEquals("20", PowerAxis.label(2, 1));
    assertEquals("1000", PowerAxis.label(1, 3));
    assertEquals("10⁴", PowerAxis.label(1, 4));
    assertEquals("0.5", PowerAxis.label(5, -1));
    assertEquals("0.01", PowerAxis.label(1, -2));
    assertEquals("10⁻³", PowerAxis.label(1, -3));
    assertEquals("2·10⁻¹⁵", PowerAxis.label(2, -15));
  }
}
