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
import org.apache.parquet.schema.Type;
import org.iclsweep.store.KnownFiles.Known;
import org.iclsweep.table.ColumnDescription;
import org.iclsweep.table.TableNames;

/**
 * The Parquet files of {@code trials} and {@code trajectories}.
 *
 * <p>A results file is a pair of files of the same name, one in each of the two folders. It counts
 * once the file in {@code trials} exists. A batch has level 0, or 1 if it is large; a merged file
 * has a higher level than its sources. The footer of a merged file names the files that it
 * replaces, which no longer count.
 *
 * <p>{@link KnownFiles} lists the files that must exist. In a folder written only by earlier
 * builds, all existing files count.
 */
final class ResultFiles {
  /**
   * The key in the footer of a merged file; its value is the replaced names, separated by commas.
   */
  static final String REPLACES = "icl-sweep.replaces";

  /** The key in the footer of a repaired file; its value is the name of the damaged one. */
  static final String REPAIRS = "icl-sweep.repairs";

  /** The key in the footer of every file; its value is the sweep's id, a slash and its name. */
  private static final String SWEEP = "icl-sweep.sweep";

  private static final String SUFFIX = ".parquet";
  private static final Pattern NAME = Pattern.compile("level(\\d+)-[-0-9a-f]+\\.parquet");
  private static final Pattern STAGED = Pattern.compile("\\.level\\d+-[-0-9a-f]+\\.parquet-.*");

  /** Number of tries. A concurrent driver may delete a file between its listing and its reading. */
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

