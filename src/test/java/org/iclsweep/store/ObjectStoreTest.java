package org.iclsweep.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.iclsweep.ObjectStore;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep's folder on an object store: files appear when they are closed, and a rename is a copy.
 */
class ObjectStoreTest {
  @TempDir private static Path temporary;

  private static ObjectStore store;

  @BeforeAll
  static void start() throws Exception {
    store = ObjectStore.start(temporary, 0);
    store.settings().forEach(StoredRows.CONF::set);
  }

  @AfterAll
  static void stop() throws IOException {
    store.settings().keySet().forEach(StoredRows.CONF::unset);
    store.close();
  }

  private static String folder(String name) {
    return store.folder(name);
  }

  private static FileSystem files() throws IOException {
    return new org.apache.hadoop.fs.Path(folder("")).getFileSystem(StoredRows.CONF);
  }

  private static List<String> names(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus file : files().listStatus(new org.apache.hadoop.fs.Path(folder))) {
      names.add(file.getPath().getName());
    }
    return names;
  }

  @Test
  void oneThreadWins() throws Exception {
    LockCases.oneThreadWins(folder("threads"), false);
    assertEquals(List.of(), names(folder("threads")));
  }

  @Test
  void aStolenLockIsNoticed() throws Exception {
    LockCases.aStolenLockIsNoticed(folder("stolen"), false);
  }

  @Test
  void aSilentLockIsTakenOver() throws Exception {
    LockCases.aSilentLockIsTakenOver(folder("silent"), false);
  }

  private static Result run(String... words) {
    long t = System.nanoTime();
    Result result = CommandLineRunner.run(words);
    System.err.println("TIME " + words[0] + " " + (System.nanoTime() - t) / 1e9);
    assertEquals(0, result.code(), result.err());
    return result;
  }

  @Test
  void everyCommandWorks() throws IOException {
    String out = folder("sweep");
    String[] words = {
      "run",
      "--out",
      out,
      "--m",
      "3",
      "--heads",
      "1,2",
      "--prompt-length",
      "3",
      "--tokens",
      "6",
      "--dim",
      "4",
      "--steps",
      "5",
      "--seed",
      "1"
    };
    CommandLineRunner.sharing(
        ObjectStore.forSpark(store.settings()),
        () -> {
          Result first = run(words);
          System.err.println(first.err());
          words[words.length - 1] = "1,2";
          Result second = run(words);
          System.err.println(second.err());
          assertTrue(second.err().contains("training 2 trials"), second.err());
          assertEquals(second.out(), run(words).out());
          String sql = "select count(*), count(distinct trial_id) from trials";
          Result rows = run("query", "--out", out, "--format", "csv", sql);
          System.err.println(rows.err());
          assertEquals("4,4", rows.lines().get(1), rows.err());
          System.err.println(names(out));
          System.err.println(names(out + "/trials"));
          words[0] = "plan";
          System.err.println(run(words));
          System.err.println(run("report", "--out", out));
          System.err.println(run("repair", "--out", out));
          assertEquals(1, names(out + "/trials").size());
          assertFalse(names(out).contains(SweepLock.NAME));
        });
  }
}
