package org.iclsweep.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.iclsweep.report.data.ConfigurationSummary;
import org.iclsweep.report.data.DisplayNames;
import org.iclsweep.report.data.Measure;
import org.iclsweep.report.data.Spread;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.train.Status;

/**
 * The table of configurations.
 *
 * @param head the headings
 * @param rows the rows
 * @param leftOut the number of configurations that are not listed
 */
record ConfigurationSection(List<String> head, List<TableRow> rows, long leftOut) {
  /** Maximum number of configurations listed; the table holds all. */
  private static final int MAX_CONFIGURATIONS = 500;

  /** A row. */
  record TableRow(List<Cell> cells) {}

  /**
   * A cell.
   *
   * @param text its text
   * @param order the value by which the table is sorted
   */
  record Cell(String text, Object order) {
    static Cell of(Object value) {
      return new Cell(DisplayNames.value(value), value);
    }

    static Cell of(Spread spread) {
      return spread == null ? new Cell("–", "") : new Cell(spread.text(), spread.median());
    }
  }

  static ConfigurationSection of(SweepResults results) {
    List<Status> statuses =
        Stream.of(Status.values()).filter(s -> results.counts().count(s) > 0).toList();
    return new ConfigurationSection(
        head(results, statuses),
        results.configurations().stream()
            .limit(MAX_CONFIGURATIONS)
            .map(configuration -> row(results, statuses, configuration))
            .toList(),
        Math.max(0, results.configurationCount() - MAX_CONFIGURATIONS));
  }

  private static List<String> head(SweepResults results, List<Status> statuses) {
    return Stream.of(
            results.varying().keySet().stream().map(DisplayNames::symbol),
            Stream.of("trials"),
            statuses.stream().map(DisplayNames::status),
            Stream.of(Measure.values()).map(Measure::title))
        .flatMap(headings -> headings)
        .toList();
  }

  private static TableRow row(
      SweepResults results, List<Status> statuses, ConfigurationSummary configuration) {
    List<Cell> cells = new ArrayList<>();
    for (Parameter parameter : results.varying().keySet()) {
      cells.add(Cell.of(configuration.values().get(parameter)));
    }
    cells.add(Cell.of(configuration.counts().trials()));
    statuses.forEach(status -> cells.add(Cell.of(configuration.counts().count(status))));
    for (Measure measure : Measure.values()) {
      cells.add(Cell.of(configuration.measure(measure)));
    }
    return new TableRow(cells);
  }
}
