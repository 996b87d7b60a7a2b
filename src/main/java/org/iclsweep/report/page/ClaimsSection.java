package org.iclsweep.report.page;

import java.util.List;
import java.util.Optional;
import org.iclsweep.report.data.ClaimRow;

/**
 * The claims about a sweep.
 *
 * @param holding the number of claims that hold
 * @param refuted the number of claims that are refuted
 * @param open the number of claims that are not decided
 * @param rows the claims
 */
record ClaimsSection(long holding, long refuted, long open, List<ClaimRow> rows) {
  /** The section; empty if there are no claims. */
  static Optional<ClaimsSection> of(List<ClaimRow> rows) {
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ClaimsSection(
                count(rows, "holds"), count(rows, "refuted"), count(rows, "open"), rows));
  }

  private static long count(List<ClaimRow> rows, String verdict) {
    return rows.stream().filter(row -> row.verdict().equals(verdict)).count();
  }
}
