package org.iclsweep.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.iclsweep.store.KnownFiles.Known;
import org.iclsweep.sweep.Trial;
import org.iclsweep.table.TableNames;

/**
 * Makes a damaged folder readable and writable again. Nothing is deleted: damaged and foreign files
 * are moved to the folder {@code damaged}.
 *
 * <p>Everything is read first. Then the rescued data is published, damaged files are moved, and
 * finally {@code files.json} is written. An interrupted repair can be repeated.
 */
public final class Repair {
  private final WholeFiles whole;
  private final Path folder;
  private final ResultFiles results;
  private final SweepFile sweepFile;
  private final SweepLock lock;
  private final Workers workers;
  private final List<String> damage = new ArrayList<>();
  private final NavigableSet<String> aside = new TreeSet<>();
  private final NavigableMap<String, Fingerprint> listed = new TreeMap<>();

  Repair(SweepFolder folder, SweepLock lock, Workers workers) {
    this.whole = folder.whole();
    this.folder = folder.folder();
    this.results = folder.results();
    this.sweepFile = folder.sweepFile();
    this.lock = lock;
    this.workers = workers;
  }

  /**
   * The result of a repair.
   *
   * @param damage the problems, each a phrase that begins with a file; empty if there were none
   * @param moved the files and folders that were moved away
   * @param kept the number of stored trials
   * @param lost the number of unreadable trials
   * @param uncounted the number of files with an unknown number of lost trials
   */
  public record Outcome(
      List<String> damage, List<String> moved, long kept, long lost, long uncounted) {}

  Outcome run() throws IOException {
    boolean begun = sweepFileIsWhole();
    Optional<Known> known = known();
    if (known.isPresent() && known.get().mathematicsVersion() != Trial.VERSION) {
      throw SweepFile.otherVersion(folder, known.get().mathematicsVersion());
    }
    for (List<String> names : List.of(TableNames.RESULTS, SweepFolder.OTHER_FOLDERS)) {
      for (String name : names) {
        if (whole.isFile(new Path(folder, name))) {
          damaged(name, "is a file, not a folder");
        }
      }
    }
    List<Inspection.Found> found = workers.run(inspections(known));
    for (String table : TableNames.DERIVED) {
      inspectDerived(table);
    }
    for (Inspection.Found file : found) {
      damage.addAll(file.damage());
    }

    lock.check();
    for (Inspection.Found file : found) {
      settle(file, known);
    }
    List<String> moved = new ArrayList<>();
    for (String what : aside) {
      lock.check();
      if (Damage.setAside(whole, folder, what)) {
        moved.add(what);
      }
    }
    for (String table : TableNames.RESULTS) {
      whole.files().mkdirs(results.table(table));
    }
    lock.check();
    String id = known.map(Known::id).orElseGet(() -> UUID.randomUUID().toString());
    results.known().begin(new Known(id, listed), known);
    if (!begun) {
      sweepFile.beginAgain();
    }
    return new Outcome(
        damage,
        moved,
        found.stream().mapToLong(Inspection.Found::kept).sum(),
        found.stream().mapToLong(file -> Math.max(0, file.lost())).sum(),
        found.stream().filter(file -> file.lost() < 0).count());
  }

  private void damaged(String file, String what) {
    damage.add(file + " " + what);
    aside.add(file);
  }

  private boolean sweepFileIsWhole() throws IOException {
    Optional<String> wrong = sweepFile.damage();
    if (wrong.isEmpty()) {
      var unused = sweepFile.read(); // rejects another version
      return true;
    }
    damaged(SweepFile.NAME, wrong.get());
    return false;
  }

  private Optional<Known> known() throws IOException {
    try {
      return results.known().read();
    } catch (JsonFile.Torn e) {
      damaged(KnownFiles.NAME, "is damaged: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Creates an inspection of each file that counts or should count; marks foreign files to be set
   * aside.
   */
  private List<Inspection> inspections(Optional<Known> known) throws IOException {
    ResultFiles.Contents contents = results.look(known, List.of());
    for (String foreign : contents.foreign()) {
      damaged(foreign, "is no file of this sweep");
    }
    contents.repaired().forEach(name -> bothAside(name));
    for (String leftover : contents.leftovers()) {
      if (known.isEmpty() && leftover.startsWith(TableNames.TRAJECTORIES)) {
        damaged(leftover, "has none of its name in trials");
      }
    }
    NavigableSet<String> names = new TreeSet<>(contents.live());
    for (String table : TableNames.RESULTS) {
      for (String name : contents.present().get(table).keySet()) {
        String key = KnownFiles.key(table, name);
        if (!contents.leftovers().contains(key)
            && !contents.repaired().contains(name)
            && !aside.contains(key)) {
          names.add(name);
        }
      }
    }
    List<Inspection> inspections = new ArrayList<>();
    for (String name : names) {
      Map<String, Fingerprint> fingerprints = new HashMap<>();
      for (String table : TableNames.RESULTS) {
        known
            .map(k -> k.fingerprint(table, name))
            .ifPresent(fingerprint -> fingerprints.put(table, fingerprint));
      }
      inspections.add(new Inspection(folder.toString(), name, fingerprints));
    }
    return inspections;
  }

  private void bothAside(String name) {
    TableNames.RESULTS.forEach(table -> aside.add(KnownFiles.key(table, name)));
  }

  /** Marks a derived table to be set aside if it cannot be read; it is computed again. */
  private void inspectDerived(String table) throws IOException {
    Path path = results.table(table);
    if (whole.isFile(path) || !whole.files().exists(path)) {
      return;
    }
    try {
      if (results.derivedIsWhole(table)) {
        for (FileStatus file : whole.files().listStatus(path)) {
          if (ResultFiles.parquet(file.getPath().getName())) {
            Inspection.readAll(HadoopInputFile.fromStatus(file, whole.files().getConf()));
          }
        }
        listed.putAll(results.derived(table));
        return;
      }
    } catch (JsonFile.Torn e) {
      listed.putAll(results.derivedIfWhole(table));
      return; // its expected files are unknown
    } catch (IOException | RuntimeException e) {
      damaged(table, "cannot be read");
      return;
    }
    damaged(table, "has other files than were written");
  }

  /** Lists an undamaged file. Marks a damaged one to be moved and publishes its rescued data. */
  private void settle(Inspection.Found file, Optional<Known> known) throws IOException {
    if (file.damage().isEmpty()) {
      list(file.name(), known);
      return;
    }
    bothAside(file.name());
    if (file.rescued() != null) {
      lock.check();
      String name = file.rescued().name();
      whole.publish(
          new Path(file.rescued().trajectories()), results.file(TableNames.TRAJECTORIES, name));
      whole.publish(new Path(file.rescued().trials()), results.file(TableNames.TRIALS, name));
      list(name, Optional.empty());
    }
  }

  private void list(String name, Optional<Known> known) throws IOException {
    for (String table : TableNames.RESULTS) {
      Fingerprint fingerprint = known.map(k -> k.fingerprint(table, name)).orElse(null);
      Path path = results.file(table, name);
      if (fingerprint == null && whole.files().exists(path)) {
        fingerprint = results.fingerprint(path);
      }
      if (fingerprint != null) {
        listed.put(KnownFiles.key(table, name), fingerprint);
      }
    }
  }
}
