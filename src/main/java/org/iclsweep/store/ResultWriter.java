package org.iclsweep.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.iclsweep.store.KnownFiles.Known;
import org.iclsweep.table.StoredTrial;
import org.iclsweep.table.TableNames;

/**
 * Adds results to a sweep's folder and keeps the numbers of files and of row groups small.
 *
 * <p>A batch is a file of level 0. The files of a level are merged into one of the next level when
 * there are 64 of them, or enough bytes or row groups for a large file. A large file is not merged
 * again, nor is a large batch of large row groups. A row is thus rewritten only a few times, and a
 * level has at most 64 small files.
 *
 * <p>Executors perform a merge and write hidden files. The driver then publishes the file of {@code
 * trajectories} and that of {@code trials}, which makes the new file count. It lists the new file
 * in place of the replaced ones and deletes the replaced files of {@code trials}, then those of
 * {@code trajectories}. One thread may append while another merges.
 */
public final class ResultWriter {
  /** Number of files of a level that are merged into one of the next. */
  private static final int FAN = 64;

  /** Total bytes at which the files of a level are merged into a large one. */
  static final long LARGE_BYTES = 128L << 20;

  /** Minimum bytes of a file that is not merged again. */
  private static final long STAYS_BYTES = LARGE_BYTES / 4;

  /** Total row groups at which the files of a level are merged; footers grow with them. */
  static final int MAX_ROW_GROUPS = 4096;

  private final WholeFiles whole;
  private final ResultFiles results;
  private final SweepLock lock;
  private final Workers workers;
  private final int fan;

  /** The files that may be merged, oldest first; the folder is listed only once. */
  private final List<Small> small = new ArrayList<>();

  /** A file that is not large. */
  private record Small(String name, long bytes, long rowGroups) {
    int level() {
      return ResultFiles.level(name);
    }
  }

  /**
   * Opens a folder for writing. Completes or undoes the unfinished work of a killed driver and
   * merges its files.
   *
   * @param lock the lock of the folder
   * @param workers the workers that merge files
   * @throws DamagedException if required files are missing or were altered
   * @throws IOException if the folder cannot be written
   */
  ResultWriter(WholeFiles whole, ResultFiles results, SweepLock lock, Workers workers)
      throws IOException {
    this(whole, results, lock, workers, FAN);
  }

  /** Opens a folder with another number of files per merge. */
  ResultWriter(WholeFiles whole, ResultFiles results, SweepLock lock, Workers workers, int fan)
      throws IOException {
    this.whole = whole;
    this.results = results;
    this.lock = lock;
    this.workers = workers;
    this.fan = fan;
    ResultFiles.Contents found = results.look(TableNames.RESULTS);
    if (!found.damage().isEmpty()) {
      throw new DamagedException(Damage.of(results.folder(), found.damage()));
    }
    for (String table : TableNames.RESULTS) {
      whole.files().mkdirs(results.table(table));
    }
    lock.check();
    results.known().begin(known(found), found.known());
    clean(found);
    Map<String, Long> bytes = new HashMap<>();
    for (String table : TableNames.RESULTS) {
      found.counting(table).forEach((name, file) -> bytes.merge(name, file.getLen(), Long::sum));
    }
    for (String name : found.live()) {
      add(new Small(name, bytes.get(name), 0));
    }
    tidy();
  }

  /** Returns the files to list: those that count and those of derived tables. */
  private Known known(ResultFiles.Contents found) throws IOException {
    NavigableMap<String, Fingerprint> files = new TreeMap<>();
    for (String table : TableNames.RESULTS) {
      for (Map.Entry<String, FileStatus> file : found.counting(table).entrySet()) {
        Fingerprint listed =
            found.known().map(known -> known.fingerprint(table, file.getKey())).orElse(null);
        files.put(
            KnownFiles.key(table, file.getKey()),
            listed == null ? results.fingerprint(file.getValue().getPath()) : listed);
      }
    }
    for (String table : TableNames.DERIVED) {
      files.putAll(
          found.known().isPresent()
              ? found.known().get().of(table)
              : results.derivedIfWhole(table));
    }
    return new Known(
        found.known().map(Known::id).orElseGet(() -> UUID.randomUUID().toString()), files);
  }

  /** Removes files left by killed drivers; damaged files are only set aside. */
  private void clean(ResultFiles.Contents found) throws IOException {
    for (String leftover : found.leftovers()) {
      lock.check();
      whole.delete(new Path(results.folder(), leftover));
    }
    for (String table : TableNames.RESULTS) {
      for (String repaired : found.repaired()) {
        lock.check();
        var unused = Damage.setAside(whole, results.folder(), KnownFiles.key(table, repaired));
      }
      for (FileStatus file : whole.files().listStatus(results.table(table))) {
        if (ResultFiles.staged(file.getPath().getName())) {
          lock.check();
          whole.delete(file.getPath());
        }
      }
    }
  }

  private synchronized void add(Small file) {
    boolean large = file.level() > 0 && file.bytes() >= STAYS_BYTES;
    if (!large && file.level() >= 0) {
      small.add(file);
    }
  }

  private synchronized void forget(List<String> names) {
    small.removeIf(file -> names.contains(file.name()));
  }

  private synchronized List<Small> small(Predicate<Small> which) {
    return small.stream().filter(which).toList();
  }

