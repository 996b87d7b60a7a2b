package org.iclsweep.report.data;

import java.util.Map;
import org.iclsweep.claim.Evidence;
import org.iclsweep.claim.Finding;

/**
 * A claim with its verdict, as stored.
 *
 * @param claim the claim in words
 * @param source its origin, or empty
 * @param verdict holds, refuted or open
 * @param evidence the evidence as text, with rounded numbers
 * @param query the query that can refute the claim
 */
public record ClaimRow(String claim, String source, String verdict, String evidence, String query) {
  /** The query for all rows, in order. */
  public static final String ALL =
      "select claim, source, verdict, evidence, query from claims order by number";

  /** Converts a verdict that need not be stored yet. */
  public static ClaimRow of(Finding finding) {
    return new ClaimRow(
        finding.claim().sentence(),
        finding.claim().source(),
        finding.verdict().word(),
        Evidence.text(finding.evidence()),
        finding.claim().query());
  }

  /** Converts a row of {@link #ALL}. */
  public static ClaimRow of(Map<String, Object> row) {
    return new ClaimRow(
        (String) row.get("claim"),
        (String) row.get("source"),
        (String) row.get("verdict"),
        Evidence.text((String) row.get("evidence")),
        (String) row.get("query"));
  }
}
