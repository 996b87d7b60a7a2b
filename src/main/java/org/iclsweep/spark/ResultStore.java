package org.iclsweep.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.UsageException;

/**
 * The folder of a sweep, on any of Hadoop's file systems.
 *
 * <p>Finished trials arrive in batches; a batch is one Parquet file of the same name in {@code
 * trajectories} and then in {@code trials}. A file is written under a hidden name and renamed, and
 * the one in {@code trials} makes the batch count: trajectories without it are removed when the
 * folder is opened for writing.
 */
public final class ResultStore {
  /** The folder of one row a trial. */
  public static final String TRIALS = "trials";

  /** The folder of one row a recorded step. */
  public static final String TRAJECTORIES = "trajectories";

  private static final String SUFFIX = ".parquet";

  private final FileSystem files;
  private final Path folder;

  private ResultStore(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
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
      FileSystem files =
          path.getFileSystem(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
      if (files instanceof LocalFileSystem local) {
        local.setWriteChecksum(false);
      }
      return new ResultStore(files, files.makeQualified(path));
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException("--out " + out + ": " + firstLine(e), e);
    }
  }

  private static String firstLine(Exception e) {
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
      if (existing.equals(folder)
          && !files.exists(sweepFile())
          && files.listStatus(folder).length > 0) {
        throw new UsageException(
            "--out %s: the folder holds something else than a sweep (it has no %s); name an empty or new folder"
                .formatted(path(), SweepFile.NAME));
      }
    } catch (IOException e) {
      throw new UsageException("--out " + path() + " cannot be written: " + firstLine(e), e);
    }
    SweepFile.read(this);
  }

  private void probe(Path directory) throws IOException {
    Path file = new Path(directory, ".icl-sweep-" + UUID.randomUUID());
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

  FileSystem files() {
    return files;
  }

  /**
   * Makes the folder ready for new results and removes what an interrupted batch left behind.
   *
   * @throws IOException if the folder cannot be written
   */
  void prepare() throws IOException {
    files.mkdirs(new Path(folder, TRIALS));
    files.mkdirs(new Path(folder, TRAJECTORIES));
    Set<String> committed = new HashSet<>();
    for (FileStatus file : files.listStatus(new Path(folder, TRIALS))) {
      committed.add(file.getPath().getName());
    }
    for (FileStatus file : files.listStatus(new Path(folder, TRAJECTORIES))) {
      if (!committed.contains(file.getPath().getName())) {
        files.delete(file.getPath(), false);
      }
    }
  }

  /**
   * Stores a batch of finished trials, all or none.
   *
   * @throws IOException if it could not be written; then it does not count
   */
  void append(List<StoredTrial> trials) throws IOException {
    String name = "batch-" + UUID.randomUUID() + SUFFIX;
    List<StoredTrial.Step> steps = new ArrayList<>();
    for (StoredTrial trial : trials) {
      steps.addAll(trial.steps());
    }
    write(new Path(new Path(folder, TRAJECTORIES), name), StoredTrial.TRAJECTORIES, steps);
    write(new Path(new Path(folder, TRIALS), name), StoredTrial.TRIALS, trials);
  }

  private <T> void write(Path file, List<Column<T>> columns, List<T> rows) throws IOException {
    Path hidden = new Path(file.getParent(), "." + file.getName());
    MessageType schema = Column.parquetSchema(file.getParent().getName(), columns);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(HadoopOutputFile.fromPath(hidden, files.getConf()))
            .withType(schema)
            .withConf(files.getConf())
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .build()) {
      for (T row : rows) {
        Group group = new SimpleGroup(schema);
        for (Column<T> column : columns) {
          add(group, column.name(), column.value().apply(row));
        }
        writer.write(group);
      }
    }
    renameOver(hidden, file);
  }

  /** Gives a file its name in one step, in place of an older file of that name. */
  void renameOver(Path from, Path to) throws IOException {
    FileContext.getFileContext(files.getUri(), files.getConf())
        .rename(from, to, Options.Rename.OVERWRITE);
  }

  private static void add(Group group, String name, Object value) {
    if (value instanceof Integer i) {
      group.append(name, i);
    } else if (value instanceof Long l) {
      group.append(name, l);
    } else if (value instanceof Boolean b) {
      group.append(name, b);
    } else if (value instanceof String s) {
      group.append(name, s);
    } else if (value instanceof Double d && Double.isFinite(d)) {
      group.append(name, d);
    } else if (value != null && !(value instanceof Double)) {
      throw new IllegalArgumentException(name + " holds a " + value.getClass());
    }
  }

  /** All stored rows of a table, older attempts included. */
  Dataset<Row> read(SparkSession spark, String table, List<? extends Column<?>> columns) {
    try {
      Path path = new Path(folder, table);
      if (!files.exists(path)) {
        throw new FileNotFoundException(path + " does not exist");
      }
      return spark.read().schema(Column.sparkSchema(columns)).parquet(path.toString());
    } catch (IOException e) {
      throw new UsageException("--out " + path() + ": " + firstLine(e), e);
    }
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
    } catch (FileNotFoundException e) {
      return Optional.empty(); // a table is gone: a proper run finds out what is missing
    } catch (IOException e) {
      throw new UsageException("--out " + path() + " cannot be read: " + firstLine(e), e);
    }
  }

  /** Whether all of some derived tables have been written. */
  boolean hasAll(List<String> tables) throws IOException {
    for (String table : tables) {
      if (!files.exists(new Path(folder, table))) {
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
    Path hidden = new Path(folder, "." + table + "-" + UUID.randomUUID());
    Path target = new Path(folder, table);
    rows.coalesce(1).write().parquet(hidden.toString());
    files.delete(target, true);
    if (!files.rename(hidden, target)) {
      throw new IOException("cannot rename " + hidden + " to " + target);
    }
  }
}
