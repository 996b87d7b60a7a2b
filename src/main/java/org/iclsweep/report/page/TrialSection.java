package org.iclsweep.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.report.data.TrialRow;

/**
 * The table of trials, which the page's script fills.
 *
 * @param shown the number of trials in the table
 * @param stored the number of all trials
 * @param leftOut the number of trials that are not in the table
 * @param json the table as JSON without {@code <}, which is safe inside a script element
 */
record TrialSection(int shown, long stored, long leftOut, String json) {
  /** 2^53, up to which a double represents every integer. */
  private static final long MAX_EXACT = 1L << 53;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The table as the script reads it. */
  private record Table(List<String> columns, List<List<Object>> rows) {}

  static TrialSection of(SweepResults results) {
    int shown = results.trials().size();
    long stored = results.counts().trials();
    return new TrialSection(shown, stored, stored - shown, json(results));
  }

  private static String json(SweepResults results) {
    List<String> columns = results.columns();
    Table table =
        new Table(columns, results.trials().stream().map(trial -> values(trial, columns)).toList());
    try {
      return JSON.writeValueAsString(table).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Object> values(TrialRow trial, List<String> columns) {
    return columns.stream().map(column -> exact(trial.values().get(column))).toList();
  }

  /**
   * Converts an integer beyond 2^53, such as a large seed, to text, because a script's numbers are
   * doubles.
   */
  private static Object exact(Object value) {
    return value instanceof Long integer && Math.abs(integer) > MAX_EXACT
        ? integer.toString()
        : value;
  }
}
