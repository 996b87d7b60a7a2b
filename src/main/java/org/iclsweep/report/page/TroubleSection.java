package org.iclsweep.report.page;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.iclsweep.report.data.DisplayNames;
import org.iclsweep.report.data.Failure;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.report.data.TrialCounts;
import org.iclsweep.train.Status;

/**
 * The failed and diverged trials, and those that broke the rate bound.
 *
 * @param failed the number of failed trials
 * @param failures their errors
 * @param divergedCount the number of diverged trials
 * @param diverged the configurations of diverged trials
 * @param violatedCount the number of trials in the regime that broke the rate bound
 * @param violated the configurations of these
 */
record TroubleSection(
    long failed,
    List<Failure> failures,
    long divergedCount,
    List<Affected> diverged,
    long violatedCount,
    List<Affected> violated) {
  /** Maximum number of configurations listed; the table holds all. */
  private static final int MAX_CONFIGURATIONS = 500;

  /**
   * A configuration with affected trials.
   *
   * @param count the number of affected trials
   * @param of the number of trials that could have been affected
   */
  record Affected(String settings, long count, long of) {}

  /** The section; empty if nothing went wrong. */
  static Optional<TroubleSection> of(SweepResults results) {
    TrialCounts counts = results.counts();
    if (counts.unusable() + counts.boundBroken() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new TroubleSection(
            counts.count(Status.FAILED),
            results.failures(),
            counts.count(Status.DIVERGED),
            affected(results, c -> c.count(Status.DIVERGED), TrialCounts::trials),
            counts.boundBroken(),
            affected(results, TrialCounts::boundBroken, TrialCounts::inRegime)));
  }

  private static List<Affected> affected(
      SweepResults results, ToLongFunction<TrialCounts> count, ToLongFunction<TrialCounts> of) {
    return results.configurations().stream()
        .filter(c -> count.applyAsLong(c.counts()) > 0)
        .limit(MAX_CONFIGURATIONS)
        .map(
            c ->
                new Affected(
                    DisplayNames.settings(c.values(), results.varying().keySet()),
                    count.applyAsLong(c.counts()),
                    of.applyAsLong(c.counts())))
        .toList();
  }
}
