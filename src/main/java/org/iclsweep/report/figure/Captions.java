package org.iclsweep.report.figure;

import org.iclsweep.report.data.SweepResults;

/** Sentences that the captions of several figures share, without full stops. */
final class Captions {
  private Captions() {}

  /** How lines over several seeds are drawn. */
  static String band(SweepResults results) {
    return results.configurations().stream().allMatch(c -> c.counts().trials() == 1)
        ? "One seed each"
        : "Lines are medians over seeds, bands reach from the minimum to the maximum over seeds";
  }

  /** The number of panels that are shown, empty if all are. */
  static String panelsLeftOut(int shown, int all) {
    return shown == all
        ? ""
        : "%d of %d panels are drawn; report --where shows others".formatted(shown, all);
  }
}
