package org.iclsweep.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.stream.Collectors;
import org.iclsweep.report.data.DisplayNames;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.report.data.TrialCounts;
import org.iclsweep.train.Status;

/**
 * The top of the page.
 *
 * @param headline the size of the sweep in a sentence
 * @param notes sentences about trials that are missing from the page
 * @param bar the statuses that occur
 * @param tiles the main results
 */
record SummarySection(String headline, List<String> notes, List<Share> bar, List<Tile> tiles) {
  /**
   * The trials with a status.
   *
   * @param from the share of those before them in percent
   * @param width their share in percent
   */
  record Share(String status, long count, String from, String width, String meaning) {}

  static SummarySection of(SweepResults results, Facts facts) {
    return new SummarySection(
        headline(results), notes(results, facts), bar(results.counts()), Tile.all(results));
  }

  private static String headline(SweepResults results) {
    long stored = results.counts().trials();
    if (stored == 0) {
      return "No trial is stored yet.";
    }
    String grid =
        results.varying().isEmpty()
            ? "one configuration"
            : String.format(Locale.ROOT, "%,d configurations of ", results.configurationCount())
                + results.varying().keySet().stream()
                    .map(DisplayNames::axis)
                    .collect(Collectors.joining(" × "));
    return String.format(
        Locale.ROOT,
        "%,d transformer%s trained: %s, %s each.",
        stored,
        stored == 1 ? "" : "s",
        grid,
        seeds(results));
  }

  /** The number of seeds per configuration. */
  private static String seeds(SweepResults results) {
    LongSummaryStatistics seeds =
        results.configurations().stream().mapToLong(c -> c.counts().trials()).summaryStatistics();
    String max = seeds.getMax() == 1 ? "1 seed" : seeds.getMax() + " seeds";
    return seeds.getMin() == seeds.getMax() ? max : seeds.getMin() + " to " + max;
  }

  private static List<String> notes(SweepResults results, Facts facts) {
    List<String> notes = new ArrayList<>();
    long stored = results.counts().trials();
    long grid = facts.grid().orElse(stored);
    if (stored < grid) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The sweep is not finished: %,d of %,d trials are stored.",
              stored,
              grid));
    }
    if (results.configurationCount() > results.configurations().size()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Figures and configurations are those of the first %,d of %,d configurations; counts"
                  + " are those of all. report --where looks at others.",
              results.configurations().size(),
              results.configurationCount()));
    }
    if (!facts.where().isEmpty()) {
      notes.add("Only trials with " + String.join(" and ", facts.where()) + ".");
    }
    long others = facts.stored().orElse(stored) - stored;
    if (others > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d other trials are stored in the same folder and are not shown.",
              others));
    }
    return notes;
  }

  private static List<Share> bar(TrialCounts counts) {
    List<Share> bar = new ArrayList<>();
    long before = 0;
    for (Status status : Status.values()) {
      long count = counts.count(status);
      if (count > 0) {
        bar.add(
            new Share(
                DisplayNames.status(status),
                count,
                percent(before, counts),
                percent(count, counts),
                DisplayNames.meaning(status)));
        before += count;
      }
    }
    return bar;
  }

  private static String percent(long count, TrialCounts counts) {
    return String.format(Locale.ROOT, "%.3f", 100.0 * count / counts.trials());
  }
}
