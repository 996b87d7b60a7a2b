package org.iclsweep.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.claim.Finding;
import org.iclsweep.query.ClaimEvaluation;
import org.iclsweep.report.data.ClaimRow;
import org.iclsweep.spark.Session;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.UsageException;

/**
 * The verdicts of a run on its claims.
 *
 * @param findings the verdicts; none if the sweep has no claims or if a query is invalid
 * @param error the error in a query, if there is one
 */
record Verdicts(List<Finding> findings, Optional<UsageException> error) {
  /**
   * Evaluates the claims of a sweep.
   *
   * @param claims the claims, if the sweep has any
   * @param timeout the maximum time for one claim
   */
  static Verdicts of(
      Session session, SweepFolder store, Optional<ClaimsFile> claims, Duration timeout) {
    if (claims.isEmpty()) {
      return new Verdicts(List.of(), Optional.empty());
    }
    Notes.say("evaluating the claims");
    try {
      return new Verdicts(
          ClaimEvaluation.evaluate(session, store, claims.get(), timeout), Optional.empty());
    } catch (UsageException e) {
      return new Verdicts(List.of(), Optional.of(e));
    }
  }

  /** Returns whether every claim was evaluated. */
  boolean complete() {
    return error.isEmpty();
  }

  /** The verdicts as they follow the tables of a run; empty if there are none. */
  String text() {
    return findings.isEmpty()
        ? ""
        : "\nClaims\n" + VerdictText.of(findings.stream().map(ClaimRow::of).toList());
  }

  /**
   * Reports an error in a query, after the results were stored.
   *
   * @throws UsageException if there is one
   */
  void checkValid() {
    error.ifPresent(
        e -> {
          throw e;
        });
  }
}
