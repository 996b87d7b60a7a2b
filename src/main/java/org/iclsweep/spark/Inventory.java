package org.iclsweep.spark;

import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.storage.StorageLevel;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.table.StoredTrial;
import org.iclsweep.table.TableNames;
import scala.Tuple2;

/** Compares the trials of a grid with the stored ones: done, missing, or from other grids. */
public final class Inventory implements AutoCloseable {
  private final JavaRDD<Grid.Entry> entries;
  private final Map<Grid.State, Long> counts = new EnumMap<>(Grid.State.class);

  private Inventory(JavaRDD<Grid.Entry> entries) {
    this.entries = entries;
    // Counted by name: the hash of an enum differs between JVMs, and Spark would count the same
    // state separately for each executor.
    entries
        .map(entry -> entry.state().name())
        .countByValue()
        .forEach((name, count) -> counts.put(Grid.State.valueOf(name), count));
  }

  /** Takes the inventory of a folder, which may have no results yet. Changes nothing. */
  public static Inventory of(Session session, Grid grid, SweepFolder folder) {
    return new Inventory(grid.against(attempts(session, folder)).persist(StorageLevel.DISK_ONLY()));
  }

  private static JavaPairRDD<String, Grid.Attempt> attempts(Session session, SweepFolder folder) {
    if (folder.files(TableNames.TRIALS).isEmpty()) {
      // Not read as an empty table, because Spark SQL takes seconds to start.
      return JavaPairRDD.fromJavaRDD(new JavaSparkContext(session.context()).emptyRDD());
    }
    return SweepFolders.read(session.sized(SweepFolders.large(folder)), folder, TableNames.TRIALS)
        .select("trial_id", "attempt", "status")
        .toJavaRDD()
        .mapToPair(
            row ->
                new Tuple2<>(
                    row.getString(0),
                    new Grid.Attempt(row.getInt(1), row.getString(2).equals("failed"))));
  }

  private long count(Grid.State state) {
    return counts.getOrDefault(state, 0L);
  }

  /** The number of trials of the grid with a result. */
  public long done() {
    return count(Grid.State.DONE);
  }

  /** The number of trials of the grid that failed and would be retried. */
  public long failed() {
    return count(Grid.State.FAILED);
  }

  /** The number of stored trials from other grids. */
  public long others() {
    return count(Grid.State.OTHER);
  }

  /**
   * The number of trials to run.
   *
   * @param force whether trials with a result are run again
   */
  long toRun(boolean force) {
    return counts.entrySet().stream()
        .filter(state -> toRun(state.getKey(), force))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** The trials that {@link #toRun(boolean)} counts, in no particular order. */
  JavaRDD<Grid.Entry> entriesToRun(boolean force) {
    return entries.filter(entry -> toRun(entry.state(), force));
  }

  /**
   * The configurations of the trials that {@link #toRun(boolean)} counts, as rows with the columns
   * {@link TableNames#KEYS}.
   */
  Dataset<Row> configurationsToRun(Session session, boolean force) {
    JavaRDD<Row> keys =
        entriesToRun(force)
            .map(entry -> StoredTrial.keys(entry.config()))
            .distinct()
            .map(values -> RowFactory.create(values.toArray()));
    return session.spark().createDataFrame(keys, SweepFolders.keys());
  }

  /** The number of trials to run that have a stored attempt. */
  long toRetry(boolean force) {
    return count(Grid.State.FAILED) + (force ? count(Grid.State.DONE) : 0);
  }

  private static boolean toRun(Grid.State state, boolean force) {
    return state.missing() || (force && state == Grid.State.DONE);
  }

  /** Releases the cached entries. */
  @Override
  public void close() {
    entries.unpersist();
  }
}
