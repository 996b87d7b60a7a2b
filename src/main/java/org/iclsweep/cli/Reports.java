package org.iclsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import org.iclsweep.query.Tables;
import org.iclsweep.report.Report;
import org.iclsweep.report.figure.Figure;
import org.iclsweep.report.page.Facts;
import org.iclsweep.spark.Grid;
import org.iclsweep.spark.Session;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.SweepRun;
import org.iclsweep.sweep.UsageException;

/** Creates reports on sweeps and stores them in the sweeps' folders. */
final class Reports {
  /** Maximum letters of conditions in a file name, which keeps it readable. */
  private static final int MAX_LETTERS = 40;

  private Reports() {}

  /**
   * Writes a report on the grid of the last run.
   *
   * @param wheres conditions on the trials
   * @param heatMaps pairs of parameters for heat maps; chosen automatically if empty
   * @return the path of the page
   * @throws IOException if it cannot be written
   */
  static String ofLastRun(
      Session session, SweepFolder store, List<String> wheres, List<List<Parameter>> heatMaps)
      throws IOException {
    List<SweepRun> runs = store.runs();
    if (runs.isEmpty()) {
      return write(session, store, null, OptionalLong.empty(), wheres, heatMaps);
    }
    SweepRun last = runs.get(runs.size() - 1);
    // If all runs requested the same grid, the folder holds nothing else.
    Grid grid = runs.stream().allMatch(last::sameGrid) ? null : Grid.of(session, last.spec());
    return write(session, store, grid, OptionalLong.of(last.trials()), wheres, heatMaps);
  }

  /**
   * Writes a report on the trials of a grid, or on all stored trials. A report restricted by
   * conditions is written to separate files.
   *
   * @param grid the grid, or null to show all stored trials
   * @param size the expected number of trials; empty if unknown
   * @param wheres conditions on the trials
   * @param heatMaps pairs of parameters for heat maps; chosen automatically if empty
   * @return the path of the page
   * @throws UsageException if the conditions select nothing; then nothing is written
   * @throws IOException if it cannot be written
   */
  static String write(
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
      stored = OptionalLong.of(count(tables));
    }
    if (grid != null) {
      tables = tables.restrictedTo(grid);
    }
    Tables shown = tables.where(wheres);
    if (!wheres.isEmpty() && count(shown) == 0) {
      throw new UsageException(
          "--where \"%s\": none of the %d stored trials is selected; nothing is written"
              .formatted(String.join("\" --where \"", wheres), count(tables)));
    }
    Facts facts =
        new Facts(
            store.path(),
            wheres.isEmpty() ? size : OptionalLong.empty(),
            stored,
            wheres,
            store.runs(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    Report report =
        Report.of(
            (sql, row) -> shown.query(sql).each(row),
            trial -> store.model(trial).read(),
            facts,
            heatMaps);
    Map<String, String> pictures = new LinkedHashMap<>();
    for (Figure figure : report.figures()) {
      pictures.put(
          figure.name(), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + figure.svg() + "\n");
    }
    String part = part(wheres);
    store.writeReport(part, report.page(), pictures);
    return store.reportPath(part);
  }

  private static long count(Tables tables) {
    return (Long) tables.query("select count(*) from trials").first(1).rows().get(0).get(0);
  }

  /** A name for a part of a sweep: a hash, and as much of the conditions as a file name allows. */
  static String part(List<String> wheres) {
    if (wheres.isEmpty()) {
      return "";
    }
    String conditions = String.join(" and ", wheres);
    CRC32 hash = new CRC32();
    hash.update(conditions.getBytes(UTF_8));
    String words = conditions.replaceAll("[^A-Za-z0-9.]+", "-").replaceFirst("^-", "");
    return "%s-%08x"
        .formatted(
            words.substring(0, Math.min(words.length(), MAX_LETTERS)).replaceFirst("-$", ""),
            hash.getValue());
  }
}
