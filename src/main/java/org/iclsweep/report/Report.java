package org.iclsweep.report;

import java.util.List;
import org.iclsweep.sweep.Parameter;

/** A report on a sweep: figures, and one page that holds them with the summary and the trials. */
public final class Report {
  private final List<Figure> figures;
  private final String page;

  /**
   * Reads the sweep's tables and draws the report.
   *
   * @param tables answers questions about the tables
   * @param facts what else is to be said
   * @param heatMaps the pairs of parameters over which heat maps are drawn; where empty, one pair
   *     of those with the most values
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

  /** The page: HTML that needs no other file and no network. */
  public String page() {
    return page;
  }
}
