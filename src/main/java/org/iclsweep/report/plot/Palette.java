package org.iclsweep.report.plot;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * Colours of increasing lightness, from dark violet through green to yellow (the anchors of the
 * viridis colour map). Colour-blind readers can distinguish them, and so can all readers in grey
 * print, by lightness.
 */
final class Palette {
  private static final List<Color> ANCHORS =
      List.of(
          new Color(0x440154),
          new Color(0x482878),
          new Color(0x3e4a89),
          new Color(0x31688e),
          new Color(0x26828e),
          new Color(0x1f9e89),
          new Color(0x35b779),
          new Color(0x6ece58),
          new Color(0xb5de2b),
          new Color(0xfde725));

  /** The lightest line colour; the yellow beyond it is too light on white paper. */
  private static final double LIGHTEST_LINE = 0.82;

  private static final Color OTHER = new Color(0x666666);

  private Palette() {}

  /** The colour of a series, the first darkest; grey for -1, a line that belongs to no series. */
  static Color line(int index, int count) {
    if (index < 0) {
      return OTHER;
    }
    return at(count == 1 ? 0.25 : LIGHTEST_LINE * index / (count - 1));
  }

  /** The colour at a position from 0, dark, to 1, light. */
  static Color at(double place) {
    double scaled = Math.max(0, Math.min(1, place)) * (ANCHORS.size() - 1);
    int below = Math.min((int) scaled, ANCHORS.size() - 2);
    double share = scaled - below;
    Color a = ANCHORS.get(below);
    Color b = ANCHORS.get(below + 1);
    return new Color(
        mixed(a.getRed(), b.getRed(), share),
        mixed(a.getGreen(), b.getGreen(), share),
        mixed(a.getBlue(), b.getBlue(), share));
  }

  private static int mixed(int a, int b, double share) {
    return (int) Math.round(a + share * (b - a));
  }

  /** Black or white, whichever is readable on a colour. */
  static Color textOn(Color background) {
    double lightness =
        0.299 * background.getRed() + 0.587 * background.getGreen() + 0.114 * background.getBlue();
    return lightness > 140 ? Color.BLACK : Color.WHITE;
  }

  /** The mark of a series, which distinguishes series in addition to the colour. */
  static Shape mark(int index) {
    return switch (Math.floorMod(index, 5)) {
      case 0 -> new Ellipse2D.Double(-3.5, -3.5, 7, 7);
      case 1 -> new Rectangle2D.Double(-3, -3, 6, 6);
      case 2 -> polygon(0, -4.5, 4, 3, -4, 3);
      case 3 -> polygon(0, -4.5, 4.5, 0, 0, 4.5, -4.5, 0);
      default -> polygon(0, 4.5, 4, -3, -4, -3);
    };
  }

  private static Shape polygon(double... coordinates) {
    Path2D path = new Path2D.Double();
    path.moveTo(coordinates[0], coordinates[1]);
    for (int i = 2; i < coordinates.length; i += 2) {
      path.lineTo(coordinates[i], coordinates[i + 1]);
    }
    path.closePath();
    return path;
  }
}
