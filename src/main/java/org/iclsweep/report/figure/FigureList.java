package org.iclsweep.report.figure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.iclsweep.report.plot.Svg;
import org.jfree.chart.JFreeChart;

/** The figures of a sweep, and the reasons for which it lacks others. */
public final class FigureList {
  /** The height of most figures, in pixels. */
  static final int HEIGHT = 420;

  private static final int WIDTH = 720;

  private final List<Figure> figures = new ArrayList<>();
  private final List<String> absent = new ArrayList<>();

  FigureList() {}

  /**
   * Adds a figure.
   *
   * @param caption sentences without full stops; blank ones are ignored
   */
  void add(
      String name,
      String title,
      List<String> caption,
      List<String> series,
      JFreeChart chart,
      int height) {
    String text =
        caption.stream().filter(s -> !s.isBlank()).collect(Collectors.joining(". ")) + ".";
    figures.add(new Figure(name, title, text, series, Svg.of(chart, name, title, WIDTH, height)));
  }

  /** Notes the reason for which a figure is absent, a sentence. */
  void addAbsent(String reason) {
    absent.add(reason);
  }

  /** The figures, in the order of the page. */
  public List<Figure> figures() {
    return Collections.unmodifiableList(figures);
  }

  /** For each figure that this sweep lacks, a sentence with the reason. */
  public List<String> absent() {
    return Collections.unmodifiableList(absent);
  }
}
