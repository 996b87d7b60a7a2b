package org.iclsweep.report;

import java.util.List;
import java.util.function.Consumer;

/** Whoever can answer SQL over the tables of a sweep. */
@FunctionalInterface
public interface Question {
  /**
   * Asks.
   *
   * @param sql Spark SQL over {@code trials} and {@code trajectories}
   * @param row told each row of the answer, in order, as its values; null where there is none
   */
  void ask(String sql, Consumer<List<Object>> row);
}
