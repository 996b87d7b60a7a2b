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
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;
import org.iclsweep.table.StoredTrial;
import org.iclsweep.table.TableNames;

/**
 * Rewrites the rows of some results files as one file with large row groups, optionally without
 * some attempts. The new file stays hidden until the driver publishes it. A rewrite may therefore
 * run twice, or for a driver that has lost its lock.
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
   * @param number the number of the attempt, from 1
   */
  public record Attempt(String trialId, int number) implements Serializable {}

  /**
   * A written but unpublished file.
   *
   * @param name the name under which it is published
   * @param sources the names of the files that it replaces
   * @param trials the URI of its rows of {@code trials}
   * @param trajectories the URI of its rows of {@code trajectories}
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
   * Creates a rewrite that merges files.
   *
   * @param folder the sweep's folder, a URI
   * @param level the level of the new file
   * @param sources the names of files whose columns are all in this build's tables
   */
  static Rewrite merging(String folder, int level, List<String> sources) {
    return new Rewrite(folder, level, sources, Set.of());
  }

  /**
   * Creates a rewrite that leaves out attempts. Its level is above 0, because only such files may
   * name replaced ones.
   *
   * @param folder the sweep's folder, a URI
   * @param source the name of the file that contains the attempts
   * @param attempts the attempts to leave out
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

  /** Writes the rows of one table and returns their number. */
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
        continue; // if all trials failed, another program may have written no steps
      }
      files.add(HadoopInputFile.fromPath(file, conf));
      MessageType its = results.footer(file).schema();
      if (!ParquetSchema.fits(its, schema)) {
        schema = its; // of another build; all its columns must be kept
      }
    }
    try (NewFile file = whole.create(to);
        ParquetTable out = new ParquetTable(file, schema)) {
      Rewriting.copy(
          files,
          out,
          dropped.isEmpty() ? null : (id, number) -> !dropped.contains(new Attempt(id, number)));
      out.finish(metadata);
      file.complete();
      return out.rows();
    }
  }
}
