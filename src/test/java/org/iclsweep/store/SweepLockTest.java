package org.iclsweep.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks on the local file system, between threads and between processes. */
class SweepLockTest {
  @TempDir private Path temporary;

  private String folder() throws Exception {
    return Files.createDirectories(temporary.resolve("sweep")).toUri().toString();
  }

  @RepeatedTest(5)
  void oneThreadWins() throws Exception {
    LockCases.oneThreadWins(folder(), true);
    assertEquals(List.of(), StoredRows.names(temporary.resolve("sweep")));
  }

  @Test
  void oneThreadWinsTheLockOfADeadProcess() throws Exception {
    LockProbe probe = LockProbe.start(temporary, folder());
    assertEquals("held", probe.answer());
    probe.kill();
    Path lock = temporary.resolve("sweep").resolve(SweepLock.NAME);
    String left = Files.readString(lock);
    for (int i = 0; i < 5; i++) {
      Files.writeString(lock, left);
      LockCases.oneThreadWins(folder(), true);
      assertEquals(List.of(), StoredRows.names(temporary.resolve("sweep")));
    }
  }

  @Test
  void oneProcessWinsAndAKilledOneLoses() throws Exception {
    LockCases.oneProcessWinsAndAKilledOneLoses(temporary, folder());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStolenLockIsNoticed(boolean renames) throws Exception {
    LockCases.aStolenLockIsNoticed(folder(), renames);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSilentLockIsTakenOver(boolean renames) throws Exception {
    LockCases.aSilentLockIsTakenOver(folder(), renames);
  }

  @Test
  void aHolderThatRewritesItsLockIsRefused() throws Exception {
    LockCases.oneThreadWins(folder(), false);
  }
}
