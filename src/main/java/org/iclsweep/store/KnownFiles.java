package org.iclsweep.store;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.iclsweep.sweep.Trial;

/**
 * {@code files.json}: the Parquet files that a sweep's folder must contain, with their
 * fingerprints.
 *
 * <p>A file is listed after it is published, and a replaced file is deleted after it is removed
 * from the list. Thus a listed file that neither exists nor is replaced is missing. An unlisted
 * file with the sweep's {@linkplain Known#id id} in its footer was published just before its driver
 * was killed.
 */
final class KnownFiles {
  static final String NAME = "files.json";

  private final JsonFile file;

  /** The list of the driver that writes to the folder; null for readers. */
  private Known current;

  KnownFiles(WholeFiles whole, Path folder) {
    this.file = new JsonFile(whole, new Path(folder, NAME));
  }

  /**
   * The list of files.
   *
   * @param id the sweep's id, which is in the footers of its files
   * @param mathematicsVersion the version of the mathematics
   * @param files the fingerprints by {@code table/name}
   */
  record Known(String id, int mathematicsVersion, NavigableMap<String, Fingerprint> files) {
    /** Creates a list with this build's version of the mathematics. */
    Known(String id, NavigableMap<String, Fingerprint> files) {
      this(id, Trial.VERSION, files);
    }

    /** Returns the fingerprint of a table's file, or null if it is not listed. */
    Fingerprint fingerprint(String table, String name) {
      return files.get(key(table, name));
    }

    /** Returns the names of a table's listed files. */
    NavigableSet<String> names(String table) {
      String start = key(table, "");
      NavigableSet<String> names = new TreeSet<>();
      of(table).keySet().forEach(key -> names.add(key.substring(start.length())));
      return names;
    }

    /** Returns the listed files of a table by key. */
    NavigableMap<String, Fingerprint> of(String table) {
      String start = key(table, "");
      return files.subMap(start, true, start + Character.MAX_VALUE, false);
    }
  }

  /** Returns the key under which a table's file is listed. */
  static String key(String table, String name) {
    return table + "/" + name;
  }

  /**
   * Reads the list.
   *
   * @return the list, or empty in a folder written only by earlier builds
   * @throws JsonFile.Torn if the file is damaged
   * @throws IOException if it cannot be read
   */
  Optional<Known> read() throws IOException {
    Optional<Known> known = file.read(Known.class);
    if (known.isPresent() && (known.get().files == null || known.get().id == null)) {
      throw new JsonFile.Torn("it lists no files");
    }
    return known;
  }

  /**
   * Starts maintaining the list, for the driver that writes to the folder.
   *
   * @param known the new list
   * @param before the stored list; the file is written if it differs
   * @throws IOException if it cannot be written
   */
  synchronized void begin(Known known, Optional<Known> before) throws IOException {
    current = known;
    if (!before.equals(Optional.of(known))) {
      file.write(known);
    }
  }

  /** The id of the sweep. {@link #begin} must have been called. */
  synchronized String id() {
    return current.id();
  }

  /** The keys of a table's listed files. {@link #begin} must have been called. */
  synchronized Collection<String> listed(String table) {
    return current.of(table).keySet();
  }

  /**
   * Adds files to the list and removes others in one write.
   *
   * @param added fingerprints by key
   * @param removed keys, listed or not
   * @throws IOException if it cannot be written
   */
  synchronized void change(Map<String, Fingerprint> added, Collection<String> removed)
      throws IOException {
    NavigableMap<String, Fingerprint> files = new TreeMap<>(current.files());
    removed.forEach(files::remove);
    files.putAll(added);
    current = new Known(current.id(), files);
    file.write(current);
  }
}