  /** Returns the level of a file, or -1 if this program did not write it. */
  static int level(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  /** Returns whether this is the name of an unpublished results file. */
  static boolean staged(String name) {
    return STAGED.matcher(name).matches();
  }

  /**
   * The actual contents of the folder, compared with the expected ones.
   *
   * @param known the list of files; empty if only earlier builds wrote to the folder
   * @param present the visible files of each table, by name
   * @param live the names of the files that count; together they contain every row once
   * @param repaired the names of files that are set aside in favour of a repaired one
   * @param leftovers files that no longer count or do not yet count, each as {@code table/name}
   * @param foreign files that do not belong to this sweep, each as {@code table/name}
   * @param damage the problems with the files that count, each a phrase that begins with a table
   */
  record Contents(
      Optional<Known> known,
      Map<String, NavigableMap<String, FileStatus>> present,
      NavigableSet<String> live,
      Set<String> repaired,
      NavigableSet<String> leftovers,
      NavigableSet<String> foreign,
      List<String> damage) {

    /** The existing files of a table that count, by name. */
    NavigableMap<String, FileStatus> counting(String table) {
      NavigableMap<String, FileStatus> counting = new TreeMap<>(present.get(table));
      counting.keySet().retainAll(live);
      counting.values().removeIf(FileStatus::isDirectory);
      return counting;
    }
  }

  /**
   * Examines the folder.
   *
   * @param checked the tables whose files are compared with the expected ones
   * @throws JsonFile.Torn if the list of files is damaged
   * @throws IOException if the folder cannot be read
   */
  Contents look(Collection<String> checked) throws IOException {
    Set<Path> gone = new HashSet<>();
    for (int attempt = 1; ; attempt++) {
      Optional<Known> listed = known.read();
      try {
        Contents contents = look(listed, checked, gone);
        if (contents.damage().isEmpty() || attempt == TRIES || known.read().equals(listed)) {
          return contents;
        }
      } catch (Gone e) {
        if (attempt == TRIES) {
          throw e;
        }
        if (known.read().equals(listed)) {
          gone.add(e.path); // not by a concurrent driver: the listing of an object store is late
        }
      } catch (FileNotFoundException e) {
        if (attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Thrown if a file was deleted after, or although, a folder's listing has it. */
  private static final class Gone extends FileNotFoundException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;

    Gone(Path path) {
      super(path + " no longer exists");
      this.path = path;
    }
  }

  /**
   * Examines the folder against another list of files, without a second try.
   *
   * @param listed the list of files to assume
   */
  Contents look(Optional<Known> listed, Collection<String> checked) throws IOException {
    return look(listed, checked, Set.of());
  }

  private Contents look(Optional<Known> listed, Collection<String> checked, Set<Path> gone)
      throws IOException {
    Map<String, NavigableMap<String, FileStatus>> present = new TreeMap<>();
    List<String> damage = new ArrayList<>();
    for (String table : TableNames.RESULTS) {
      Set<String> expected = listed.map(l -> l.names(table)).orElseGet(TreeSet::new);
      present.put(table, visible(table, expected, gone, checked, damage));
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
          damage(TableNames.TRIALS, name, "is not a complete Parquet file", checked, damage);
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
   * Returns the metadata in the footer of a file.
   *
   * @param id the id of the sweep
   * @param name the name of the file
   */
  static Map<String, String> metadata(String id, String name) {
    return Map.of(SWEEP, mark(id, name));
  }

  /**
   * Returns the metadata in the footer of a file that replaces others.
   *
   * @param key {@link #REPLACES} or {@link #REPAIRS}
   * @param sources the names of the replaced files
   * @throws IOException if the sweep's id cannot be read
   */
  Map<String, String> metadata(String name, String key, List<String> sources) throws IOException {
    Map<String, String> metadata = new HashMap<>();
    metadata.put(key, String.join(",", sources));
    known.read().ifPresent(listed -> metadata.putAll(metadata(listed.id(), name)));
    return metadata;
  }

  /** Returns whether an unlisted file belongs to this sweep. */
  private static boolean belongs(String name, Footer footer, Optional<Known> listed) {
    return listed.isPresent()
        ? mark(listed.get().id(), name).equals(footer.metadata().get(SWEEP))
        : hasKeys(footer.schema());
  }

  /** Returns whether rows identify their trial and attempt. */
  static boolean hasKeys(MessageType schema) {
    return schema.containsField("trial_id") && schema.containsField("attempt");
  }

  /** Returns how a file that counts differs from the expected one, or null if it does not. */
  private String difference(String table, String name, FileStatus file, Optional<Known> listed)
      throws IOException {
    Fingerprint fingerprint = listed.map(l -> l.fingerprint(table, name)).orElse(null);
    Fingerprint trials = listed.map(l -> l.fingerprint(TableNames.TRIALS, name)).orElse(null);
    if (file == null) {
      // If all trials failed, another program may have written no steps.
      boolean stepless = fingerprint == null && (listed.isEmpty() || trials != null);
      return stepless
          ? null
          : "is missing" + (trials == null ? "" : " (trials: %d)".formatted(trials.rows()));
    }
    if (fingerprint == null) {
      return footer(file) == null ? "is not a complete Parquet file" : null;
    }
    return fingerprint.difference(file, files.getConf());
  }

  /** Returns the footer of a file, or null. */
  private Footer footer(FileStatus file) throws IOException {
    try {
      return file.isDirectory()
          ? null
          : Footer.of(HadoopInputFile.fromStatus(file, files.getConf()));
    } catch (FileNotFoundException e) {
      throw new Gone(file.getPath());
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static List<String> names(Footer footer, String key) {
    return footer.metadata().containsKey(key)
        ? List.of(footer.metadata().get(key).split(",", 0))
        : List.of();
  }

  /** The existing files of a table that count. */
  List<FileStatus> counting(String table) throws IOException {
    return List.copyOf(look(List.of()).counting(table).values());
  }

  /**
   * Returns the visible files of a table by name. Those expected are asked for by name if the
   * folder's listing lacks them, because it may be late on an object store.
   */
  private NavigableMap<String, FileStatus> visible(
      String table,
      Set<String> expected,
      Set<Path> gone,
      Collection<String> checked,
      List<String> damage)
      throws IOException {
    NavigableMap<String, FileStatus> visible = new TreeMap<>();
    try {
      if (!files.getFileStatus(table(table)).isDirectory()) {
        if (checked.contains(table)) {
          damage.add(table + " is a file, not a folder");
        }
        return visible;
      }
      for (FileStatus file : files.listStatus(table(table))) {
        String name = file.getPath().getName();
        if (!hidden(name) && !gone.contains(file.getPath())) {
          visible.put(name, file);
        }
      }
    } catch (FileNotFoundException e) {
      // no listing
    }
    for (String name : expected) {
      if (!visible.containsKey(name)) {
        status(file(table, name)).ifPresent(file -> visible.put(name, file));
      }
    }
    return visible;
  }

  private Optional<FileStatus> status(Path file) throws IOException {
    try {
      return Optional.of(files.getFileStatus(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Returns whether readers of tables ignore a file of this name. */
  private static boolean hidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  /** Returns whether this is the name of a Parquet file that is visible to readers. */
  static boolean parquet(String name) {
    return name.endsWith(SUFFIX) && !hidden(name);
  }

  /**
   * A digest of the folder's location and of its results files. Written files never change, so
   * equal digests mean equal results.
   *
   * @throws FileNotFoundException if a table is missing
   */
  String digest() throws IOException {
    List<String> names = new ArrayList<>();
    for (String table : TableNames.RESULTS) {
      for (FileStatus file : files.listStatus(table(table))) {
        names.add(table + "/" + file.getPath().getName() + " " + file.getLen());
      }
    }
    Collections.sort(names);
    names.add(folder.toString()); // a printed summary names the folder, which may have been moved
    return DigestUtils.sha256Hex(String.join("\n", names));
  }

  /** Lists the files of a newly written derived table in place of earlier ones. */
  void listDerived(String table) throws IOException {
    known.change(derived(table), known.listed(table));
  }

  /** Removes a derived table from the list of files. */
  void unlistDerived(String table) throws IOException {
    known.change(Map.of(), known.listed(table));
  }

  /**
   * Returns whether a derived table has exactly its listed files; true in a folder written only by
   * earlier builds.
   *
   * @throws FileNotFoundException if the table does not exist
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

  /** Returns whether a derived table has the columns that this build computes. */
  boolean derivedHasColumns(String table) throws IOException {
    List<String> columns =
        ColumnDescription.of(table).stream().map(ColumnDescription::column).toList();
    for (FileStatus file : files.listStatus(table(table))) {
      if (parquet(file.getPath().getName())) {
        Footer footer = footer(file);
        if (footer == null
            || !footer.schema().getFields().stream().map(Type::getName).toList().equals(columns)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns the fingerprints of a derived table's files by key, or none if one cannot be read. */
  NavigableMap<String, Fingerprint> derivedIfWhole(String table) {
    try {
      return derived(table);
    } catch (IOException | RuntimeException e) {
      return new TreeMap<>(); // it is computed again
    }
  }

  /**
   * Returns the fingerprints of a derived table's files by key.
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
   * Computes the fingerprint of a file.
   *
   * @throws IOException if it cannot be read
   * @throws RuntimeException if it is not a Parquet file
   */
  Fingerprint fingerprint(Path file) throws IOException {
    return Fingerprint.of(HadoopInputFile.fromPath(file, files.getConf()));
  }

  Footer footer(Path file) throws IOException {
    return Footer.of(HadoopInputFile.fromPath(file, files.getConf()));
  }
}
