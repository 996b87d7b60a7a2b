package org.iclsweep.report;

import java.util.List;
import java.util.function.Consumer;

/** Answers SQL queries over the tables of a sweep. */
@FunctionalInterface
public interface Question {
  /**
   * Runs a query.
   *
   * @param sql Spark SQL over {@code trials} and {@code trajectories}
   * @param row receives the values of each row of the answer, in order; null if missing
   */
  void ask(String sql, Consumer<List<Object>> row);
}
