package org.iclsweep.store;

import static org.iclsweep.store.StoredRows.assertHolds;
import static org.iclsweep.store.StoredRows.names;
import static org.iclsweep.store.StoredRows.ownRows;
import static org.iclsweep.store.StoredRows.plainRows;
import static org.iclsweep.store.StoredRows.results;
import static org.iclsweep.store.StoredRows.trials;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.iclsweep.sweep.Grids;
import org.iclsweep.sweep.Trial;
import org.iclsweep.table.Column;
import org.iclsweep.table.StoredTrial;
import org.iclsweep.table.TableNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of results on a file system that dies at every single change. */
class ResultWriterTest {
  private static final List<String> TABLES = TableNames.RESULTS;

  /** How many rows of trajectories a trial has here. */
  private static final int STEPS = StoredRows.trial(1).steps().size();

  @TempDir private Path temporary;

  @AfterEach
  void revive() {
    DyingFileSystem.live();
  }

  /** Something that is done to an open folder. */
  private interface Action {
    void accept(ResultWriter writer) throws IOException;
  }

  private static SweepLock lock(Path folder) throws IOException {
    return StoredRows.lock(StoredRows.folder(folder.toString()));
  }

  private static SweepFolder dying(Path folder, boolean renames) throws IOException {
    return new SweepFolder(
        new WholeFiles(DyingFileSystem.open(renames), renames),
        new org.apache.hadoop.fs.Path(folder.toUri()));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** Opens, acts and dies at the n-th change; whether it died. */
  private static boolean dies(int n, List<Action> actions, SweepFolder store, SweepLock lock)
      throws IOException {
    ResultWriter writer = StoredRows.writer(store, lock);
    DyingFileSystem.dieAfter(n);
    try {
      for (Action action : actions) {
        action.accept(writer);
      }
    } catch (IOException e) {
      assertEquals(DyingFileSystem.MESSAGE, e.getMessage());
    }
    boolean died = DyingFileSystem.dead();
    DyingFileSystem.live();
    return died;
  }

  private static boolean opensAndDies(int n, SweepFolder store, SweepLock lock) throws IOException {
    DyingFileSystem.dieAfter(n);
    try {
      new FolderWriter(store, lock).clean();
      StoredRows.writer(store, lock);
    } catch (IOException e) {
      assertEquals(DyingFileSystem.MESSAGE, e.getMessage());
    }
    boolean died = DyingFileSystem.dead();
    DyingFileSystem.live();
    return died;
  }

  /** This program's readers see one of some sets of rows, and others can read every file. */
  private static List<String> assertReadable(Path folder, String table, List<List<String>> sets)
      throws IOException {
    List<String> own = ownRows(folder, table);
    assertTrue(sets.contains(own), () -> own.size() + " rows of " + table);
    return own;
  }

  /**
   * Dies at every change of some actions and then at every change of the opening that follows; the
   * folder must be readable each time, with the rows as they were between two of the actions, and
   * clean after the last opening.
   */
  private int dieEverywhere(Path base, boolean renames, Action... actions) throws IOException {
    List<List<List<String>>> sets = new ArrayList<>();
    Path whole = temporary.resolve("whole");
    copy(base, whole);
    for (String table : TABLES) {
      sets.add(new ArrayList<>(List.of(plainRows(base, table))));
    }
    try (SweepLock lock = lock(whole)) {
      ResultWriter writer = StoredRows.writer(dying(whole, renames), lock);
      for (Action action : actions) {
        action.accept(writer);
        for (int i = 0; i < TABLES.size(); i++) {
          sets.get(i).add(plainRows(whole, TABLES.get(i)));
        }
      }
    }
    int deaths = 0;
    boolean died = true;
    for (int n = 0; died; n++) {
      Path dead = temporary.resolve("dead-" + n);
      copy(base, dead);
      List<List<String>> held = new ArrayList<>();
      try (SweepLock lock = lock(dead)) {
        died = dies(n, List.of(actions), dying(dead, renames), lock);
        for (int i = 0; i < TABLES.size(); i++) {
          held.add(assertReadable(dead, TABLES.get(i), sets.get(i)));
        }
      }
      // Both tables tell of the same trials.
      assertEquals(held.get(0).size() * STEPS, held.get(1).size());
      boolean diedOpening = true;
      for (int k = 0; diedOpening; k++) {
        Path folder = temporary.resolve("sweep-" + n + "-" + k);
        copy(dead, folder);
        SweepFolder store = dying(folder, renames);
        try (SweepLock lock = lock(folder)) {
          diedOpening = opensAndDies(k, store, lock);
          for (int i = 0; i < TABLES.size(); i++) {
            assertReadable(folder, TABLES.get(i), List.of(held.get(i)));
          }
          new FolderWriter(store, lock).clean();
          StoredRows.writer(store, lock);
          for (int i = 0; i < TABLES.size(); i++) {
            assertHolds(folder, TABLES.get(i), held.get(i));
            assertEquals(1, names(folder.resolve(TABLES.get(i))).size());
          }
          deaths++;
        }
      }
    }
    return deaths;
  }

  private Path base(int batches) throws IOException {
    Path base = temporary.resolve("base");
    SweepFolder store = StoredRows.folder(base.toString());
    try (SweepLock lock = StoredRows.lock(store)) {
      ResultWriter writer = StoredRows.writer(store, lock);
      for (int i = 0; i < batches; i++) {
        writer.append(results(2 * i + 1, 2 * i + 2));
      }
      writer.tidy();
    }
    return base;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAppendCountsWholeOrNotAtAll(boolean renames) throws IOException {
    int deaths = dieEverywhere(base(2), renames, writer -> writer.append(results(5, 6)));
    assertTrue(deaths > 20, deaths + " deaths");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMergeKeepsEveryRowOnce(boolean renames) throws IOException {
    int deaths =
        dieEverywhere(
            base(2),
            renames,
            writer -> writer.append(results(5, 6)),
            writer -> writer.append(results(7, 7)),
            ResultWriter::tidy);
    assertTrue(deaths > 100, deaths + " deaths");
  }

  @Test
  void theNumberOfFilesStaysSmallAndRowsStayTheSame() throws IOException {
    Path folder = temporary.resolve("sweep");
    SweepFolder store = StoredRows.folder(folder.toString());
    int fan = 4;
    List<StoredTrial> all = trials(1, fan * fan * fan + fan);
    try (SweepLock lock = StoredRows.lock(store)) {
      ResultWriter writer =
          new ResultWriter(store.whole(), store.results(), lock, Workers.here(store), fan);
      for (int i = 0; i < all.size(); i++) {
        writer.append(List.of(Results.of(List.of(all.get(i)))));
        writer.mergeFull();
        for (String table : TABLES) {
          assertTrue(names(folder.resolve(table)).size() <= 3 * (fan - 1) + 1);
        }
      }
      writer.tidy();
    }
    assertEquals(2, names(folder.resolve(TableNames.TRIALS)).size());
    Path once = temporary.resolve("once");
    SweepFolder other = StoredRows.folder(once.toString());
    try (SweepLock lock = StoredRows.lock(other)) {
      StoredRows.writer(other, lock).append(List.of(Results.of(all)));
    }
    for (String table : TABLES) {
      assertHolds(folder, table, plainRows(once, table));
    }
  }

  @Test
  void filesOfAnotherBuildAreLeftAsTheyAre() throws IOException {
    Path base = base(2);
    Path trials = base.resolve(TableNames.TRIALS);
    String mine = names(trials).get(0);
    for (String table : TABLES) {
      Files.move(base.resolve(table).resolve(mine), base.resolve(table).resolve("batch-1.parquet"));
    }
    Files.delete(base.resolve(KnownFiles.NAME)); // an earlier build
    SweepFolder store = StoredRows.folder(base.toString());
    try (SweepLock lock = StoredRows.lock(store)) {
      ResultWriter writer = StoredRows.writer(store, lock);
      writer.append(results(5, 5));
      writer.append(results(6, 6));
      writer.tidy();
    }
    assertEquals(2, names(trials).size());
    assertEquals("batch-1.parquet", names(trials).get(0));
    assertEquals(6, ownRows(base, TableNames.TRIALS).size());
    assertEquals(6 * STEPS, ownRows(base, TableNames.TRAJECTORIES).size());
  }

  /** Rewrites a table of the only file of a sweep with other columns of the same rows. */
  private static <T> void rewrite(Path folder, String table, List<Column<T>> columns, List<T> rows)
      throws IOException {
    String name = names(folder.resolve(table)).get(0);
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(folder.resolve(table).resolve(name).toUri());
    try (ParquetTable written =
        new ParquetTable(
            HadoopOutputFile.fromPath(file, StoredRows.CONF), ParquetSchema.of(table, columns))) {
      written.write(columns, rows);
      written.finish(Map.of());
    }
    Files.deleteIfExists(folder.resolve(KnownFiles.NAME)); // another build
  }

  @Test
  void filesOfABuildWithFewerColumnsAreMerged() throws IOException {
    Path base = base(1);
    List<StoredTrial> old = trials(1, 2);
    rewrite(
        base,
        TableNames.TRIALS,
        StoredTrial.TRIALS.stream().filter(column -> !column.name().equals("climbed_at")).toList(),
        old);
    rewrite(
        base,
        TableNames.TRAJECTORIES,
        StoredTrial.TRAJECTORIES.subList(0, 10),
        old.stream().flatMap(trial -> trial.steps().stream()).toList());
    SweepFolder store = StoredRows.folder(base.toString());
    try (SweepLock lock = StoredRows.lock(store)) {
      ResultWriter writer = StoredRows.writer(store, lock);
      writer.append(results(3, 3));
      writer.tidy();
    }
    for (String table : TABLES) {
      assertEquals(1, names(base.resolve(table)).size());
    }
    assertEquals(3, ownRows(base, TableNames.TRIALS).size());
    List<String> steps = ownRows(base, TableNames.TRAJECTORIES);
    assertEquals(3 * STEPS, steps.size());
    String lacking = StoredTrial.TRAJECTORIES.get(10).name() + ": ";
    assertEquals(STEPS, steps.stream().filter(row -> row.contains(lacking)).count());
  }

  @Test
  void noColumnOfABuildWithMoreIsLost() throws IOException {
    Path base = base(1);
    List<Column<StoredTrial>> more = new ArrayList<>(StoredTrial.TRIALS);
    more.add(new Column<>("later", Column.Kind.TEXT, "of a later build", t -> "kept"));
    rewrite(base, TableNames.TRIALS, more, trials(1, 2));
    String name = names(base.resolve(TableNames.TRIALS)).get(0);
    String id = StoredRows.trial(1).result().config().id();
    SweepFolder store = StoredRows.folder(base.toString());
    try (SweepLock lock = StoredRows.lock(store)) {
      ResultWriter writer = StoredRows.writer(store, lock);
      writer.append(results(3, 3));
      writer.append(results(4, 4));
      writer.tidy();
      assertEquals(2, names(base.resolve(TableNames.TRIALS)).size());
      writer.publish(
          List.of(
              Rewrite.without(store.uri(), name, Set.of(new Rewrite.Attempt(id, 1)))
                  .run(store.whole())));
    }
    List<String> rows = ownRows(base, TableNames.TRIALS);
    assertEquals(3, rows.size());
    assertEquals(1, rows.stream().filter(row -> row.contains("later: kept")).count());
    assertEquals(3 * STEPS, ownRows(base, TableNames.TRAJECTORIES).size());
  }

  @Test
  void removingAttemptsKeepsEveryOtherRowWheneverItDies() throws IOException {
    String id = StoredRows.trial(1).result().config().id();
    for (Set<Integer> removed : List.of(Set.of(1), Set.of(1, 2, 3, 4))) {
      Path base = temporary.resolve("base-" + removed.size());
      SweepFolder store = StoredRows.folder(base.toString());
      try (SweepLock lock = StoredRows.lock(store)) {
        StoredRows.writer(store, lock).append(results(1, 4));
      }
      String name = names(base.resolve(TableNames.TRIALS)).get(0);
      Set<Rewrite.Attempt> attempts =
          removed.stream()
              .map(number -> new Rewrite.Attempt(id, number))
              .collect(Collectors.toSet());
      boolean died = true;
      for (int n = 0; died; n++) {
        Path folder = temporary.resolve("sweep-" + removed.size() + "-" + n);
        copy(base, folder);
        SweepFolder dying = dying(folder, true);
        try (SweepLock lock = lock(folder)) {
          ResultWriter writer = StoredRows.writer(dying, lock);
          DyingFileSystem.dieAfter(n);
          try {
            writer.publish(
                List.of(Rewrite.without(dying.uri(), name, attempts).run(dying.whole())));
          } catch (IOException e) {
            assertEquals(DyingFileSystem.MESSAGE, e.getMessage());
          }
          died = DyingFileSystem.dead();
          DyingFileSystem.live();
          int trials = ownRows(folder, TableNames.TRIALS).size();
          assertTrue(trials == 4 || trials == 4 - removed.size(), trials + " trials");
          assertTrue(died || trials == 4 - removed.size());
          new FolderWriter(dying, lock).clean();
          StoredRows.writer(dying, lock);
          assertEquals(trials, plainRows(folder, TableNames.TRIALS).size());
          assertEquals(trials * STEPS, plainRows(folder, TableNames.TRAJECTORIES).size());
        }
      }
    }
  }

  @Test
  void theFileOfTheSweepIsTheOldOneOrTheNewOne() throws IOException {
    Path folder = temporary.resolve("sweep");
    boolean died = true;
    for (int n = 0; died; n++) {
      SweepFolder store = dying(folder, true);
      try (SweepLock lock = lock(folder)) {
        store.sweepFile().begin(Grids.spec(), 1, List.of("old"), "4");
        DyingFileSystem.dieAfter(n);
        try {
          store.sweepFile().begin(Grids.spec(), 1, List.of("new"), "4");
        } catch (IOException e) {
          assertEquals(DyingFileSystem.MESSAGE, e.getMessage());
        }
        died = DyingFileSystem.dead();
        DyingFileSystem.live();
        assertEquals(Trial.VERSION, store.sweepFile().read().orElseThrow().mathematicsVersion());
        store.checkUsable();
        new FolderWriter(store, lock).clean();
        assertEquals(List.of(SweepLock.NAME, SweepFile.NAME), names(folder));
      }
    }
  }

  @Test
  void aBatchThatCannotBeWrittenIsOneErrorAndHarmsNoOther() throws IOException {
    Path folder = temporary.resolve("sweep");
    SweepFolder store = dying(folder, true);
    try (SweepLock lock = lock(folder)) {
      ResultWriter opened = StoredRows.writer(store, lock);
      opened.append(results(1, 2));
      DyingFileSystem.dieAfter(1);
      BatchWriter writer = new BatchWriter(opened, Duration.ofMillis(1), () -> {});
      writer.add(results(3, 3).get(0));
      IOException e = assertThrows(IOException.class, writer::close);
      assertEquals("results could not be stored: " + DyingFileSystem.MESSAGE, e.getMessage());
      DyingFileSystem.live();
      assertEquals(2, ownRows(folder, TableNames.TRIALS).size());
      StoredRows.writer(store, lock);
    }
    assertEquals(1, names(folder.resolve(TableNames.TRIALS)).size());
    assertEquals(1, names(folder.resolve(TableNames.TRAJECTORIES)).size());
  }
}
