package org.iclsweep.table;

import java.util.List;

/** The names of a sweep's tables, which are those of their folders and of their SQL views. */
public final class TableNames {
  /** One row for each trial. */
  public static final String TRIALS = "trials";

  /** One row for each recorded step. */
  public static final String TRAJECTORIES = "trajectories";

  /** The tables that hold what trials gave. */
  public static final List<String> RESULTS = List.of(TRIALS, TRAJECTORIES);

  /** The tables that are computed from {@code trials} by an SQL file of the same name. */
  public static final List<String> AGGREGATES = List.of("convergence", "ridge_gap");

  private TableNames() {}
}
