package org.iclsweep.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.iclsweep.sweep.SweepRun;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.UsageException;

/**
 * The folder of a sweep, on any of Hadoop's file systems: {@code sweep.json}, the results in {@code
 * trials} and {@code trajectories}, and the tables derived from them.
 */
public final class ResultStore {
  /** The folder of one row a trial. */
  public static final String TRIALS = "trials";

  /** The folder of one row a recorded step. */
  public static final String TRAJECTORIES = "trajectories";

  /** The bytes up to which a table is small: some 50,000 trials, or the curves of a thousand. */
  private static final long SMALL = 10_000_000;

  private static final String REPORT = "report.html";
  private static final String FIGURES = "figures";
  private static final String PICTURE = ".svg";

  /** Written by Spark into the folder of a table when all of it is there. */
  private static final String COMPLETE = "_SUCCESS";

  private static final String PROBE = ".icl-sweep-";

  private final WholeFiles whole;
  private final FileSystem files;
  private final Path folder;
  private final ResultFiles results;

  ResultStore(WholeFiles whole, Path folder) {
    this.whole = whole;
    this.files = whole.files();
    this.folder = folder;
    this.results = new ResultFiles(files, folder);
  }

  /**
   * A folder that may or may not exist yet. Changes nothing.
   *
   * @param out its path or URI
   * @throws UsageException if there is no file system for it
   */
  public static ResultStore at(String out) {
    try {
      Path path = new Path(out);
      WholeFiles whole = WholeFiles.of(path, new SparkConf());
      return new ResultStore(whole, whole.files().makeQualified(path));
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException("--out " + out + ": " + firstLine(e), e);
    }
  }

  static String firstLine(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.lines().findFirst().orElse(e.toString());
  }

  /** The folder's path as people write it. */
  public String path() {
    return "file".equals(files.getUri().getScheme()) ? folder.toUri().getPath() : folder.toString();
  }

  /**
   * Refuses a folder that cannot be this sweep's: one that holds something else, or results of
   * another version of the mathematics, or that cannot be written. Changes nothing.
   *
   * @throws UsageException in one line
   */
  public void refuseUnusable() {
    try {
      Path existing = folder;
      while (!files.exists(existing)) {
        existing = existing.getParent();
      }
      if (!files.getFileStatus(existing).isDirectory()) {
        throw new UsageException("--out " + path() + ": " + existing + " is not a folder");
      }
      probe(existing);
      if (existing.equals(folder) && !files.exists(sweepFile()) && holdsSomethingElse()) {
        throw new UsageException(
            "--out %s: the folder holds something else than a sweep (it has no %s); name an empty or new folder"
                .formatted(path(), SweepFile.NAME));
      }
    } catch (IOException e) {
      throw new UsageException("--out " + path() + " cannot be written: " + firstLine(e), e);
    }
    SweepFile.read(this);
  }

