package org.iclsweep.store;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;
import org.iclsweep.table.StoredTrial;
import org.iclsweep.table.TableNames;

/**
 * Writes the rows of some files of results again as one, in large row groups; some attempts may be
 * left out. Nobody sees the new file before the driver publishes it, so that a rewrite may be done
 * twice, or by a driver that has lost its folder.
 */
public final class Rewrite implements Workers.Work<Rewrite.Written> {
  private static final long serialVersionUID = 1L;

  /** The columns of this build's {@code trials}. */
  static final MessageType TRIALS = ParquetSchema.of(TableNames.TRIALS, StoredTrial.TRIALS);

  /** The columns of this build's {@code trajectories}. */
  static final MessageType TRAJECTORIES =
      ParquetSchema.of(TableNames.TRAJECTORIES, StoredTrial.TRAJECTORIES);

  private final String folder;
  private final int level;
  private final ArrayList<String> sources;
  private final Set<Attempt> dropped;

  /**
   * One attempt of a trial.
   *
   * @param trialId the trial
   * @param number 1 for the first
   */
  public record Attempt(String trialId, int number) implements Serializable {}

  /**
   * A file that is written and not published.
   *
   * @param name the name that it is to have
   * @param sources the names of the files that it replaces
   * @param trials where its rows of {@code trials} are, a URI
   * @param trajectories where its rows of {@code trajectories} are, a URI
   * @param rows the number of trials in it
   */
  public record Written(
      String name, ArrayList<String> sources, String trials, String trajectories, long rows)
      implements Serializable {}

  private Rewrite(String folder, int level, List<String> sources, Set<Attempt> dropped) {
    this.folder = folder;
    this.level = level;
    this.sources = new ArrayList<>(sources);
    this.dropped = Set.copyOf(dropped);
  }

  /**
   * Merges files.
   *
   * @param folder the sweep's folder, a URI
   * @param level the level of the new file
   * @param sources the names of files whose columns are all in this build's tables
   */
  static Rewrite merging(String folder, int level, List<String> sources) {
    return new Rewrite(folder, level, sources, Set.of());
  }

  /**
   * Leaves out attempts. The level is above 0, where readers look for files that are replaced.
   *
   * @param folder the sweep's folder, a URI
   * @param source the name of the file that has them
   * @param attempts which
   */
  public static Rewrite without(String folder, String source, Set<Attempt> attempts) {
    return new Rewrite(folder, Math.max(1, ResultFiles.level(source)), List.of(source), attempts);
  }

  @Override
  public Written run(WholeFiles whole) throws IOException {
    ResultFiles results = new ResultFiles(whole, new Path(folder));
    String name = ResultFiles.newName(level);
    Path steps = whole.hidden(results.file(TableNames.TRAJECTORIES, name));
    Path trials = whole.hidden(results.file(TableNames.TRIALS, name));
    Map<String, String> metadata = results.metadata(name, ResultFiles.REPLACES, sources);
    write(whole, results, TableNames.TRAJECTORIES, TRAJECTORIES, steps, metadata);
    long rows = write(whole, results, TableNames.TRIALS, TRIALS, trials, metadata);
    return new Written(name, sources, trials.toString(), steps.toString(), rows);
  }

  /** Writes the rows of one table; returns their number. */
  private long write(
      WholeFiles whole,
      ResultFiles results,
      String table,
      MessageType columns,
      Path to,
      Map<String, String> metadata)
      throws IOException {
    Configuration conf = whole.files().getConf();
    List<InputFile> files = new ArrayList<>();
    MessageType schema = columns;
    for (String source : sources) {
      Path file = results.file(table, source);
      if (!whole.files().exists(file)) {
        continue; // of trials that all failed, another program may have written no steps
      }
      files.add(HadoopInputFile.fromPath(file, conf));
      MessageType its = results.footer(file).schema();
      if (!ParquetSchema.fits(its, schema)) {
        schema = its; // of another build: none of its columns may be lost
      }
    }
    try (ParquetTable out = new ParquetTable(HadoopOutputFile.fromPath(to, conf), schema)) {
      Rewriting.copy(
          files,
          out,
          dropped.isEmpty() ? null : (id, number) -> !dropped.contains(new Attempt(id, number)));
      out.finish(metadata);
      return out.rows();
    }
  }
}
