package org.iclsweep.cli;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Copies of sweep folders with modified result tables. */
final class SweepFolders {
  private SweepFolders() {}

  /** Creates a folder with the runs of a sweep but without results. */
  static Path emptied(Path sweep, Path to) throws IOException {
    Files.createDirectories(to);
    Files.copy(sweep.resolve("sweep.json"), to.resolve("sweep.json"));
    for (String table : List.of("trials", "trajectories")) {
      Files.createDirectory(to.resolve(table));
    }
    return to;
  }

  /** Copies a folder with all its files. */
  static Path copied(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }

  /**
   * Adds rows to a table of results, in a file that has the same name in both tables.
   *
   * @param from the sweep whose rows are read
   * @param table trials or trajectories
   * @param to the sweep to which rows are added, which may be the same
   * @param rows computes the added rows from those read
   */
  static void add(Path from, String table, Path to, Function<Dataset<Row>, Dataset<Row>> rows)
      throws IOException {
    Path written = to.resolve(".written");
    rows.apply(CommandLineRunner.spark().read().parquet(from.resolve(table).toString()))
        .coalesce(1)
        .write()
        .parquet(written.toString());
    try (Stream<Path> files = Files.list(written)) {
      Path rowsFile =
          files
              .filter(f -> f.getFileName().toString().startsWith("part-"))
              .findFirst()
              .orElseThrow();
      Files.move(rowsFile, to.resolve(table).resolve("added.parquet"), REPLACE_EXISTING);
    }
    remove(written);
    Files.deleteIfExists(to.resolve("files.json")); // the added file would not be listed there
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
