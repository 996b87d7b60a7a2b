package org.iclsweep.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.iclsweep.sweep.SweepRun;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.UsageException;
import org.iclsweep.table.TableNames;

/**
 * The folder of a sweep, on any of Hadoop's file systems: {@code sweep.json}, the results in {@code
 * trials} and {@code trajectories}, and the tables derived from them.
 */
public final class SweepFolder {
  private static final String REPORT = "report.html";
  private static final String FIGURES = "figures";
  private static final String PICTURE = ".svg";

  /** Written by Spark into the folder of a table when all of it is there. */
  private static final String COMPLETE = "_SUCCESS";

  private static final String PROBE = ".icl-sweep-";

  private final WholeFiles whole;
  private final FileSystem files;
  private final Path folder;
  private final ResultFiles results;
  private final SweepFile sweepFile;

  SweepFolder(WholeFiles whole, Path folder) {
    this.whole = whole;
    this.files = whole.files();
    this.folder = folder;
    this.results = new ResultFiles(files, folder);
    this.sweepFile = new SweepFile(whole, folder, path());
  }

  /**
   * A folder that may or may not exist yet. Changes nothing.
   *
   * @param out its path or URI
   * @param conf the settings of file systems
   * @throws UsageException if there is no file system for it
   */
  public static SweepFolder at(String out, Configuration conf) {
    try {
      Path path = new Path(out);
      WholeFiles whole = WholeFiles.of(path, conf);
      return new SweepFolder(whole, whole.files().makeQualified(path));
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException("--out " + out + ": " + FirstLine.of(e), e);
    }
  }

  /** A folder of this machine that may or may not exist yet. Changes nothing. */
  public static SweepFolder local(java.nio.file.Path folder) {
    return at(folder.toUri().toString(), new Configuration());
  }

  /** The folder's path as people write it. */
  public String path() {
    return "file".equals(files.getUri().getScheme()) ? folder.toUri().getPath() : folder.toString();
  }

  /**
   * Refuses a folder that cannot be this sweep's: one that holds something else, or results of
   * another version of the mathematics, or that cannot be written. Changes nothing.
   *
   * @throws UsageException in one line
   */
  public void refuseUnusable() {
    try {
      Path existing = folder;
      while (!files.exists(existing)) {
        existing = existing.getParent();
      }
      if (!files.getFileStatus(existing).isDirectory()) {
        throw new UsageException("--out " + path() + ": " + existing + " is not a folder");
      }
      probe(existing);
      if (existing.equals(folder)
          && !files.exists(new Path(folder, SweepFile.NAME))
          && holdsSomethingElse()) {
        throw new UsageException(
            "--out %s: the folder holds something else than a sweep (it has no %s); name an empty or new folder"
                .formatted(path(), SweepFile.NAME));
      }
    } catch (IOException e) {
      throw new UsageException("--out " + path() + " cannot be written: " + FirstLine.of(e), e);
    }
    sweepFile.read();
  }

