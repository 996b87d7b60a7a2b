package org.iclsweep.cli;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.iclsweep.query.Tables;
import org.iclsweep.report.Facts;
import org.iclsweep.report.Figure;
import org.iclsweep.report.Report;
import org.iclsweep.spark.Grid;
import org.iclsweep.spark.Session;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.Parameter;

/** Makes reports of sweeps and stores them in their folders. */
final class Reports {
  private Reports() {}

  /**
   * Writes a report on the trials of a grid, or on all that are stored.
   *
   * @param grid the grid; null if all stored trials are to be shown
   * @param size the number of trials that there are to be; empty if that is not known
   * @param wheres conditions on the trials
   * @param heatMaps pairs of parameters for heat maps; where empty, chosen
   * @throws IOException if it cannot be written
   */
  static void write(
      Session session,
      SweepFolder store,
      Grid grid,
      OptionalLong size,
      List<String> wheres,
      List<List<Parameter>> heatMaps)
      throws IOException {
    Tables tables = Tables.of(session, store);
    OptionalLong stored = OptionalLong.empty();
    if (grid != null || !wheres.isEmpty()) {
      String count = "select count(*) from trials";
      stored = OptionalLong.of((Long) tables.ask(count).first(1).rows().get(0).get(0));
    }
    if (grid != null) {
      tables = tables.restrictedTo(grid);
    }
    Tables shown = tables.where(wheres);
    Facts facts =
        new Facts(
            store.path(),
            wheres.isEmpty() ? size : OptionalLong.empty(),
            stored,
            wheres,
            store.runs(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    Report report = new Report((sql, row) -> shown.ask(sql).each(row), facts, heatMaps);
    Map<String, String> pictures = new LinkedHashMap<>();
    for (Figure figure : report.figures()) {
      pictures.put(
          figure.name(), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + figure.svg() + "\n");
    }
    store.writeReport(report.page(), pictures);
  }
}
