package org.iclsweep.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.iclsweep.table.TableNames;

/**
 * The Parquet files of {@code trials} and {@code trajectories}.
 *
 * <p>A file of results is one of the same name in each of the two folders, and the one in {@code
 * trials} makes it count. It is of level 0 if it was written as a batch, and of a higher level if
 * it was merged; then its footer names the files that it replaces, which do not count beside it.
 */
final class ResultFiles {
  /** The key in the footer of a merged file; its value is the replaced names, a comma between. */
  static final String REPLACES = "icl-sweep.replaces";

  private static final Pattern NAME = Pattern.compile("level(\\d+)-[-0-9a-f]+\\.parquet");
  private static final Pattern STAGED = Pattern.compile("\\.level\\d+-[-0-9a-f]+\\.parquet-.*");

  /** A merge that goes on meanwhile may delete a file between its listing and its reading. */
  private static final int TRIES = 10;

  private final FileSystem files;
  private final Path folder;

  ResultFiles(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  Path folder() {
    return folder;
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

  /** Whether this is a file of results, visible or not yet. */
  static boolean ours(String name) {
    return level(name) >= 0 || STAGED.matcher(name).matches();
  }

  /** The names of the files that count: together they have every row once. */
  SortedSet<String> live() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        SortedSet<String> names = visible(TableNames.TRIALS);
        Set<String> replaced = new HashSet<>();
        for (String name : names) {
          if (level(name) > 0) {
            replaced.addAll(replaces(name));
          }
        }
        names.removeAll(replaced);
        return names;
      } catch (FileNotFoundException e) {
        if (attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  /** The files of a table that count. */
  List<Path> paths(String table) throws IOException {
    SortedSet<String> names = live();
    if (!table.equals(TableNames.TRIALS)) {
      names.retainAll(visible(table));
    }
    return names.stream().map(name -> file(table, name)).toList();
  }

  private SortedSet<String> visible(String table) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    if (files.exists(table(table))) {
      for (FileStatus file : files.listStatus(table(table))) {
        String name = file.getPath().getName();
        if (name.endsWith(".parquet") && !name.startsWith(".") && !name.startsWith("_")) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private Collection<String> replaces(String name) throws IOException {
    Map<String, String> metadata = footer(file(TableNames.TRIALS, name)).metadata();
    return List.of(metadata.getOrDefault(REPLACES, "").split(",", 0));
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

  Footer footer(Path file) throws IOException {
    return Footer.of(HadoopInputFile.fromPath(file, files.getConf()));
  }
}