  /**
   * Stores a batch of finished trials, all or none.
   *
   * @throws IOException if it cannot be written; it then does not count
   */
  void append(List<Results> batch) throws IOException {
    long bytes = batch.stream().mapToLong(results -> results.encoded().bytes()).sum();
    long rows = batch.stream().mapToLong(Results::steps).sum();
    boolean large =
        bytes >= STAYS_BYTES && rows >= (long) batch.size() * Rewriting.LARGE_GROUP_ROWS;
    String name = ResultFiles.newName(large ? 1 : 0);
    Path stagedSteps = whole.staged(results.file(TableNames.TRAJECTORIES, name));
    Path stagedTrials = whole.staged(results.file(TableNames.TRIALS, name));
    Map<String, String> metadata = ResultFiles.metadata(results.known().id(), name);
    lock.check();
    try (NewFile file = whole.create(stagedSteps);
        ParquetTable table = new ParquetTable(file, Rewrite.TRAJECTORIES)) {
      for (Results some : batch) {
        table.append(some.encoded());
      }
      table.finish(metadata);
      file.complete();
    }
    lock.check();
    List<Object[]> rowsOfTrials = new ArrayList<>();
    batch.forEach(some -> rowsOfTrials.addAll(some.trials()));
    try (NewFile file = whole.create(stagedTrials);
        ParquetTable table = new ParquetTable(file, Rewrite.TRIALS)) {
      table.write(StoredTrial.VALUES, rowsOfTrials);
      table.finish(metadata);
      file.complete();
    }
    publish(name, stagedSteps, stagedTrials, List.of());
    add(new Small(name, bytes, batch.size()));
  }

  /** Publishes a file in place of others and lists it. */
  private void publish(String name, Path stagedSteps, Path stagedTrials, List<String> replaced)
      throws IOException {
    Map<String, Fingerprint> added =
        Map.of(
            KnownFiles.key(TableNames.TRAJECTORIES, name),
            results.fingerprint(stagedSteps),
            KnownFiles.key(TableNames.TRIALS, name),
            results.fingerprint(stagedTrials));
    lock.check();
    whole.publish(stagedSteps, results.file(TableNames.TRAJECTORIES, name));
    whole.publish(stagedTrials, results.file(TableNames.TRIALS, name));
    results.known().change(added, keys(replaced));
  }

  private static List<String> keys(List<String> names) {
    return TableNames.RESULTS.stream()
        .flatMap(table -> names.stream().map(name -> KnownFiles.key(table, name)))
        .toList();
  }

  /** Merges the files of each full level. */
  void mergeFull() throws IOException {
    for (int level = 0; level <= highest(); level++) {
      int of = level;
      List<Small> files = small(file -> file.level() == of);
      if (files.size() >= fan
          || files.stream().mapToLong(Small::bytes).sum() >= LARGE_BYTES
          || files.stream().mapToLong(Small::rowGroups).sum() >= MAX_ROW_GROUPS) {
        merge(files, level + 1);
      }
    }
  }

  private int highest() {
    return small(file -> true).stream().mapToInt(Small::level).max().orElse(0);
  }

  /** Merges the small files left by a run, those of levels 0 and 1, into one. */
  void tidy() throws IOException {
    mergeFull();
    List<Small> files = small(file -> file.level() <= 1);
    if (files.size() > 1) {
      merge(files, files.stream().anyMatch(file -> file.level() == 1) ? 2 : 1);
      mergeFull();
    }
  }

  private void merge(List<Small> candidates, int level) throws IOException {
    List<String> names = new ArrayList<>();
    for (Small file : candidates) {
      if (mergeable(file.name())) {
        names.add(file.name());
      } else {
        forget(List.of(file.name())); // it stays unchanged and counts
      }
    }
    if (names.isEmpty()) {
      return;
    }
    lock.check();
    publish(workers.run(List.of(Rewrite.merging(results.folder().toString(), level, names))));
  }

  /** Returns whether this build's tables contain all columns of a file, so merging loses none. */
  private boolean mergeable(String name) throws IOException {
    Path steps = results.file(TableNames.TRAJECTORIES, name);
    return whole.files().exists(steps)
        && ParquetSchema.fits(results.footer(steps).schema(), Rewrite.TRAJECTORIES)
        && ParquetSchema.fits(
            results.footer(results.file(TableNames.TRIALS, name)).schema(), Rewrite.TRIALS);
  }

  /**
   * Publishes rewritten files in place of those that they replace.
   *
   * @throws IOException if that fails; for each file either all its rows then count once, or those
   *     of the files that it replaces
   */
  public void publish(List<Rewrite.Written> rewritten) throws IOException {
    for (Rewrite.Written file : rewritten) {
      Path stagedSteps = new Path(file.trajectories());
      Path stagedTrials = new Path(file.trials());
      lock.check();
      if (file.rows() == 0) {
        whole.delete(stagedSteps);
        whole.delete(stagedTrials);
        results.known().change(Map.of(), keys(file.sources()));
      } else {
        FileSystem files = whole.files();
        long bytes =
            files.getFileStatus(stagedSteps).getLen() + files.getFileStatus(stagedTrials).getLen();
        publish(file.name(), stagedSteps, stagedTrials, file.sources());
        add(new Small(file.name(), bytes, 0));
      }
      forget(file.sources());
      for (String table : List.of(TableNames.TRIALS, TableNames.TRAJECTORIES)) {
        for (String replaced : file.sources()) {
          lock.check();
          whole.delete(results.file(table, replaced));
        }
      }
    }
  }
}
