package org.iclsweep.store;

import static org.iclsweep.store.StoredRows.results;
import static org.iclsweep.store.StoredRows.trials;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.cli.OddNamesIT;
import org.iclsweep.table.TableNames;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep's folder on Hadoop's distributed file system. */
class HdfsIT {
  @TempDir private static Path temporary;

  private static MiniDFSCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, temporary.resolve("dfs").toString());
    cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown();
  }

  private static String folder(String name) {
    return cluster.getURI() + "/" + name;
  }

  private static List<String> names(String folder) throws IOException {
    FileSystem files = cluster.getFileSystem();
    List<String> names = new ArrayList<>();
    for (FileStatus file : files.listStatus(new org.apache.hadoop.fs.Path(folder))) {
      names.add(file.getPath().getName());
    }
    return names;
  }

  @Test
  void oneThreadWins() throws Exception {
    LockCases.oneThreadWins(folder("threads"), true);
    assertEquals(List.of(), names(folder("threads")));
  }

  @Test
  void oneProcessWinsAndAKilledOneLoses() throws Exception {
    LockCases.oneProcessWinsAndAKilledOneLoses(temporary, folder("processes"));
  }

  @Test
  void oneThreadWinsTheLockOfADeadProcess() throws Exception {
    LockProbe probe = LockProbe.start(temporary, folder("dead"));
    assertEquals("held", probe.answer());
    probe.kill();
    LockCases.oneThreadWins(folder("dead"), true);
    assertEquals(List.of(), names(folder("dead")));
  }

  @Test
  void aStolenLockIsNoticed() throws Exception {
    LockCases.aStolenLockIsNoticed(folder("stolen"), true);
  }

  @Test
  void aSilentLockIsTakenOver() throws Exception {
    LockCases.aSilentLockIsTakenOver(folder("silent"), true);
  }

  @Test
  void filesAreMergedAndWhatAKilledDriverLeftIsRemoved() throws IOException {
    String folder = folder("merged");
    SweepFolder store = StoredRows.folder(folder);
    try (SweepLock lock = StoredRows.lock(store)) {
      ResultWriter writer = StoredRows.writer(store, lock);
      for (int i = 1; i <= 70; i++) {
        writer.append(results(i, i));
        writer.mergeFull();
      }
      assertEquals(7, names(folder + "/trials").size());
      LockCases.write(folder + "/trials", ".level0-0.parquet-0", "half");
      LockCases.write(folder + "/trajectories", "level0-0.parquet", "half");
      StoredRows.writer(store, lock);
    }
    assertEquals(1, names(folder + "/trials").size());
    assertEquals(names(folder + "/trials"), names(folder + "/trajectories"));
    ResultFiles stored =
        new ResultFiles(
            new WholeFiles(cluster.getFileSystem()), new org.apache.hadoop.fs.Path(folder));
    for (String table : List.of(TableNames.TRIALS, TableNames.TRAJECTORIES)) {
      List<String> rows = new ArrayList<>();
      int expected = table.equals(TableNames.TRIALS) ? 70 : 70 * trials(1, 1).get(0).steps().size();
      rows.addAll(StoredRows.rows(StoredRows.paths(stored, table)));
      assertEquals(expected, rows.size());
      assertEquals(expected, rows.stream().distinct().count());
    }
  }

  @Test
  void aSweepRunsAndIsReplacedPieceByPiece() throws IOException {
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
    CommandLineRunner.Result first = CommandLineRunner.run(words);
    assertEquals(0, first.code(), first.err());
    words[words.length - 1] = "1,2";
    CommandLineRunner.Result second = CommandLineRunner.run(words);
    assertEquals(0, second.code(), second.err());
    assertTrue(second.err().contains("training 2 trials"), second.err());
    assertEquals(second.out(), CommandLineRunner.run(words).out());
    CommandLineRunner.Result rows =
        CommandLineRunner.run(
            "query",
            "--out",
            out,
            "--format",
            "csv",
            "select count(*), count(distinct trial_id) from trials");
    assertEquals("4,4", rows.lines().get(1), rows.err());
    assertEquals(1, names(out + "/trials").size());
    assertFalse(names(out).contains(SweepLock.NAME));
  }

  @Test
  void namesAreNeverPatterns() {
    OddNamesIT.NAMES.forEach(name -> OddNamesIT.assertUsable(folder(name)));
    CommandLineRunner.Result refused =
        CommandLineRunner.run("run", "--out", folder("x:y"), "--heads", "1");
    assertEquals(2, refused.code());
    assertEquals(1, refused.err().lines().count(), refused.err());
  }

  @Test
  void aDamagedSweepIsRepaired() throws IOException {
    String out = folder("damaged");
    SweepFolder store = StoredRows.folder(out);
    try (SweepLock lock = StoredRows.lock(store)) {
      ResultWriter writer = StoredRows.writer(store, lock);
      writer.append(results(1, 2));
      writer.append(results(3, 3));
    }
    String torn = names(out + "/trials").get(0);
    LockCases.write(out + "/trials", torn, "torn");
    DamagedException e = assertThrows(DamagedException.class, store::checkIntact);
    assertTrue(e.getMessage().contains(torn + " has 4 bytes instead of"), e.getMessage());
    try (FolderWriter writer = FolderWriter.open(store, () -> {})) {
      Repair.Outcome outcome = writer.repair(Workers.here(store));
      assertEquals(3, outcome.kept() + outcome.lost());
      assertEquals(2, outcome.moved().size(), outcome.toString());
    }
    store.checkIntact();
    assertEquals(List.of(torn), names(out + "/damaged/trials"));
    assertTrue(store.exists());
  }

  @Test
  void filesThatNoMachineHasNowAreNotDamaged() throws Exception {
    Configuration conf = new Configuration();
    conf.setBoolean("fs.hdfs.impl.disable.cache", true); // whose clients have other settings
    conf.setInt("dfs.client.retry.window.base", 1); // in milliseconds
    SweepFolder store = SweepFolder.at(folder("down"), conf);
    try (FolderWriter writer = FolderWriter.open(store, () -> {})) {
      writer.results(Workers.here(store)).append(results(1, 2));
      MiniDFSCluster.DataNodeProperties node = cluster.stopDataNode(0);
      try {
        IOException e = assertThrows(IOException.class, () -> writer.repair(Workers.here(store)));
        assertTrue(Network.failed(e), e.toString());
      } finally {
        assertTrue(cluster.restartDataNode(node, true));
        cluster.waitActive();
      }
    }
    store.checkIntact();
    assertFalse(names(folder("down")).contains("damaged"));
  }
}
