package org.iclsweep.store;

import static org.iclsweep.store.StoredRows.assertHolds;
import static org.iclsweep.store.StoredRows.names;
import static org.iclsweep.store.StoredRows.ownRows;
import static org.iclsweep.store.StoredRows.plainRows;
import static org.iclsweep.store.StoredRows.trials;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.iclsweep.sweep.Grids;
import org.iclsweep.sweep.UsageException;
import org.iclsweep.table.TableNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that are damaged in seeded ways, read, repaired and filled again. */
class RepairTest {
  private static final List<String> TABLES = TableNames.RESULTS;
  private static final int TRIALS = 7;
  private static final int SEEDS = 60;
  private static final Pattern ATTEMPT = Pattern.compile("(?m)^attempt: (\\d+)$");

  @TempDir private Path temporary;

  private Path base;
  private final Map<String, List<String>> rows = new TreeMap<>();

  /** Three files; one has three row groups of trajectories. */
  @BeforeEach
  void store() throws IOException {
    base = temporary.resolve("base");
    SweepFolder store = StoredRows.folder(base.toString());
    try (SweepLock lock = StoredRows.lock(store)) {
      ResultWriter writer = StoredRows.writer(store, lock);
      store.sweepFile().begin(Grids.spec(), TRIALS, List.of("run"), "4");
      writer.append(List.of(results(1, 2), results(3, 3), results(4, 4)));
      writer.append(List.of(results(5, 5)));
      writer.append(List.of(results(6, 6), results(7, 7)));
    }
    for (String table : TABLES) {
      rows.put(table, plainRows(base, table));
    }
  }

  @AfterEach
  void revive() {
    DyingFileSystem.live();
  }

  private static Results results(int from, int to) {
    return Results.of(trials(from, to));
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }

  private static List<Path> files(Path folder, String table) throws IOException {
    return names(folder.resolve(table)).stream()
        .map(name -> folder.resolve(table).resolve(name))
        .toList();
  }

  private static Path any(List<Path> files, Random random) {
    return files.get(random.nextInt(files.size()));
  }

  private static void swap(Path one, Path other) throws IOException {
    byte[] bytes = Files.readAllBytes(one);
    Files.copy(other, one, StandardCopyOption.REPLACE_EXISTING);
    Files.write(other, bytes);
  }

