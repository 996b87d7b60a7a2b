package org.iclsweep.report.figure;

import java.util.List;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.sweep.Parameter;

/**
 * All figures of a sweep.
 *
 * <p>A figure shows one axis of the grid as its series. If other parameters vary as well, each of
 * their combinations has a panel, which is a separate figure. Series and panels beyond the maximum
 * are left out, as the caption states: nothing is averaged over configurations.
 */
public final class SweepFigures {
  private SweepFigures() {}

  /**
   * Draws the figures.
   *
   * @param heatMaps the pairs of axes of heat maps; chosen automatically if empty
   */
  public static FigureList of(SweepResults results, List<List<Parameter>> heatMaps) {
    FigureList figures = new FigureList();
    if (results.counts().trials() == 0) {
      figures.addAbsent("There are no figures: no trial is stored.");
      return figures;
    }
    new CurveFigures(results, figures).draw();
    new PromptLengthFigures(results, figures).draw();
    new RateFigure(results, figures).draw();
    new HeatMapFigures(results, figures).draw(heatMaps);
    return figures;
  }
}
