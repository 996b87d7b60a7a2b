package org.iclsweep.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.iclsweep.sweep.Grids;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialResult;

/** Trials to store, and what is stored, read without Spark. */
final class StoredRows {
  private static final TrialResult RESULT =
      Trial.run(Grids.trial("m=3", "heads=2", "prompt_length=3", "tokens=6", "dim=4", "steps=2"));

  /** Reading Hadoop's own settings takes longer than anything that is done here. */
  static final Configuration CONF = new Configuration();

  private StoredRows() {}

  /** A trial whose rows differ from others' by the attempt. */
  static StoredTrial trial(int attempt) {
    return new StoredTrial(attempt, RESULT, "host", "driver");
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
  static List<String> rows(List<String> files) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String file : files) {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file);
      ResultFiles results = new ResultFiles(path.getFileSystem(CONF), path.getParent());
      try (ParquetReader<Group> reader = results.open(path)) {
        for (Group row = reader.read(); row != null; row = reader.read()) {
          rows.add(row.toString());
        }
      }
    }
    Collections.sort(rows);
    return rows;
  }

  /** What a reader sees that knows nothing of merging: all visible files. */
  static List<String> plainRows(Path folder, String table) throws IOException {
    List<String> files = new ArrayList<>();
    for (String name : names(folder.resolve(table))) {
      if (!name.startsWith(".")) {
        files.add(folder.resolve(table).resolve(name).toUri().toString());
      }
    }
    return rows(files);
  }

  /** What this program's readers see. */
  static List<String> ownRows(Path folder, String table) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder.toUri());
    return rows(new ResultFiles(path.getFileSystem(CONF), path).paths(table));
  }

  /** Both readers see exactly these rows, and nothing but the lock is hidden. */
  static void assertHolds(Path folder, String table, List<String> expected) throws IOException {
    assertEquals(expected, ownRows(folder, table));
    assertEquals(expected, plainRows(folder, table));
    for (Path place : List.of(folder, folder.resolve(table))) {
      for (String name : names(place)) {
        assertTrue(!name.startsWith(".") || name.equals(SweepLock.NAME), name);
      }
    }
  }
}