  /** Damages a folder in one way; says how. */
  private static String damage(Path folder, Random random) throws IOException {
    List<Path> parquet = new ArrayList<>();
    for (String table : TABLES) {
      if (Files.isDirectory(folder.resolve(table))) {
        files(folder, table).stream().filter(Files::isRegularFile).forEach(parquet::add);
      }
    }
    Path json = folder.resolve(random.nextBoolean() ? KnownFiles.NAME : SweepFile.NAME);
    Path file = random.nextInt(6) == 0 || parquet.isEmpty() ? json : any(parquet, random);
    String what = folder.relativize(file).toString();
    if (!Files.isRegularFile(file)) {
      return "nothing";
    }
    switch (random.nextInt(8)) {
      case 0 -> {
        Files.delete(file);
        return what + " deleted";
      }
      case 1 -> {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        return what + " truncated";
      }
      case 2 -> {
        Path other = any(parquet, random);
        swap(file, other);
        return what + " swapped with " + folder.relativize(other);
      }
      case 3 -> {
        Files.delete(file);
        Files.createDirectory(file);
        Files.writeString(file.resolve("of somebody"), "something");
        return what + " is a folder";
      }
      case 4 -> {
        Path foreign = file.resolveSibling(random.nextBoolean() ? "notes.txt" : "part-0.parquet");
        Files.write(foreign, random.nextBoolean() ? new byte[9] : Files.readAllBytes(file));
        return folder.relativize(foreign) + " added";
      }
      case 5 -> {
        Path table = folder.resolve(TABLES.get(random.nextInt(2)));
        if (Files.isDirectory(table)) {
          Files.move(table, table.resolveSibling("moved-" + table.getFileName()));
          Files.writeString(table, "no folder");
        }
        return table.getFileName() + " is a file";
      }
      default -> {
        byte[] bytes = Files.readAllBytes(file);
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 + random.nextInt(255));
        Files.write(file, bytes);
        return what + " altered at " + at + " of " + bytes.length;
      }
    }
  }

  /** The rows of a table as they are stored, or nothing if one line says what is wrong. */
  private List<String> read(SweepFolder store, String table) {
    List<org.apache.hadoop.fs.Path> files;
    try {
      files =
          store.files(table).stream()
              .map(file -> new org.apache.hadoop.fs.Path(file.path()))
              .toList();
    } catch (DamagedException | UsageException e) {
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      assertTrue(e.getMessage().contains("repair --out "), e.getMessage());
      return null;
    }
    try {
      return StoredRows.rows(files);
    } catch (IOException | RuntimeException e) {
      return null; // what Parquet says of an altered page
    }
  }

  /** The contents of all files but those that are written again. */
  private static Set<ByteBuffer> contents(Path folder) throws IOException {
    Set<ByteBuffer> contents = new HashSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = file.getFileName().toString();
        if (!name.equals(SweepLock.NAME) && !name.endsWith(".json")) {
          contents.add(ByteBuffer.wrap(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }

  private static Repair.Outcome repair(SweepFolder store) throws IOException {
    try (FolderWriter writer = FolderWriter.open(store, () -> {})) {
      return writer.repair(Workers.here(store));
    }
  }

  private static Set<Integer> stored(Path folder) throws IOException {
    Set<Integer> stored = new HashSet<>();
    for (String row : ownRows(folder, TableNames.TRIALS)) {
      Matcher matcher = ATTEMPT.matcher(row);
      assertTrue(matcher.find());
      assertTrue(stored.add(Integer.valueOf(matcher.group(1))));
    }
    return stored;
  }

  /** What a run does: it stores what is missing. */
  private void fill(Path folder) throws IOException {
    SweepFolder store = StoredRows.folder(folder.toString());
    store.checkIntact();
    assertEquals(List.of(), store.warnings());
    assertTrue(store.exists());
    Set<Integer> stored = stored(folder);
    try (SweepLock lock = StoredRows.lock(store)) {
      ResultWriter writer = StoredRows.writer(store, lock);
      for (int attempt = 1; attempt <= TRIALS; attempt++) {
        if (!stored.contains(attempt)) {
          writer.append(List.of(results(attempt, attempt)));
        }
      }
      writer.tidy();
    }
    for (String table : TABLES) {
      assertHolds(folder, table, rows.get(table));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void nothingWrongIsReadAndNothingIsDestroyed(int damages) throws IOException {
    int found = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(10 * seed + damages);
      Path folder = copy(base, temporary.resolve("sweep-" + seed));
      List<String> how = new ArrayList<>();
      for (int i = 0; i < damages; i++) {
        how.add(damage(folder, random));
      }
      String what = seed + ": " + how;
      boolean known = Files.isRegularFile(folder.resolve(KnownFiles.NAME));
      SweepFolder store = StoredRows.folder(folder.toString());
      for (String table : TABLES) {
        List<String> read = read(store, table);
        // Where the list is gone as well, what is there counts.
        assertTrue(read == null || read.equals(rows.get(table)) || !known, what + " " + table);
      }
      Set<ByteBuffer> before = contents(folder);
      Repair.Outcome outcome = repair(store);
      assertTrue(contents(folder).containsAll(before), what);
      assertEquals(outcome.kept(), stored(folder).size(), what);
      if (known && outcome.uncounted() == 0 && !what.contains(KnownFiles.NAME)) {
        assertEquals(TRIALS, outcome.kept() + outcome.lost(), what + outcome);
      }
      found += outcome.damage().isEmpty() ? 0 : 1;
      assertEquals(List.of(), repair(store).damage(), what);
      fill(folder);
    }
    assertTrue(found > SEEDS / 2, found + " of " + SEEDS + " seen");
  }

  /** Alters the last byte of a page of the second row group. */
  private static void alterMiddleRowGroup(Path file) throws IOException {
    InputFile input = Stored.input(file);
    ColumnChunkMetaData chunk;
    try (SeekableInputStream stream = input.newStream()) {
      chunk = Footer.read(input, stream).getBlocks().get(1).getColumns().get(3);
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) (chunk.getStartingPos() + chunk.getTotalSize() - 1)] ^= 1;
    Files.write(file, bytes);
  }

  private Path largest() throws IOException {
    return Collections.max(
        files(base, TableNames.TRAJECTORIES),
        (one, other) -> Long.compare(one.toFile().length(), other.toFile().length()));
  }

  @Test
  void oneRowGroupIsLostAndTheRestIsKept() throws IOException {
    alterMiddleRowGroup(largest());
    SweepFolder store = StoredRows.folder(base.toString());
    store.checkIntact(); // only who reads the page can see it
    Repair.Outcome outcome = repair(store);
    assertEquals(1, outcome.damage().size());
    assertTrue(outcome.damage().get(0).endsWith("was altered in 1 of 3 row groups"));
    assertTrue(outcome.lost() == 1 || outcome.lost() == 2, outcome.toString());
    assertEquals(TRIALS - outcome.lost(), outcome.kept());
    fill(base);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRepairThatIsKilledCanBeDoneAgainAndLosesNoMore(boolean renames) throws IOException {
    alterMiddleRowGroup(largest());
    Files.writeString(base.resolve("trials/part-0.parquet"), "foreign");
    Files.delete(base.resolve(SweepFile.NAME));
    Set<ByteBuffer> before = contents(base);
    long kept = repair(StoredRows.folder(copy(base, temporary.resolve("whole")).toString())).kept();
    boolean died = true;
    int deaths = 0;
    for (int n = 0; died; n++) {
      for (boolean runs : new boolean[] {false, true}) {
        Path folder = copy(base, temporary.resolve("sweep-" + n + runs));
        SweepFolder store =
            new SweepFolder(
                new WholeFiles(DyingFileSystem.open(renames), renames),
                new org.apache.hadoop.fs.Path(folder.toUri()));
        try (SweepLock lock = StoredRows.lock(StoredRows.folder(folder.toString()))) {
          DyingFileSystem.dieAfter(n);
          try {
            var unused = new FolderWriter(store, lock).repair(Workers.here(store));
          } catch (IOException e) {
            assertEquals(DyingFileSystem.MESSAGE, e.getMessage());
          }
          died = DyingFileSystem.dead();
          DyingFileSystem.live();
          if (runs) {
            // A run opens the folder in between; it may find that it is damaged, in a page or not.
            try {
              new FolderWriter(store, lock).clean();
              StoredRows.writer(store, lock);
            } catch (DamagedException | IOException e) {
              assertTrue(e.getMessage().contains("repair"), e.getMessage());
            }
          }
        }
        assertTrue(contents(folder).containsAll(before) || runs, "died at " + n);
        SweepFolder again = StoredRows.folder(folder.toString());
        assertEquals(kept, repair(again).kept(), "died at " + n);
        fill(folder);
        deaths++;
      }
    }
    assertTrue(deaths > 20, deaths + " deaths");
  }

  @Test
  void aFolderOfEarlierBuildsIsReadAndWritten() throws IOException {
    Files.delete(base.resolve(KnownFiles.NAME));
    SweepFolder store = StoredRows.folder(base.toString());
    assertEquals(List.of(), store.warnings());
    for (String table : TABLES) {
      assertEquals(rows.get(table), read(store, table));
    }
    assertEquals(List.of(), repair(store).damage());
    fill(base);
  }

  @Test
  void filesOfAnotherSweepAreForeignWhateverTheirName() throws IOException {
    Path other = temporary.resolve("other");
    SweepFolder theirs = StoredRows.folder(other.toString());
    try (SweepLock lock = StoredRows.lock(theirs)) {
      StoredRows.writer(theirs, lock).append(List.of(results(8, 9)));
    }
    for (String table : TABLES) {
      Path file = files(other, table).get(0);
      Files.copy(file, base.resolve(table).resolve(file.getFileName()));
    }
    SweepFolder store = StoredRows.folder(base.toString());
    assertEquals(1, store.warnings().size());
    assertTrue(store.warnings().get(0).contains("is no file of this sweep"));
    for (String table : TABLES) {
      assertEquals(rows.get(table), read(store, table));
    }
    try (SweepLock lock = StoredRows.lock(store)) {
      StoredRows.writer(store, lock);
    }
    assertEquals(1, store.warnings().size()); // a run leaves it where it is
    assertEquals(2, repair(store).moved().size());
    fill(base);
  }

  @Test
  void aFolderThatIsInUseIsNotRepaired() throws IOException {
    SweepFolder store = StoredRows.folder(base.toString());
    try (SweepLock lock = StoredRows.lock(store)) {
      lock.check();
      UsageException e = assertThrows(UsageException.class, () -> repair(store));
      assertTrue(e.getMessage().contains("is in use by"), e.getMessage());
    }
    assertFalse(Files.exists(base.resolve("damaged")));
  }
}
