package org.iclsweep.report;

import java.util.List;
import org.iclsweep.report.data.ModelSource;
import org.iclsweep.report.data.SqlSource;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.report.figure.Figure;
import org.iclsweep.report.figure.FigureList;
import org.iclsweep.report.figure.SweepFigures;
import org.iclsweep.report.page.Facts;
import org.iclsweep.report.page.Page;
import org.iclsweep.sweep.Parameter;

/**
 * A report on a sweep.
 *
 * @param figures the figures, in the order of the page
 * @param page the page: HTML that needs neither other files nor the network
 */
public record Report(List<Figure> figures, String page) {
  /**
   * Reads the sweep's tables and draws the report.
   *
   * @param tables the tables
   * @param models the kept models
   * @param facts the facts to report in addition
   * @param heatMaps the pairs of parameters for heat maps; if empty, one pair is chosen: heads if
   *     they vary, then the parameters with the most values
   */
  public static Report of(
      SqlSource tables, ModelSource models, Facts facts, List<List<Parameter>> heatMaps) {
    SweepResults results = new SweepResults(tables);
    Background<FigureList> figures =
        Background.start("figures", () -> SweepFigures.of(results, heatMaps));
    String page = Page.html(results, models, figures, facts);
    return new Report(figures.get().figures(), page);
  }
}
