package org.iclsweep.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.iclsweep.store.KnownFiles.Known;
import org.iclsweep.table.TableNames;

/**
 * The Parquet files of {@code trials} and {@code trajectories}.
 *
 * <p>A file of results is one of the same name in each of the two folders, and the one in {@code
 * trials} makes it count. It is of level 0 if it was written as a batch, and of a higher level if
 * it was merged; then its footer names the files that it replaces, which do not count beside it.
 *
 * <p>Which files there must be stands in {@link KnownFiles}; where only earlier builds wrote, what
 * is there counts.
 */
final class ResultFiles {
  /** The key in the footer of a merged file; its value is the replaced names, a comma between. */
  static final String REPLACES = "icl-sweep.replaces";

  /** The key in the footer of a file with what could be read of a damaged one, which it names. */
  static final String REPAIRS = "icl-sweep.repairs";

  /** The key in the footer of every file; its value is the id of the sweep, a slash, its name. */
  private static final String SWEEP = "icl-sweep.sweep";

  private static final String SUFFIX = ".parquet";
  private static final Pattern NAME = Pattern.compile("level(\\d+)-[-0-9a-f]+\\.parquet");
  private static final Pattern STAGED = Pattern.compile("\\.level\\d+-[-0-9a-f]+\\.parquet-.*");

  /** A driver that is at work meanwhile may delete a file between its listing and its reading. */
  private static final int TRIES = 10;

  private final FileSystem files;
  private final Path folder;
  private final KnownFiles known;

  ResultFiles(WholeFiles whole, Path folder) {
    this.files = whole.files();
    this.folder = folder;
    this.known = new KnownFiles(whole, folder);
  }

  Path folder() {
    return folder;
  }

  KnownFiles known() {
    return known;
  }

  Path table(String table) {
    return new Path(folder, table);
  }

  Path file(String table, String name) {
    return new Path(table(table), name);
  }

  static String newName(int level) {
    return "level" + level + "-" + UUID.randomUUID() + ".parquet";
  }