  /** A driver that was killed at its very beginning leaves only hidden files of its own. */
  private boolean holdsSomethingElse() throws IOException {
    for (FileStatus file : files.listStatus(folder)) {
      String name = file.getPath().getName();
      if (!name.startsWith(SweepLock.NAME) && !leftover(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name in the folder is one that was to be replaced by a proper one. */
  static boolean leftover(String name) {
    return name.startsWith(PROBE)
        || name.startsWith("." + SweepFile.NAME + "-")
        || TableNames.AGGREGATES.stream().anyMatch(table -> name.startsWith("." + table + "-"));
  }

  private void probe(Path directory) throws IOException {
    Path file = new Path(directory, PROBE + UUID.randomUUID());
    files.create(file, false).close();
    files.delete(file, false);
  }

  /**
   * Whether the folder holds a sweep.
   *
   * @throws UsageException if its {@code sweep.json} is damaged or of another version
   */
  public boolean exists() {
    return sweepFile.read().isPresent();
  }

  /**
   * Refuses a folder that holds no sweep.
   *
   * @throws UsageException in one line
   */
  public void refuseMissing() {
    if (!exists()) {
      throw new UsageException(
          "--out %s: there is no sweep (no %s); run one first, or name another folder"
              .formatted(path(), SweepFile.NAME));
    }
  }

  WholeFiles whole() {
    return whole;
  }

  Path folder() {
    return folder;
  }

  ResultFiles results() {
    return results;
  }

  SweepFile sweepFile() {
    return sweepFile;
  }

  /** The folder as a URI, for executors. */
  public String uri() {
    return folder.toString();
  }

  /**
   * The files of a table of results: together they have every row that is stored.
   *
   * @throws UsageException if the folder cannot be read
   */
  public List<StoredFile> files(String table) {
    try {
      List<StoredFile> stored = new ArrayList<>();
      for (Path path : results.paths(table)) {
        stored.add(new StoredFile(path.toString(), files.getFileStatus(path).getLen()));
      }
      return stored;
    } catch (IOException e) {
      throw new UsageException("--out " + path() + " cannot be read: " + FirstLine.of(e), e);
    }
  }

  /**
   * A file.
   *
   * @param path its URI
   * @param bytes its size
   */
  public record StoredFile(String path, long bytes) {}

  /** The URI of a derived table. */
  public String derived(String table) {
    return new Path(folder, table).toString();
  }

  /**
   * Whether the last run ended, every derived table is there, and no results came or went since.
   *
   * @throws UsageException if {@code sweep.json} is damaged or of another version
   */
  public boolean current() {
    try {
      return sweepFile.endedWith(contents()) && hasAll(TableNames.AGGREGATES);
    } catch (FileNotFoundException e) {
      return false; // a table is gone: a proper run finds out what is missing
    } catch (IOException e) {
      throw new UsageException("--out " + path() + " cannot be read: " + FirstLine.of(e), e);
    }
  }

  /** A digest of where the folder is and of the results in it. */
  String contents() throws IOException {
    return results.digest();
  }

  /**
   * What the last run printed, if it was of the same grid, ended well and left everything stored,
   * and nothing was stored or removed since. Then there is nothing to do but to print it again.
   *
   * @throws UsageException if {@code sweep.json} is damaged or of another version
   */
  public Optional<String> lastSummary(SweepSpec spec) {
    return sweepFile.summary(spec).filter(summary -> current());
  }

  /**
   * The runs that wrote here, the last one last; none where there is no sweep.
   *
   * @throws UsageException if {@code sweep.json} is damaged or of another version
   */
  public List<SweepRun> runs() {
    return sweepFile.runs();
  }

  /**
   * Writes the page {@code report.html} and the pictures {@code figures/NAME.svg}, in place of all
   * that were there.
   *
   * @param page the page
   * @param figures pictures by name
   * @throws IOException if they cannot be written
   */
  public void writeReport(String page, Map<String, String> figures) throws IOException {
    Path pictures = new Path(folder, FIGURES);
    files.mkdirs(pictures);
    Set<String> names = new HashSet<>();
    for (Map.Entry<String, String> figure : figures.entrySet()) {
      names.add(figure.getKey() + PICTURE);
      write(new Path(pictures, figure.getKey() + PICTURE), figure.getValue());
    }
    for (FileStatus file : files.listStatus(pictures)) {
      String name = file.getPath().getName();
      if (name.endsWith(PICTURE) && !names.contains(name)) {
        whole.delete(file.getPath());
      }
    }
    write(new Path(folder, REPORT), page);
  }

  private void write(Path file, String text) throws IOException {
    Path staged = whole.staged(file);
    try (OutputStream out = files.create(staged, true)) {
      out.write(text.getBytes(UTF_8));
    }
    whole.publish(staged, file);
  }

  /** The path or URI of the report's page, as people write it. */
  public String reportPath() {
    return path() + "/" + REPORT;
  }

  /** Whether all of some derived tables have been written whole. */
  private boolean hasAll(List<String> tables) throws IOException {
    for (String table : tables) {
      if (!files.exists(new Path(new Path(folder, table), COMPLETE))) {
        return false;
      }
    }
    return true;
  }
}
