package org.iclsweep.store;

import static org.iclsweep.store.StoredRows.results;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.iclsweep.ObjectStore;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.sweep.UsageException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep's folder on an object store: files appear when they are closed, and a rename is a copy.
 */
class StoredObjectsIT {
  @TempDir private static Path temporary;

  private static ObjectStore store;

  @BeforeAll
  static void start() throws Exception {
    store = ObjectStore.start(temporary.resolve("objects"), 0);
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

  private static void write(NewFile file, byte[] bytes) throws IOException {
    file.stream().write(bytes);
  }

  /** An upload waits on disk, and one that fails is no file and replaces none. */
  @Test
  void aFileAppearsWholeOrNotAtAll() throws IOException {
    Path buffers = temporary.resolve("buffers");
    Configuration conf = new Configuration(StoredRows.CONF);
    conf.set("fs.s3a.buffer.dir", buffers.toString());
    var path = new org.apache.hadoop.fs.Path(folder("whole/file"));
    byte[] bytes = new byte[10 << 20];
    try (FileSystem files = FileSystem.newInstance(path.toUri(), conf)) {
      WholeFiles whole = new WholeFiles(files);
      assertEquals(path, whole.staged(path));
      try (NewFile file = whole.create(path)) {
        write(file, bytes);
      }
      assertFalse(files.exists(path));
      try (NewFile file = whole.create(path)) {
        write(file, bytes);
        try (Stream<Path> blocks = Files.list(buffers)) {
          assertEquals(bytes.length, blocks.mapToLong(block -> block.toFile().length()).sum());
        }
        assertFalse(files.exists(path));
        file.complete();
      }
      assertEquals(bytes.length, files.getFileStatus(path).getLen());
      IOException e =
          assertThrows(
              IOException.class,
              () ->
                  whole.write(
                      path,
                      out -> {
                        out.write(1);
                        throw new IOException("full");
                      }));
      assertEquals("full", e.getMessage());
      assertEquals(bytes.length, files.getFileStatus(path).getLen());
      try (Stream<Path> blocks = Files.list(buffers)) {
        assertEquals(0, blocks.count());
      }
    }
  }

  @Test
  void aMissingClientIsOneLine() {
    Configuration conf = new Configuration(false);
    conf.set("fs.s3a.impl", "no.such.Client");
    conf.setBoolean("fs.s3a.impl.disable.cache", true);
    UsageException e =
        assertThrows(UsageException.class, () -> SweepFolder.at("s3a://bucket/x", conf));
    assertEquals(
        "--out s3a://bucket/x: a class of this file system's client is missing"
            + " (Class no.such.Client not found);"
            + " for s3a:// put --properties-file conf/s3a.properties before the command",
        e.getMessage());
  }

  private static Result run(String... words) {
    Result result = CommandLineRunner.run(words);
    assertEquals(0, result.code(), result.err());
    return result;
  }

  @Test
  void everyCommandWorks() throws IOException {
    String out = folder("sweep");
    String grid = " --m 3 --heads 1,2 --prompt-length 3 --tokens 6 --dim 4 --steps 5 --out " + out;
    String[] one = ("run --no-report --seed 1" + grid).split(" ", -1);
    String[] two = ("run --no-report --seed 1,2" + grid).split(" ", -1);
    String[] plan = ("plan --seed 1,2" + grid).split(" ", -1);
    Path claims = temporary.resolve("a.claims.sql");
    Files.writeString(claims, "-- There are trials.\nselect count(*) > 0 as holds from trials;\n");
    Path file = temporary.resolve("trial.json");
    CommandLineRunner.sharing(
        ObjectStore.forSpark(store.settings()),
        () -> {
          String said = run(one).err();
          assertFalse(said.contains("lets two drivers create the same file"), said);
          Result second = run(two);
          assertTrue(second.err().contains("training 2 trials"), second.err());
          assertEquals(second.out(), run(two).out());
          String sql = "select min(trial_id), count(*), count(distinct trial_id) from trials";
          String[] row = CommandLineRunner.csv(out, sql).get(1).split(",", -1);
          assertEquals(List.of("4", "4"), List.of(row[1], row[2]));
          assertEquals(1, names(out + "/trials").size());
          assertFalse(names(out).toString().contains(SweepLock.NAME));
          assertEquals(out + "/report.html\n", run("report", "--out", out).out());
          assertTrue(run(plan).out().contains("4 trials: 4 stored, 0 to train"));
          run("replay", row[0], "--out", out);
          run("export", row[0], "--out", out, "--to", file.toString());
          run("verify", file.toString());
          run("check", "--out", out, "--claims", claims.toString());
          assertEquals(
              List.of("nothing is damaged", "trials stored: 4"),
              run("repair", "--out", out).lines());
        });
  }

  @Test
  void aDamagedSweepIsRepaired() throws IOException {
    String out = folder("damaged");
    SweepFolder sweep = StoredRows.folder(out);
    try (SweepLock lock = StoredRows.lock(sweep)) {
      ResultWriter writer = StoredRows.writer(sweep, lock);
      writer.append(results(1, 2));
      writer.append(results(3, 3));
    }
    String torn = names(out + "/trials").get(0);
    LockCases.write(out + "/trials", torn, "torn");
    DamagedException e = assertThrows(DamagedException.class, sweep::checkIntact);
    assertTrue(e.getMessage().contains(torn + " has 4 bytes instead of"), e.getMessage());
    try (FolderWriter writer = FolderWriter.open(sweep, () -> {})) {
      Repair.Outcome outcome = writer.repair(Workers.here(sweep));
      assertEquals(3, outcome.kept() + outcome.lost());
      assertEquals(2, outcome.moved().size(), outcome.toString());
    }
    sweep.checkIntact();
    assertEquals(List.of(torn), names(out + "/damaged/trials"));
  }
}