  /** The level of a file, or -1 if it is none that this program wrote. */
  static int level(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  /** Whether this is the name of a file of results that is not to be seen yet. */
  static boolean staged(String name) {
    return STAGED.matcher(name).matches();
  }

  /**
   * What is in the folder, against what must be.
   *
   * @param known what is listed; nothing where only earlier builds wrote
   * @param present the visible files of each table, by name
   * @param live the names of the files that count: together they have every row once
   * @param repaired the names of files that are set aside for a repaired one
   * @param leftovers files that no longer count, or not yet, each as a table, a slash and a name
   * @param foreign files that are none of this sweep, each as a table, a slash and a name
   * @param damage what is wrong with the files that count, each as words that begin with a table
   */
  record Contents(
      Optional<Known> known,
      Map<String, NavigableMap<String, FileStatus>> present,
      NavigableSet<String> live,
      Set<String> repaired,
      NavigableSet<String> leftovers,
      NavigableSet<String> foreign,
      List<String> damage) {

    /** The files of a table that count and are there, by name. */
    NavigableMap<String, FileStatus> counting(String table) {
      NavigableMap<String, FileStatus> counting = new TreeMap<>(present.get(table));
      counting.keySet().retainAll(live);
      counting.values().removeIf(FileStatus::isDirectory);
      return counting;
    }
  }

  /**
   * Looks at what is there.
   *
   * @param checked the tables whose files are compared with what must be there
   * @throws JsonFile.Torn if the list of files is damaged
   * @throws IOException if the folder cannot be read
   */
  Contents look(Collection<String> checked) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Optional<Known> listed = known.read();
      try {
        Contents contents = look(listed, checked);
        if (contents.damage().isEmpty() || attempt == TRIES || known.read().equals(listed)) {
          return contents;
        }
      } catch (FileNotFoundException e) {
        if (attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * The same with another list of files; whether one is missing is not looked at twice.
   *
   * @param listed what is taken to be listed
   */
  Contents look(Optional<Known> listed, Collection<String> checked) throws IOException {
    Map<String, NavigableMap<String, FileStatus>> present = new TreeMap<>();
    List<String> damage = new ArrayList<>();
    for (String table : TableNames.RESULTS) {
      present.put(table, visible(table, checked, damage));
    }
    NavigableMap<String, FileStatus> trials = present.get(TableNames.TRIALS);
    Set<String> names = listed.map(l -> l.names(TableNames.TRIALS)).orElseGet(TreeSet::new);
    NavigableSet<String> live = new TreeSet<>(names);
    NavigableSet<String> foreign = new TreeSet<>();
    Map<String, Footer> footers = new TreeMap<>();
    for (FileStatus file : trials.values()) {
      String name = file.getPath().getName();
      if (!names.contains(name)) {
        Footer footer = name.endsWith(SUFFIX) ? footer(file) : null;
        if (footer != null && belongs(name, footer, listed)) {
          footers.put(name, footer);
          live.add(name);
        } else if (footer == null && listed.isEmpty() && name.endsWith(SUFFIX)) {
          damage(TableNames.TRIALS, name, "is no whole Parquet file", checked, damage);
        } else {
          foreign.add(KnownFiles.key(TableNames.TRIALS, name));
        }
      }
    }
    Set<String> replaced = new HashSet<>();
    Set<String> repaired = new HashSet<>();
    if (!footers.isEmpty()) {
      for (String name : live) {
        Footer footer = footers.get(name);
        if (footer == null && level(name) > 0 && trials.containsKey(name)) {
          footer = footer(trials.get(name));
        }
        if (footer != null) {
          replaced.addAll(names(footer, REPLACES));
          repaired.addAll(names(footer, REPAIRS));
        }
      }
    }
    live.removeAll(replaced);
    live.removeAll(repaired);
    foreign.removeIf(file -> repaired.contains(file.substring(file.indexOf('/') + 1)));
    NavigableSet<String> leftovers = new TreeSet<>();
    trials.keySet().stream()
        .filter(replaced::contains)
        .forEach(name -> leftovers.add(KnownFiles.key(TableNames.TRIALS, name)));
    for (FileStatus file : present.get(TableNames.TRAJECTORIES).values()) {
      String name = file.getPath().getName();
      String key = KnownFiles.key(TableNames.TRAJECTORIES, name);
      if (replaced.contains(name)) {
        leftovers.add(key);
      } else if (!live.contains(name) && !repaired.contains(name)) {
        Footer footer = footer(file);
        boolean ours = level(name) >= 0 && (footer == null || belongs(name, footer, listed));
        (ours ? leftovers : foreign).add(key);
      }
    }
    for (String table : checked) {
      for (String name : live) {
        String difference = difference(table, name, present.get(table).get(name), listed);
        if (difference != null) {
          damage(table, name, difference, checked, damage);
        }
      }
    }
    return new Contents(listed, present, live, repaired, leftovers, foreign, damage);
  }

  private static void damage(
      String table, String name, String what, Collection<String> checked, List<String> damage) {
    if (checked.contains(table)) {
      damage.add(KnownFiles.key(table, name) + " " + what);
    }
  }

  private static String mark(String id, String name) {
    return id + "/" + name;
  }

  /**
   * What stands in the footer of a file.
   *
   * @param id of the sweep
   * @param name of the file
   */
  static Map<String, String> metadata(String id, String name) {
    return Map.of(SWEEP, mark(id, name));
  }

  /**
   * What stands in the footer of a file that is written in place of others.
   *
   * @param key {@link #REPLACES} or {@link #REPAIRS}
   * @param sources their names
   * @throws IOException if it cannot be read which sweep this is
   */
  Map<String, String> metadata(String name, String key, List<String> sources) throws IOException {
    Map<String, String> metadata = new HashMap<>();
    metadata.put(key, String.join(",", sources));
    known.read().ifPresent(listed -> metadata.putAll(metadata(listed.id(), name)));
    return metadata;
  }

  /** Whether a file that is not listed is one of this sweep. */
  private static boolean belongs(String name, Footer footer, Optional<Known> listed) {
    return listed.isPresent()
        ? mark(listed.get().id(), name).equals(footer.metadata().get(SWEEP))
        : hasKeys(footer.schema());
  }

  /** Whether it is known of rows which attempt at which trial they are of. */
  static boolean hasKeys(MessageType schema) {
    return schema.containsField("trial_id") && schema.containsField("attempt");
  }

  /** What a file that counts differs in from what must be there; null if in nothing. */
  private String difference(String table, String name, FileStatus file, Optional<Known> listed)
      throws IOException {
    Fingerprint fingerprint = listed.map(l -> l.fingerprint(table, name)).orElse(null);
    Fingerprint trials = listed.map(l -> l.fingerprint(TableNames.TRIALS, name)).orElse(null);
    if (file == null) {
      // Of trials that all failed, another program may have written no steps.
      boolean stepless = fingerprint == null && (listed.isEmpty() || trials != null);
      return stepless
          ? null
          : "is missing" + (trials == null ? "" : " (trials: %d)".formatted(trials.rows()));
    }
    if (fingerprint == null) {
      return footer(file) == null ? "is no whole Parquet file" : null;
    }
    return fingerprint.difference(file, files.getConf());
  }

  /** The footer of a file; null if it has none. */
  private Footer footer(FileStatus file) throws IOException {
    try {
      return file.isDirectory()
          ? null
          : Footer.of(HadoopInputFile.fromStatus(file, files.getConf()));
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static List<String> names(Footer footer, String key) {
    return footer.metadata().containsKey(key)
        ? List.of(footer.metadata().get(key).split(",", 0))
        : List.of();
  }

  /** The files of a table that count and are there. */
  List<FileStatus> counting(String table) throws IOException {
    return List.copyOf(look(List.of()).counting(table).values());
  }

  private NavigableMap<String, FileStatus> visible(
      String table, Collection<String> checked, List<String> damage) throws IOException {
    NavigableMap<String, FileStatus> visible = new TreeMap<>();
    try {
      if (!files.getFileStatus(table(table)).isDirectory()) {
        if (checked.contains(table)) {
          damage.add(table + " is a file, not a folder");
        }
        return visible;
      }
    } catch (FileNotFoundException e) {
      return visible;
    }
    for (FileStatus file : files.listStatus(table(table))) {
      String name = file.getPath().getName();
      if (!hidden(name)) {
        visible.put(name, file);
      }
    }
    return visible;
  }

  /** Whether readers of tables pass over a file of this name. */
  private static boolean hidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  /** Whether this is the name of a Parquet file that readers see. */
  static boolean parquet(String name) {
    return name.endsWith(SUFFIX) && !hidden(name);
  }

  /**
   * A digest of where the folder is and which files of results there are. Files never change once
   * they are written, so equal digests mean equal results.
   *
   * @throws FileNotFoundException if a table is not there
   */
  String digest() throws IOException {
    List<String> names = new ArrayList<>();
    for (String table : TableNames.RESULTS) {
      for (FileStatus file : files.listStatus(table(table))) {
        names.add(table + "/" + file.getPath().getName() + " " + file.getLen());
      }
    }
    Collections.sort(names);
    names.add(folder.toString()); // what a run prints names the folder, which may have been moved
    return DigestUtils.sha256Hex(String.join("\n", names));
  }

  /** Lists the files of a derived table that was just written. */
  void listDerived(String table) throws IOException {
    known.change(derived(table), known.listed(table));
  }

  /**
   * Whether a derived table has all of its files, and no others; true in a folder that only earlier
   * builds wrote to.
   *
   * @throws FileNotFoundException if there is no such table
   */
  boolean derivedIsWhole(String table) throws IOException {
    Optional<Known> listed = known.read();
    if (listed.isEmpty()) {
      return true;
    }
    NavigableSet<String> names = listed.get().names(table);
    NavigableSet<String> present = new TreeSet<>();
    for (FileStatus file : files.listStatus(table(table))) {
      String name = file.getPath().getName();
      if (parquet(name)) {
        present.add(name);
        Fingerprint fingerprint = listed.get().fingerprint(table, name);
        if (fingerprint == null || fingerprint.difference(file, files.getConf()) != null) {
          return false;
        }
      }
    }
    return !names.isEmpty() && present.equals(names);
  }

  /** The fingerprints of a derived table's files by key, or nothing if one cannot be read. */
  NavigableMap<String, Fingerprint> derivedIfWhole(String table) {
    try {
      return derived(table);
    } catch (IOException | RuntimeException e) {
      return new TreeMap<>(); // it is computed again
    }
  }

  /**
   * The fingerprints of a derived table's files, by key.
   *
   * @throws IOException if they cannot be read
   */
  NavigableMap<String, Fingerprint> derived(String table) throws IOException {
    NavigableMap<String, Fingerprint> derived = new TreeMap<>();
    for (FileStatus file : files.listStatus(table(table))) {
      String name = file.getPath().getName();
      if (parquet(name)) {
        derived.put(KnownFiles.key(table, name), fingerprint(file.getPath()));
      }
    }
    return derived;
  }

  /**
   * The fingerprint of a file.
   *
   * @throws IOException if it cannot be read
   * @throws RuntimeException if it is no Parquet file
   */
  Fingerprint fingerprint(Path file) throws IOException {
    return Fingerprint.of(HadoopInputFile.fromPath(file, files.getConf()));
  }

  Footer footer(Path file) throws IOException {
    return Footer.of(HadoopInputFile.fromPath(file, files.getConf()));
  }
}
