package org.iclsweep.query;

import java.io.IOException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.Sweep;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.table.TableNames;

/** The tables that a run derives from {@code trials} and stores. */
public final class Aggregates {
  private Aggregates() {}

  /**
   * Updates the stored aggregates after a run. In a table by configuration, if the configurations
   * with new results are known, only their rows are computed and all others are copied; the result
   * is the same.
   *
   * @param changes the changes made by the run
   * @return the folder's tables
   * @throws IOException if the aggregates could not be stored
   */
  public static Tables update(Session session, SweepFolder folder, Sweep.Changes changes)
      throws IOException {
    if (!changes.none()) {
      Tables results = Tables.results(session, folder);
      for (String aggregate : TableNames.AGGREGATES) {
        Dataset<Row> rows =
            changes
                .configurations()
                .filter(keys -> TableNames.BY_CONFIGURATION.contains(aggregate))
                .map(
                    keys ->
                        updated(results, results.stored(folder, aggregate), aggregate, keys)
                            .localCheckpoint()) // it is about to replace its own source
                .orElseGet(() -> computed(results, results.table(TableNames.TRIALS), aggregate));
        changes.writer().replace(aggregate, target -> DerivedTable.write(rows, target));
      }
    }
    return Tables.upToDate(session, folder);
  }

  /**
   * Recomputes the rows of some configurations and keeps the others.
   *
   * @param old the stored aggregate
   * @param keys the configurations with new results
   */
  static Dataset<Row> updated(
      Tables results, Dataset<Row> old, String aggregate, Dataset<Row> keys) {
    Dataset<Row> trials = results.table(TableNames.TRIALS);
    Dataset<Row> changed = trials.join(keys, sameKeys(trials, keys), "left_semi");
    return old.join(keys, sameKeys(old, keys), "left_anti")
        .union(computed(results, changed, aggregate))
        .orderBy(TableNames.KEYS.stream().map(functions::col).toArray(Column[]::new));
  }

  private static Dataset<Row> computed(Tables results, Dataset<Row> trials, String aggregate) {
    return results.withRows(trials, results.table(TableNames.TRAJECTORIES)).table(aggregate);
  }

  private static Column sameKeys(Dataset<Row> rows, Dataset<Row> keys) {
    return TableNames.KEYS.stream()
        .map(key -> rows.col(key).eqNullSafe(keys.col(key)))
        .reduce(Column::and)
        .orElseThrow();
  }
}