  /** A driver that was killed at its very beginning leaves only hidden files of its own. */
  private boolean holdsSomethingElse() throws IOException {
    for (FileStatus file : files.listStatus(folder)) {
      String name = file.getPath().getName();
      if (!name.startsWith(SweepLock.NAME) && !leftover(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name in the folder is one that was to be replaced by a proper one. */
  private static boolean leftover(String name) {
    return name.startsWith(PROBE)
        || name.startsWith("." + SweepFile.NAME + "-")
        || Tables.AGGREGATES.stream().anyMatch(table -> name.startsWith("." + table + "-"));
  }

  private void probe(Path directory) throws IOException {
    Path file = new Path(directory, PROBE + UUID.randomUUID());
    files.create(file, false).close();
    files.delete(file, false);
  }

  /**
   * Whether the folder holds a sweep.
   *
   * @throws UsageException if its {@code sweep.json} is damaged or of another version
   */
  public boolean exists() {
    return SweepFile.read(this).isPresent();
  }

  /**
   * Refuses a folder that holds no sweep.
   *
   * @throws UsageException in one line
   */
  public void refuseMissing() {
    if (!exists()) {
      throw new UsageException(
          "--out %s: there is no sweep (no %s); run one first, or name another folder"
              .formatted(path(), SweepFile.NAME));
    }
  }

  Path sweepFile() {
    return new Path(folder, SweepFile.NAME);
  }

  WholeFiles whole() {
    return whole;
  }

  /**
   * Takes the right to write.
   *
   * @param onLost called if another driver takes it away
   * @throws UsageException naming the other driver if one is at work
   * @throws IOException if the folder cannot be written
   */
  SweepLock lock(Runnable onLost) throws IOException {
    return SweepLock.take(whole, folder, path(), onLost);
  }

  /**
   * Removes the hidden files that killed drivers left in the folder itself.
   *
   * @throws IOException if the folder cannot be written
   */
  void clean(SweepLock lock) throws IOException {
    for (FileStatus file : files.listStatus(folder)) {
      if (leftover(file.getPath().getName()) || lock.leftover(file.getPath())) {
        lock.check();
        files.delete(file.getPath(), true);
      }
    }
  }

  /** The folder as a URI, for executors. */
  String uri() {
    return folder.toString();
  }

  /**
   * Removes all checkpoints; those of trials that have ended are gone already.
   *
   * @throws IOException if they cannot be removed
   */
  void removeCheckpoints() throws IOException {
    files.delete(new Path(folder, CheckpointFile.FOLDER), true);
  }

  /**
   * Opens the tables of results for writing.
   *
   * @throws IOException if the folder cannot be written
   */
  ResultWriter writer(SweepLock lock) throws IOException {
    return new ResultWriter(whole, results, lock);
  }

  /**
   * All stored rows of a table, older attempts included. A small table is one part: a question
   * about it is then one task without a shuffle, which is what takes the time otherwise.
   */
  Dataset<Row> read(SparkSession spark, String table, List<? extends Column<?>> columns) {
    try {
      List<String> paths = results.paths(table);
      if (paths.isEmpty()) {
        return spark.createDataFrame(List.of(), Column.sparkSchema(columns));
      }
      Dataset<Row> rows =
          spark.read().schema(Column.sparkSchema(columns)).parquet(paths.toArray(String[]::new));
      return bytes(paths) <= SMALL ? rows.coalesce(1) : rows;
    } catch (IOException e) {
      throw new UsageException("--out " + path() + ": " + firstLine(e), e);
    }
  }

  /** Whether {@code trials} is small, older attempts included. */
  public boolean small() throws IOException {
    return bytes(results.paths(TRIALS)) <= SMALL;
  }

  private long bytes(List<String> paths) throws IOException {
    long bytes = 0;
    for (String path : paths) {
      bytes += files.getFileStatus(new Path(path)).getLen();
    }
    return bytes;
  }

  /** A derived table as it was written. */
  Dataset<Row> read(SparkSession spark, String table) {
    return spark.read().parquet(new Path(folder, table).toString());
  }

  /**
   * A digest of where the folder is and which files of results there are. Files never change once
   * they are written, so equal digests mean equal results.
   */
  String contents() throws IOException {
    List<String> names = new ArrayList<>();
    for (String table : List.of(TRIALS, TRAJECTORIES)) {
      for (FileStatus file : files.listStatus(new Path(folder, table))) {
        names.add(table + "/" + file.getPath().getName() + " " + file.getLen());
      }
    }
    Collections.sort(names);
    names.add(folder.toString()); // what a run prints names the folder, which may have been moved
    return DigestUtils.sha256Hex(String.join("\n", names));
  }

  /**
   * What the last run printed, if it was of the same grid, ended well and left everything stored,
   * and nothing was stored or removed since. Then there is nothing to do but to print it again.
   *
   * @throws UsageException if {@code sweep.json} is damaged or of another version
   */
  public Optional<String> lastSummary(SweepSpec spec) {
    try {
      return SweepFile.lastSummary(this, spec);
    } catch (IOException e) {
      throw new UsageException("--out " + path() + " cannot be read: " + firstLine(e), e);
    }
  }

  /**
   * The runs that wrote here, the last one last; none where there is no sweep.
   *
   * @throws UsageException if {@code sweep.json} is damaged or of another version
   */
  public List<SweepRun> runs() {
    return SweepFile.runs(this);
  }

  /**
   * Writes the page {@code report.html} and the pictures {@code figures/NAME.svg}, in place of all
   * that were there.
   *
   * @param page the page
   * @param figures pictures by name
   * @throws IOException if they cannot be written
   */
  public void writeReport(String page, Map<String, String> figures) throws IOException {
    Path pictures = new Path(folder, FIGURES);
    files.mkdirs(pictures);
    Set<String> names = new HashSet<>();
    for (Map.Entry<String, String> figure : figures.entrySet()) {
      names.add(figure.getKey() + PICTURE);
      write(new Path(pictures, figure.getKey() + PICTURE), figure.getValue());
    }
    for (FileStatus file : files.listStatus(pictures)) {
      String name = file.getPath().getName();
      if (name.endsWith(PICTURE) && !names.contains(name)) {
        whole.delete(file.getPath());
      }
    }
    write(new Path(folder, REPORT), page);
  }

  private void write(Path file, String text) throws IOException {
    Path staged = whole.staged(file);
    try (OutputStream out = files.create(staged, true)) {
      out.write(text.getBytes(UTF_8));
    }
    whole.publish(staged, file);
  }

  /** The path or URI of the report's page, as people write it. */
  public String reportPath() {
    return path() + "/" + REPORT;
  }

  /** Whether all of some derived tables have been written whole. */
  boolean hasAll(List<String> tables) throws IOException {
    for (String table : tables) {
      if (!files.exists(new Path(new Path(folder, table), COMPLETE))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes a derived table whole, in place of an older one.
   *
   * @throws IOException if it could not be written
   */
  void replace(String table, Dataset<Row> rows) throws IOException {
    Path target = new Path(folder, table);
    Path staged = whole.staged(target);
    try {
      rows.coalesce(1).write().mode(SaveMode.Overwrite).parquet(staged.toString());
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      throw new IOException(
          "%s could not be written: %s"
              .formatted(target, firstLine(ExceptionUtils.getRootCause(e))),
          e);
    }
    if (!staged.equals(target)) {
      files.delete(target, true);
      whole.publish(staged, target);
    }
  }
}
