package org.iclsweep.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.iclsweep.report.data.ModelSource;
import org.iclsweep.report.data.SweepResults;

/**
 * The trials to explore.
 *
 * @param shown the number of trials in the page
 * @param notes sentences about trials, columns and curves that are not in the page
 * @param json the data of the page's script
 */
record ExplorerSection(int shown, List<String> notes, String json) {
  /**
   * The section of a sweep.
   *
   * @param room the number of characters that its data may take
   */
  static ExplorerSection of(
      SweepResults results,
      ExplorerData.CurveData curves,
      ModelSource models,
      Facts facts,
      long room) {
    ModelData kept = ModelData.of(results.trialTable(), models);
    ExplorerData data = ExplorerData.of(results, curves, kept, facts, room);
    List<String> notes = new ArrayList<>(notes(data));
    notes.addAll(kept.notes());
    return new ExplorerSection(data.trials(), notes, data.json());
  }

  private static List<String> notes(ExplorerData data) {
    List<String> notes = new ArrayList<>();
    if (data.trials() < data.stored()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The page has %,d of %,d trials, those that went wrong first; query has the others.",
              data.trials(),
              data.stored()));
    }
    if (data.curves().every() > 1) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The page has the curves of one in %,d trials, chosen by their ids.",
              data.curves().every()));
    }
    if (!data.left().isEmpty()) {
      notes.add(
          "The page has no room for the columns %s; query has them."
              .formatted(String.join(", ", data.left())));
    }
    return notes;
  }
}
