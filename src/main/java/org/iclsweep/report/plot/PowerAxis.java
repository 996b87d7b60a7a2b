package org.iclsweep.report.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/**
 * A logarithmic axis with labels at powers of ten, thinned to about eight, and minor ticks between
 * them. If there are fewer than three powers, 2 and 5 times a power are labelled as well.
 */
final class PowerAxis extends LogAxis {
  private static final long serialVersionUID = 1L;
  private static final int MAX_LABELS = 8;

  PowerAxis(String label) {
    super(label);
    setMinorTickMarksVisible(true);
  }

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D g2, AxisState state, Rectangle2D dataArea, RectangleEdge edge) {
    double low = Math.log10(getLowerBound());
    double high = Math.log10(getUpperBound());
    int first = (int) Math.floor(low);
    int last = (int) Math.ceil(high);
    int every = Math.max(1, (int) Math.ceil((high - low) / MAX_LABELS));
    long labels = Math.round(Math.floor(high) - Math.ceil(low)) + 1;
    List<NumberTick> ticks = new ArrayList<>();
    for (int power = first; power <= last; power++) {
      add(ticks, power, 1, Math.floorMod(power, every) == 0, edge);
      for (int digit = 2; every == 1 && digit <= 9; digit++) {
        add(ticks, power, digit, labels < 3 && (digit == 2 || digit == 5), edge);
      }
    }
    return ticks;
  }

  private void add(
      List<NumberTick> ticks, int power, int digit, boolean labelled, RectangleEdge edge) {
    double value = digit * Math.pow(10, power);
    if (value >= getLowerBound() && value <= getUpperBound()) {
      TextAnchor anchor =
          RectangleEdge.isTopOrBottom(edge) ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
      ticks.add(
          new NumberTick(
              labelled ? TickType.MAJOR : TickType.MINOR,
              value,
              labelled ? label(digit, power) : "",
              anchor,
              TextAnchor.CENTER,
              0));
    }
  }

  /** Formats a number for reading: 0.02, 500, or 2·10⁻⁵. */
  static String label(int digit, int power) {
    if (power >= -2 && power <= 3) {
      String digits = String.valueOf(digit);
      return power >= 0 ? digits + "0".repeat(power) : "0." + "0".repeat(-power - 1) + digits;
    }
    StringBuilder text = new StringBuilder(digit == 1 ? "10" : digit + "·10");
    for (char c : String.valueOf(power).toCharArray()) {
      text.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
    }
    return text.toString();
  }
}
