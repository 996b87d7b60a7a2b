package org.iclsweep.report.data;

import java.util.Map;
import java.util.function.Consumer;

/** Runs SQL queries over the tables of a sweep. */
@FunctionalInterface
public interface SqlSource {
  /**
   * Runs a query.
   *
   * @param sql Spark SQL over the result tables and the aggregates, with distinct column names
   * @param row receives each row of the result, in order: values by column, null if missing
   */
  void query(String sql, Consumer<Map<String, Object>> row);
}
