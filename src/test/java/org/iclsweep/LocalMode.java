package org.iclsweep;

import static org.iclsweep.cli.CommandLineRunner.csv;
import static org.iclsweep.cli.CommandLineRunner.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.iclsweep.cli.CommandLineRunner;

/**
 * Compares sweeps on clusters with those of local mode: this JVM, which may have another kernel.
 */
final class LocalMode {
  private LocalMode() {}

  /**
   * Asserts that a sweep has the rows of local mode, to the bit.
   *
   * @param run its command, without the folder
   * @param local a new folder for the results of local mode
   * @param out the sweep's folder, of any file system
   */
  static void assertSame(List<String> run, Path local, String out) {
    List<String> words = new ArrayList<>(run);
    words.addAll(List.of("--no-report", "--out", local.toString()));
    CommandLineRunner.Result result = CommandLineRunner.run(words.toArray(String[]::new));
    assertEquals(0, result.code(), result.err());
    assertEquals(List.of("executor", "driver"), csv(local, "select distinct executor from trials"));
    List<String> expected = rows(local);
    assertTrue(expected.size() > 100, "rows: " + expected.size());
    assertEquals(expected, rows(out));
  }
}
