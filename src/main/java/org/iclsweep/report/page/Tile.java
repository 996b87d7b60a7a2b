package org.iclsweep.report.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.iclsweep.format.NumberFormatter;
import org.iclsweep.report.data.ConfigurationSummary;
import org.iclsweep.report.data.DisplayNames;
import org.iclsweep.report.data.Measure;
import org.iclsweep.report.data.SweepResults;

/**
 * One of the main results.
 *
 * @param title its title
 * @param number the result
 * @param text the configuration or the trials to which it belongs
 * @param bad whether it contradicts the theory
 */
record Tile(String title, String number, String text, boolean bad) {
  /** The tiles of a sweep; none without trials. */
  static List<Tile> all(SweepResults results) {
    List<Tile> tiles = new ArrayList<>();
    if (results.counts().trials() == 0) {
      return tiles;
    }
    boolean several = results.configurations().size() > 1;
    tiles.add(bound(results));
    max(results, Measure.RATE).ifPresent(c -> tiles.add(rate("Fastest configuration", results, c)));
    if (several) {
      min(results, Measure.RATE)
          .ifPresent(c -> tiles.add(rate("Slowest configuration", results, c)));
    }
    min(results, Measure.RIDGE_GAP)
        .ifPresent(c -> tiles.add(ridge("Nearest to ridge regression", results, c)));
    if (several) {
      max(results, Measure.RIDGE_GAP)
          .ifPresent(c -> tiles.add(ridge("Farthest from ridge regression", results, c)));
    }
    return tiles;
  }

  private static Tile bound(SweepResults results) {
    String title = "Rate bound";
    long inRegime = results.counts().inRegime();
    if (inRegime == 0) {
      return new Tile(title, "not applicable", "no trial is in the theory's regime", false);
    }
    long broken = results.counts().boundBroken();
    return new Tile(
        title,
        broken == 0 ? "held in all " + inRegime : "broken in " + broken,
        "of %d trials in the theory's regime, of %d in all"
            .formatted(inRegime, results.counts().trials()),
        broken > 0);
  }

  private static Tile rate(String title, SweepResults results, ConfigurationSummary configuration) {
    double rate = configuration.measure(Measure.RATE).median();
    String settings = settings(results, configuration);
    if (rate <= 0) {
      return new Tile(title, "gap does not decay", settings, false);
    }
    String halving =
        "the gap halves every %s steps".formatted(NumberFormatter.rounded(Math.log(2) / rate));
    return new Tile(
        title,
        NumberFormatter.rounded(rate) + " per step",
        settings.isEmpty() ? halving : settings + "; " + halving,
        false);
  }

  private static Tile ridge(
      String title, SweepResults results, ConfigurationSummary configuration) {
    double gap = configuration.measure(Measure.RIDGE_GAP).median();
    return new Tile(
        title,
        "ridge gap " + NumberFormatter.rounded(gap),
        settings(results, configuration),
        false);
  }

  private static String settings(SweepResults results, ConfigurationSummary configuration) {
    return DisplayNames.settings(configuration.values(), results.varying().keySet());
  }

  /** The configuration with the smallest median of a measure. */
  private static Optional<ConfigurationSummary> min(SweepResults results, Measure measure) {
    return first(results, measure, Comparator.naturalOrder());
  }

  /** The configuration with the largest median of a measure. */
  private static Optional<ConfigurationSummary> max(SweepResults results, Measure measure) {
    return first(results, measure, Comparator.reverseOrder());
  }

  /** Of several equal medians, the first configuration's. */
  private static Optional<ConfigurationSummary> first(
      SweepResults results, Measure measure, Comparator<Double> order) {
    return results.configurations().stream()
        .filter(c -> c.has(measure))
        .min(Comparator.comparing(c -> c.measure(measure).median(), order));
  }
}
