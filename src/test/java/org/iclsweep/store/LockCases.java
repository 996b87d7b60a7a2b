package org.iclsweep.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.iclsweep.sweep.UsageException;

/** What a lock must do on every file system. */
final class LockCases {
  /** Long enough for heartbeats on a busy machine. */
  static final Duration STALE = Duration.ofSeconds(3);

  private LockCases() {}

  /** A folder as another process would see it, with a connection of its own. */
  static WholeFiles files(String folder, boolean renames) throws IOException {
    FileSystem files =
        FileSystem.newInstance(new org.apache.hadoop.fs.Path(folder).toUri(), StoredRows.CONF);
    files.setWriteChecksum(false);
    return new WholeFiles(files, renames);
  }

  private static SweepLock take(String folder, boolean renames, Runnable onLost)
      throws IOException {
    return take(folder, renames, onLost, STALE);
  }

  private static SweepLock take(String folder, boolean renames, Runnable onLost, Duration stale)
      throws IOException {
    return SweepLock.take(
        files(folder, renames), new org.apache.hadoop.fs.Path(folder), folder, onLost, stale);
  }

  static void write(String folder, String name, String text) throws IOException {
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(folder, name);
    try (OutputStream out = files(folder, true).files().create(file, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static boolean exists(String folder, String name) throws IOException {
    return files(folder, true).files().exists(new org.apache.hadoop.fs.Path(folder, name));
  }

  /** Of many threads that want it at the same moment one gets it. */
  static void oneThreadWins(String folder, boolean renames) throws Exception {
    int threads = 8;
    CountDownLatch ready = new CountDownLatch(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<SweepLock>> all = new ArrayList<>();
      Callable<SweepLock> taker =
          () -> {
            ready.countDown();
            ready.await();
            try {
              return take(folder, renames, () -> {});
            } catch (UsageException e) {
              assertTrue(
                  e.getMessage().contains("is in use by process " + ProcessHandle.current().pid()),
                  e.getMessage());
              return null;
            }
          };
      for (int i = 0; i < threads; i++) {
        all.add(executor.submit(taker));
      }
      SweepLock winner = null;
      for (Future<SweepLock> one : all) {
        SweepLock lock = one.get(120, TimeUnit.SECONDS);
        assertFalse(lock != null && winner != null, "two have it");
        winner = lock == null ? winner : lock;
      }
      assertTrue(winner != null, "nobody has it");
      winner.check();
      assertTrue(exists(folder, SweepLock.NAME));
      winner.close();
      assertFalse(exists(folder, SweepLock.NAME));
    } finally {
      executor.shutdownNow();
    }
  }

  /** Of several processes one gets it; when it is killed, its lock is taken over at once. */
  static void oneProcessWinsAndAKilledOneLoses(Path temporary, String folder) throws Exception {
    List<LockProbe> probes = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        probes.add(LockProbe.start(temporary, folder));
      }
      LockProbe winner = null;
      for (LockProbe probe : probes) {
        if (probe.answer().equals("held")) {
          assertTrue(winner == null, "two have it");
          winner = probe;
        }
      }
      assertTrue(winner != null, "nobody has it");
      UsageException refused =
          assertThrows(UsageException.class, () -> take(folder, true, () -> {}));
      assertTrue(
          refused.getMessage().contains("is in use by process " + winner.pid() + " on "),
          refused.getMessage());
      assertEquals(1, refused.getMessage().lines().count());
      winner.kill();
      long start = System.nanoTime();
      try (SweepLock lock = take(folder, true, () -> {}, SweepLock.STALE)) {
        lock.check();
        assertTrue(System.nanoTime() - start < SweepLock.STALE.toNanos(), "at once");
        LockProbe late = LockProbe.start(temporary, folder);
        probes.add(late);
        assertTrue(
            late.answer().contains("in use by process " + ProcessHandle.current().pid()),
            late.answer());
      }
    } finally {
      for (LockProbe probe : probes) {
        probe.kill();
      }
    }
  }

  /** A holder finds out that another has its lock, and does not delete that one's. */
  static void aStolenLockIsNoticed(String folder, boolean renames) throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    String thief = "{\"id\":\"x\",\"host\":\"elsewhere\",\"pid\":7,\"started\":\"now\"}";
    try (SweepLock lock = take(folder, renames, lost::countDown)) {
      lock.check();
      write(folder, SweepLock.NAME, thief);
      assertTrue(lost.await(30, TimeUnit.SECONDS));
      IOException e = assertThrows(IOException.class, lock::check);
      assertTrue(
          e.getMessage().contains("was taken over by process 7 on elsewhere since now"),
          e.getMessage());
    }
    assertTrue(exists(folder, SweepLock.NAME));
  }

  /** A lock of another machine is taken over when nothing changes for long. */
  static void aSilentLockIsTakenOver(String folder, boolean renames) throws Exception {
    Duration stale = Duration.ofMillis(300); // nobody's heartbeat is waited for
    write(
        folder,
        SweepLock.NAME,
        "{\"id\":\"x\",\"host\":\"elsewhere\",\"machine\":\"m\",\"pid\":7}");
    long start = System.nanoTime();
    try (SweepLock lock = take(folder, renames, () -> {}, stale)) {
      lock.check();
      assertTrue(System.nanoTime() - start > stale.toNanos(), "not before");
    }
    write(folder, SweepLock.NAME, "{\"id\":"); // killed while it wrote
    take(folder, renames, () -> {}, stale).close();
    assertFalse(exists(folder, SweepLock.NAME));
  }
}
