package org.iclsweep.table;

import java.util.List;
import java.util.stream.Stream;
import org.iclsweep.sweep.Parameter;

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

  /** The columns that tell configurations apart, by which aggregates are grouped. */
  public static final List<String> KEYS =
      Stream.of(Parameter.values()).filter(Parameter::key).map(Parameter::column).toList();

  private TableNames() {}
}
