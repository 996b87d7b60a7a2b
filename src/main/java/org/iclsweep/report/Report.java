package org.iclsweep.report;

import java.util.List;
import org.iclsweep.sweep.Parameter;

/** A report on a sweep: figures, and a page that contains them, the summary and the trials. */
public final class Report {
  private final List<Figure> figures;
  private final String page;

  /**
   * Reads the sweep's tables and draws the report.
   *
   * @param tables answers queries over the tables
   * @param facts the facts to report in addition
   * @param heatMaps the pairs of parameters for heat maps; if empty, one pair is chosen: heads if
   *     they vary, then the parameters with the most values
   */
  public Report(Question tables, Facts facts, List<List<Parameter>> heatMaps) {
    Results results = new Results(tables);
    Figures drawn = new Figures(results, heatMaps);
    figures = List.copyOf(drawn.figures());
    page = new Page(results, drawn, facts).html();
  }

  /** The figures, in the order of the page. */
  public List<Figure> figures() {
    return figures;
  }

  /** The page: HTML that needs neither other files nor the network. */
  public String page() {
    return page;
  }
}
