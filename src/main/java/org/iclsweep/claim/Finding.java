package org.iclsweep.claim;

/**
 * A claim with its verdict.
 *
 * @param evidence the values that support the verdict, as a JSON object with exact numbers
 * @param evaluatedAt the time of the evaluation in UTC, as in 2026-01-31T12:00:00Z
 */
public record Finding(Claim claim, Verdict verdict, String evidence, String evaluatedAt) {}
