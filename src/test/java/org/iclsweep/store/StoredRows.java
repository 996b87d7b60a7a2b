package org.iclsweep.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.conf.HadoopParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.iclsweep.sweep.Grids;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialResult;
import org.iclsweep.table.StoredTrial;
import org.iclsweep.table.TableNames;

/** Trials to store, and what is stored, read without Spark. */
final class StoredRows {
  private static final TrialResult RESULT =
      Trial.run(Grids.trial("m=3", "heads=2", "prompt_length=3", "tokens=6", "dim=4", "steps=2"));

  /** Reading Hadoop's own settings takes longer than anything that is done here. */
  static final Configuration CONF = checking();

  private StoredRows() {}

  private static Configuration checking() {
    Configuration conf = LocalFiles.settings(new Configuration());
    conf.setBoolean("parquet.page.verify-checksum.enabled", true);
    return conf;
  }

  /** A trial whose rows differ from others' by the attempt. */
  static StoredTrial trial(int attempt) {
    return new StoredTrial(attempt, RESULT, "host", "driver");
  }

  /** A local folder. */
  static SweepFolder folder(String path) {
    return SweepFolder.at(path, CONF);
  }

  /** Takes a lock whose heartbeats others see soon. */
  static SweepLock lock(SweepFolder folder) throws IOException {
    return SweepLock.take(
        folder.whole(), folder.folder(), folder.path(), () -> {}, Duration.ofSeconds(1));
  }

  /** Opens the results of a folder for writing, merging in this process. */
  static ResultWriter writer(SweepFolder folder, SweepLock lock) throws IOException {
    return new FolderWriter(folder, lock).results(Workers.here(folder));
  }

  /** Trials as an executor hands them back. */
  static List<Results> results(int from, int to) {
    return List.of(Results.of(trials(from, to)));
  }

  static List<StoredTrial> trials(int from, int to) {
    List<StoredTrial> trials = new ArrayList<>();
    for (int attempt = from; attempt <= to; attempt++) {
      trials.add(trial(attempt));
    }
    return trials;
  }

  /** The names in a folder of a local sweep, hidden ones included. */
  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** All columns of all rows of some files, in a sorted order. */
  static List<String> rows(List<org.apache.hadoop.fs.Path> files) throws IOException {
    List<String> rows = new ArrayList<>();
    for (org.apache.hadoop.fs.Path path : files) {
      try (ParquetReader<Group> reader = open(path)) {
        for (Group row = reader.read(); row != null; row = reader.read()) {
          rows.add(row.toString());
        }
      }
    }
    Collections.sort(rows);
    return rows;
  }

  private static ParquetReader<Group> open(org.apache.hadoop.fs.Path file) throws IOException {
    return new ParquetReader.Builder<Group>(
        HadoopInputFile.fromPath(file, CONF), new HadoopParquetConfiguration(CONF)) {
      @Override
      protected ReadSupport<Group> getReadSupport() {
        return new GroupReadSupport();
      }
    }.build();
  }

  /** The rows of each visible file of a table: what a reader sees that knows nothing of merging. */
  static NavigableMap<String, List<String>> visible(Path folder, String table) throws IOException {
    NavigableMap<String, List<String>> visible = new TreeMap<>();
    for (String name : names(folder.resolve(table))) {
      if (!name.startsWith(".")) {
        Path file = folder.resolve(table).resolve(name);
        visible.put(name, rows(List.of(new org.apache.hadoop.fs.Path(file.toUri()))));
      }
    }
    return visible;
  }

  private static List<String> sorted(Collection<List<String>> files) {
    return files.stream().flatMap(List::stream).sorted().toList();
  }

  /** All rows of all visible files, in a sorted order. */
  static List<String> plainRows(Path folder, String table) throws IOException {
    return sorted(visible(folder, table).values());
  }

  /** The rows of the files that this program's readers see, after all visible ones were read. */
  static List<String> ownRows(Path folder, String table) throws IOException {
    NavigableMap<String, List<String>> visible = visible(folder, table);
    List<String> own = ownNames(folder, table);
    assertTrue(visible.keySet().containsAll(own), own + " of " + visible.keySet());
    visible.keySet().retainAll(own);
    return sorted(visible.values());
  }

  private static List<String> ownNames(Path folder, String table) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder.toUri());
    ResultFiles results = new ResultFiles(new WholeFiles(path.getFileSystem(CONF)), path);
    assertEquals(List.of(), results.look(TableNames.RESULTS).damage());
    return paths(results, table).stream().map(org.apache.hadoop.fs.Path::getName).sorted().toList();
  }

  /** The files of a table that count. */
  static List<org.apache.hadoop.fs.Path> paths(ResultFiles results, String table)
      throws IOException {
    return results.counting(table).stream().map(FileStatus::getPath).toList();
  }

  /** Both readers see exactly these rows, and nothing but the lock is hidden. */
  static void assertHolds(Path folder, String table, List<String> expected) throws IOException {
    NavigableMap<String, List<String>> visible = visible(folder, table);
    assertEquals(ownNames(folder, table), List.copyOf(visible.keySet()));
    assertEquals(expected, sorted(visible.values()));
    for (Path place : List.of(folder, folder.resolve(table))) {
      for (String name : names(place)) {
        assertTrue(!name.startsWith(".") || name.equals(SweepLock.NAME), name);
      }
    }
  }
}
