package org.iclsweep.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;

/**
 * Adds results to a sweep's folder and keeps the number of files small.
 *
 * <p>64 files of a level are merged into one of the next, so that a row is copied once a level and
 * there are at most 64 files of each. A merge writes the new file of {@code trajectories}, then
 * that of {@code trials}, from which moment the new one counts, and deletes the replaced files of
 * {@code trials}, then those of {@code trajectories}. One thread may append while another merges.
 */
final class ResultWriter {
  /** How many files of a level make one of the next. */
  static final int FAN = 64;

  /** What a merge holds in memory, beside as much again for the file it reads. */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  private static final MessageType TRIALS =
      Column.parquetSchema(ResultStore.TRIALS, StoredTrial.TRIALS);
  private static final MessageType TRAJECTORIES =
      Column.parquetSchema(ResultStore.TRAJECTORIES, StoredTrial.TRAJECTORIES);

  private final WholeFiles whole;
  private final ResultFiles results;
  private final SweepLock lock;

  /** The names of the files of each level, oldest first; the folder is listed only once. */
  private final NavigableMap<Integer, List<String>> levels = new TreeMap<>();

  /**
   * Opens a folder for writing: finishes or undoes what a killed driver was about to do and merges
   * what it left.
   *
   * @param lock the lock of the folder
   * @throws IOException if the folder cannot be written
   */
  ResultWriter(WholeFiles whole, ResultFiles results, SweepLock lock) throws IOException {
    this.whole = whole;
    this.results = results;
    this.lock = lock;
    FileSystem files = whole.files();
    files.mkdirs(results.table(ResultStore.TRIALS));
    files.mkdirs(results.table(ResultStore.TRAJECTORIES));
    Set<String> live = results.live();
    for (String table : List.of(ResultStore.TRIALS, ResultStore.TRAJECTORIES)) {
      for (FileStatus file : files.listStatus(results.table(table))) {
        String name = file.getPath().getName();
        if (ResultFiles.ours(name) && !live.contains(name)) {
          lock.check();
          whole.delete(file.getPath());
        }
      }
    }
    for (String name : live) {
      add(name);
    }
    tidy();
  }

  private synchronized void add(String name) {
    levels.computeIfAbsent(ResultFiles.level(name), level -> new ArrayList<>()).add(name);
  }

  private synchronized void removeAll(List<String> names) {
    levels.values().forEach(level -> level.removeAll(names));
  }

  private synchronized List<String> level(int level) {
    return List.copyOf(levels.getOrDefault(level, List.of()));
  }

  private synchronized int highest() {
    return levels.isEmpty() ? 0 : levels.lastKey();
  }

  /**
   * Stores a batch of finished trials, all or none.
   *
   * @throws IOException if it could not be written; then it does not count
   */
  void append(List<StoredTrial> trials) throws IOException {
    List<StoredTrial.Step> steps = new ArrayList<>();
    for (StoredTrial trial : trials) {
      steps.addAll(trial.steps());
    }
    String name = ResultFiles.newName(0);
    commit(
        name,
        Map.of(),
        writer -> {
          for (StoredTrial.Step step : steps) {
            writer.write(group(TRAJECTORIES, StoredTrial.TRAJECTORIES, step));
          }
        },
        writer -> {
          for (StoredTrial trial : trials) {
            writer.write(group(TRIALS, StoredTrial.TRIALS, trial));
          }
        });
    add(name);
  }

  private static <T> Group group(MessageType schema, List<Column<T>> columns, T row) {
    Group group = new SimpleGroup(schema);
    for (Column<T> column : columns) {
      add(group, column.name(), column.stored(row));
    }
    return group;
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
    } else if (value instanceof Double d) {
      group.append(name, d);
    } else if (value != null) {
      throw new IllegalArgumentException(name + " holds a " + value.getClass());
    }
  }

  /** Merges the levels that are full. */
  void mergeFull() throws IOException {
    for (int level = 0; level <= highest(); level++) {
      while (level(level).size() >= FAN) {
        merge(level(level).subList(0, FAN), level + 1);
      }
    }
  }

  /** Merges the small files that a run leaves, those of levels 0 and 1, into one. */
  void tidy() throws IOException {
    mergeFull();
    List<String> small = new ArrayList<>(level(0));
    small.addAll(0, level(1));
    if (small.size() > 1) {
      merge(small, level(1).isEmpty() ? 1 : 2);
      mergeFull();
    }
  }

  private void merge(List<String> candidates, int level) throws IOException {
    List<String> names = new ArrayList<>();
    for (String name : candidates) {
      if (mergeable(name)) {
        names.add(name);
      } else {
        removeAll(List.of(name)); // it stays as it is, and counts
      }
    }
    if (names.size() < 2) {
      return;
    }
    String name = ResultFiles.newName(level);
    commit(
        name,
        Map.of(ResultFiles.REPLACES, String.join(",", names)),
        writer -> copy(ResultStore.TRAJECTORIES, names, writer),
        writer -> copy(ResultStore.TRIALS, names, writer));
    add(name);
    removeAll(names);
    for (String table : List.of(ResultStore.TRIALS, ResultStore.TRAJECTORIES)) {
      for (String replaced : names) {
        lock.check();
        whole.delete(results.file(table, replaced));
      }
    }
  }

  /** Whether a file has this program's columns; one of another build is never rewritten. */
  private boolean mergeable(String name) throws IOException {
    Path steps = results.file(ResultStore.TRAJECTORIES, name);
    return whole.files().exists(steps)
        && results.footer(steps).getSchema().equals(TRAJECTORIES)
        && results.footer(results.file(ResultStore.TRIALS, name)).getSchema().equals(TRIALS);
  }

  private void copy(String table, List<String> names, ParquetWriter<Group> writer)
      throws IOException {
    for (String name : names) {
      try (ParquetReader<Group> reader = results.open(results.file(table, name))) {
        for (Group row = reader.read(); row != null; row = reader.read()) {
          writer.write(row);
        }
      }
    }
  }

  /** Something that writes the rows of a file. */
  private interface Rows {
    void writeTo(ParquetWriter<Group> writer) throws IOException;
  }

  /** Writes both files of a name and makes them count. */
  private void commit(String name, Map<String, String> metadata, Rows steps, Rows trials)
      throws IOException {
    Path stepsFile = results.file(ResultStore.TRAJECTORIES, name);
    Path trialsFile = results.file(ResultStore.TRIALS, name);
    Path stagedSteps = whole.staged(stepsFile);
    Path stagedTrials = whole.staged(trialsFile);
    lock.check();
    write(stagedSteps, TRAJECTORIES, metadata, steps);
    lock.check();
    write(stagedTrials, TRIALS, metadata, trials);
    lock.check();
    whole.publish(stagedSteps, stepsFile);
    whole.publish(stagedTrials, trialsFile);
  }

  private void write(Path file, MessageType schema, Map<String, String> metadata, Rows rows)
      throws IOException {
    Configuration conf = whole.files().getConf();
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(HadoopOutputFile.fromPath(file, conf))
            .withType(schema)
            .withConf(conf)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withExtraMetaData(metadata)
            .build()) {
      rows.writeTo(writer);
    }
  }
}
