package org.iclsweep.report.data;

/**
 * An error shared by failed trials.
 *
 * @param error the error message
 * @param trials the number of trials
 * @param example the id of one of them
 */
public record Failure(String error, long trials, String example) {}
