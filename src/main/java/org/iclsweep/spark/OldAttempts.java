package org.iclsweep.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.iclsweep.store.ResultWriter;
import org.iclsweep.store.Rewrite;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.table.TableNames;
import scala.Tuple2;

/** Removes superseded attempts, so that each trial is stored once. */
final class OldAttempts {
  private OldAttempts() {}

  /** A stored attempt and the name of its file. */
  private record Stored(Rewrite.Attempt attempt, String file) implements java.io.Serializable {}

  /**
   * Rewrites the files that contain older attempts, without these attempts. Executors find and
   * write the files; the driver receives their names.
   *
   * @throws IOException if that fails; no trial is lost then
   */
  static void remove(Session session, SweepFolder folder, ResultWriter results) throws IOException {
    String uri = folder.uri();
    JavaRDD<Row> rows =
        SweepFolders.read(session.sized(SweepFolders.large(folder)), folder, TableNames.TRIALS)
            .select("trial_id", "attempt", "_metadata.file_name")
            .toJavaRDD();
    JavaRDD<Rewrite.Written> rewritten =
        rows.mapToPair(row -> new Tuple2<>(row.getString(0), stored(row)))
            .groupByKey()
            .flatMap(trial -> older(trial._2()))
            .mapToPair(stored -> new Tuple2<>(stored.file(), stored.attempt()))
            .groupByKey()
            .map(
                file ->
                    Rewrite.without(uri, file._1(), set(file._2())).run(Executors.fileSystem(uri)));
    results.publish(rewritten.collect());
  }

  private static Stored stored(Row row) {
    return new Stored(new Rewrite.Attempt(row.getString(0), row.getInt(1)), row.getString(2));
  }

  private static Iterator<Stored> older(Iterable<Stored> attempts) {
    List<Stored> all = new ArrayList<>();
    attempts.forEach(all::add);
    all.sort(
        Comparator.comparing((Stored stored) -> stored.attempt().number())
            .thenComparing(Stored::file));
    return all.subList(0, all.size() - 1).iterator();
  }

  private static Set<Rewrite.Attempt> set(Iterable<Rewrite.Attempt> attempts) {
    Set<Rewrite.Attempt> set = new HashSet<>();
    attempts.forEach(set::add);
    return set;
  }
}
