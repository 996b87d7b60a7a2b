package org.iclsweep.report.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import org.iclsweep.report.figure.Figure;
import org.iclsweep.report.figure.FigureList;

/**
 * The figures for papers.
 *
 * @param pictures the figures
 * @param absent for each figure that the sweep lacks, a sentence with the reason
 */
record FigureSection(List<Picture> pictures, List<String> absent) {
  /**
   * A figure.
   *
   * @param source the picture as a data URI
   */
  record Picture(String name, String title, String caption, String source) {
    static Picture of(Figure figure) {
      return new Picture(figure.name(), figure.title(), figure.caption(), dataUri(figure.svg()));
    }
  }

  static FigureSection of(FigureList figures) {
    return new FigureSection(
        figures.figures().stream().map(Picture::of).toList(), figures.absent());
  }

  /** The length of all pictures. */
  long characters() {
    return pictures.stream().mapToLong(picture -> picture.source().length()).sum();
  }

  /**
   * An SVG document as the address of a picture, whose styles the page's policy does not concern.
   */
  static String dataUri(String svg) {
    return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg.getBytes(UTF_8));
  }
}
