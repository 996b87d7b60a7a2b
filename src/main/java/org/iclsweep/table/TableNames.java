package org.iclsweep.table;

import java.util.List;
import java.util.stream.Stream;
import org.iclsweep.sweep.Parameter;

/** The names of a sweep's tables, of their folders and of their SQL views. */
public final class TableNames {
  /** The table with one row per trial. */
  public static final String TRIALS = "trials";

  /** The table with one row per recorded step. */
  public static final String TRAJECTORIES = "trajectories";

  /** The tables of trial results. */
  public static final List<String> RESULTS = List.of(TRIALS, TRAJECTORIES);

  /** The tables computed from {@code trials} by an SQL file of the same name. */
  public static final List<String> AGGREGATES = List.of("convergence", "ridge_gap", "scaling");

  /** The aggregates with one row per configuration, which new trials leave unchanged elsewhere. */
  public static final List<String> BY_CONFIGURATION = List.of("convergence", "ridge_gap");

  /** The table of claims and their verdicts. */
  public static final String CLAIMS = "claims";

  /** All tables derived from the results. */
  public static final List<String> DERIVED =
      Stream.concat(AGGREGATES.stream(), Stream.of(CLAIMS)).toList();

  /** The columns that distinguish configurations; aggregates are grouped by them. */
  public static final List<String> KEYS =
      Stream.of(Parameter.values()).filter(Parameter::key).map(Parameter::column).toList();

  /**
   * Returns columns that order the rows of a table uniquely.
   *
   * @param columns all columns of the table
   */
  public static List<String> order(String table, String... columns) {
    return switch (table) {
      case TRIALS -> List.of("trial_id");
      case TRAJECTORIES -> List.of("trial_id", "step");
      default -> List.of(columns);
    };
  }

  private TableNames() {}
}
