package org.iclsweep.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * {@code files.json}: which Parquet files the folder of a sweep must have, and what tells each from
 * any other.
 *
 * <p>A file is listed after it was published, and one that is replaced is deleted after it is no
 * longer listed. So a file that is listed and neither there nor replaced by another is missing, and
 * one that is not listed and has the sweep's {@linkplain Known#id id} in its footer was published
 * just before its driver was killed.
 */
final class KnownFiles {
  static final String NAME = "files.json";

  private static final String ID = "id";
  private static final String VERSION = "mathematics_version";
  private static final String FILES = "files";
  private static final String ROWS = "rows";
  private static final String BYTES = "bytes";
  private static final String TAIL = "tail";
  private static final String CRC = "crc32";

  private final JsonFile file;

  /** What the driver that writes to the folder has listed; null for readers. */
  private Known current;

  KnownFiles(WholeFiles whole, Path folder) {
    this.file = new JsonFile(whole, new Path(folder, NAME));
  }

  /**
   * What is listed.
   *
   * @param id of the sweep; it is in the footers of its files
   * @param version of the mathematics
   * @param files the fingerprints by table, a slash and name
   */
  record Known(String id, int version, NavigableMap<String, Fingerprint> files) {
    /** Files of this build's version of the mathematics. */
    Known(String id, NavigableMap<String, Fingerprint> files) {
      this(id, Trial.VERSION, files);
    }

    /** The fingerprint of a file of a table; null if it is not listed. */
    Fingerprint fingerprint(String table, String name) {
      return files.get(key(table, name));
    }

    /** The names of a table's files that are listed. */
    NavigableSet<String> names(String table) {
      String start = key(table, "");
      NavigableSet<String> names = new TreeSet<>();
      files.keySet().stream()
          .filter(key -> key.startsWith(start))
          .forEach(key -> names.add(key.substring(start.length())));
      return names;
    }
  }

  /** Under what a file of a table is listed. */
  static String key(String table, String name) {
    return table + "/" + name;
  }

  /**
   * Reads what is listed.
   *
   * @return nothing in a folder that only earlier builds wrote to
   * @throws JsonFile.Torn if the file is damaged
   * @throws IOException if it cannot be read
   */
  Optional<Known> read() throws IOException {
    Optional<ObjectNode> root = file.read();
    return root.isPresent() ? Optional.of(known(root.get())) : Optional.empty();
  }

  private static Known known(ObjectNode root) throws JsonFile.Torn {
    if (!root.path(FILES).isObject() || !root.path(ID).isTextual()) {
      throw new JsonFile.Torn("it lists no files");
    }
    NavigableMap<String, Fingerprint> files = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : root.path(FILES).properties()) {
      JsonNode values = entry.getValue();
      files.put(
          entry.getKey(),
          new Fingerprint(
              values.path(ROWS).asLong(),
              values.path(BYTES).asLong(),
              values.path(TAIL).asLong(),
              values.path(CRC).asLong()));
    }
    return new Known(root.path(ID).asText(), root.path(VERSION).asInt(), files);
  }

  /**
   * Starts to keep the list, for the driver that writes to the folder.
   *
   * @param known what is to be listed
   * @param before what is listed; the file is written if that differs
   * @throws IOException if it cannot be written
   */
  synchronized void begin(Known known, Optional<Known> before) throws IOException {
    current = known;
    if (!before.equals(Optional.of(known))) {
      write(known);
    }
  }

  /** The id of the sweep. {@link #begin} was called. */
  synchronized String id() {
    return current.id();
  }

  /** The keys of a table's files that are listed. {@link #begin} was called. */
  synchronized Collection<String> listed(String table) {
    return current.names(table).stream().map(name -> key(table, name)).toList();
  }

  /**
   * Adds files to the list and removes others, in one step.
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
    write(current);
  }

  private void write(Known known) throws IOException {
    ObjectNode root = JsonFile.object();
    root.put(ID, known.id());
    root.put(VERSION, known.version());
    ObjectNode files = root.putObject(FILES);
    known
        .files()
        .forEach(
            (key, fingerprint) ->
                files
                    .putObject(key)
                    .put(ROWS, fingerprint.rows())
                    .put(BYTES, fingerprint.bytes())
                    .put(TAIL, fingerprint.tail())
                    .put(CRC, fingerprint.crc32()));
    file.write(root);
  }
}
