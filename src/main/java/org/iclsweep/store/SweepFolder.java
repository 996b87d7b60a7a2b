package org.iclsweep.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
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
  private static final String REPORT = "report";
  private static final String PAGE = ".html";
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
    this.results = new ResultFiles(whole, folder);
    this.sweepFile = new SweepFile(whole, folder);
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
      Path qualified = whole.files().makeQualified(path);
      String name = qualified.toUri().getPath();
      if (whole.local()) {
        var unused = java.nio.file.Path.of(name); // refuses what this JVM cannot name
      } else if (whole.renames() && name.contains(":")) {
        throw new UsageException("--out %s: HDFS has no names with a colon".formatted(out));
      }
      return new SweepFolder(whole, qualified);
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException("--out " + out + ": " + FirstLine.of(e), e);
    }
  }

  /**
   * The command that repairs the folder that a file is in.
   *
   * @return nothing if it is no file of a sweep's table
   */
  public static Optional<String> repairCommand(Path file) {
    Path table = file.getParent();
    return table != null
            && table.getParent() != null
            && (TableNames.RESULTS.contains(table.getName())
                || TableNames.AGGREGATES.contains(table.getName()))
        ? Optional.of(Damage.command(table.getParent()))
        : Optional.empty();
  }

  /** A folder of this machine that may or may not exist yet. Changes nothing. */
  public static SweepFolder local(java.nio.file.Path folder) {
    return at(folder.toUri().toString(), new Configuration());
  }

  /** The folder's path as people write it. */
  public String path() {
    return Damage.name(folder);
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
        refuseWithoutFile();
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
        || name.startsWith("." + KnownFiles.NAME + "-")
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
      refuseWithoutFile();
      throw new UsageException(
          "--out %s: there is no sweep (no %s); run one first, or name another folder"
              .formatted(path(), SweepFile.NAME));
    }
  }

  /** Refuses a sweep whose {@code sweep.json} alone is gone. */
  private void refuseWithoutFile() {
    if (holdsResults()) {
      throw new UsageException(
          "--out %s: %s is missing; %s makes it again and keeps the results"
              .formatted(path(), SweepFile.NAME, Damage.command(folder)));
    }
  }

  /** Whether there is something of a sweep beside {@code sweep.json}. */
  private boolean holdsResults() {
    return reading(
        () ->
            files.exists(new Path(folder, KnownFiles.NAME))
                || (files.exists(results.table(TableNames.TRIALS))
                    && files.exists(results.table(TableNames.TRAJECTORIES))));
  }

  /**
   * Refuses a folder that holds nothing that could be repaired.
   *
   * @throws UsageException in one line
   */
  public void refuseNothing() {
    if (!reading(() -> files.exists(new Path(folder, SweepFile.NAME))) && !holdsResults()) {
      refuseMissing();
    }
  }

  /**
   * Refuses a folder some of whose results are missing or not what was written.
   *
   * @throws DamagedException in one line
   */
  public void refuseDamaged() {
    List<String> damage = new ArrayList<>(look(TableNames.RESULTS).damage());
    List<String> folders = new ArrayList<>(TableNames.AGGREGATES);
    folders.add(CheckpointFile.FOLDER);
    for (String name : folders) {
      if (reading(() -> files.exists(new Path(folder, name)))
          && !reading(() -> files.getFileStatus(new Path(folder, name)).isDirectory())) {
        damage.add(name + " is a file, not a folder");
      }
    }
    if (!damage.isEmpty()) {
      throw new DamagedException(Damage.of(folder, damage));
    }
  }

  /** One line each on files that are damaged or foreign, for those who did not need them. */
  public List<String> warnings() {
    ResultFiles.Contents contents;
    try {
      contents = look(TableNames.RESULTS);
    } catch (DamagedException | UsageException e) {
      return List.of(e.getMessage());
    }
    List<String> warnings = new ArrayList<>();
    if (!contents.damage().isEmpty()) {
      warnings.add(Damage.of(folder, contents.damage()));
    }
    if (!contents.foreign().isEmpty()) {
      int more = contents.foreign().size() - 1;
      warnings.add(
          "--out %s: %s is no file of this sweep and does not count%s; %s sets it aside"
              .formatted(
                  path(),
                  contents.foreign().first(),
                  more == 0 ? "" : " (and %d more)".formatted(more),
                  Damage.command(folder)));
    }
    return warnings;
  }

  private ResultFiles.Contents look(List<String> tables) {
    return reading(() -> results.look(tables));
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T reading(Reading<T> reading) {
    try {
      return reading.read();
    } catch (JsonFile.Torn e) {
      throw new DamagedException(
          Damage.of(
              folder, List.of("%s is damaged: %s".formatted(KnownFiles.NAME, e.getMessage()))));
    } catch (IOException e) {
      throw new UsageException("--out " + path() + " cannot be read: " + FirstLine.of(e), e);
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

  /** The size of a table of results in bytes. */
  public long bytes(String table) {
    return look(List.of()).counting(table).values().stream().mapToLong(FileStatus::getLen).sum();
  }

  /**
   * The files of a table of results: together they have every row that is stored.
   *
   * @throws DamagedException if it is not known which they are, or if one is not what was written
   * @throws UsageException if the folder cannot be read
   */
  public List<StoredFile> files(String table) {
    ResultFiles.Contents contents = look(List.of(table));
    if (!contents.damage().isEmpty()) {
      throw new DamagedException(Damage.of(folder, contents.damage()));
    }
    return contents.counting(table).values().stream()
        .map(file -> new StoredFile(file.getPath().toString(), file.getLen()))
        .toList();
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
    return reading(
        () -> {
          try {
            return sweepFile.endedWith(contents()) && hasAll(TableNames.AGGREGATES);
          } catch (FileNotFoundException e) {
            return false; // a table is gone: a proper run finds out what is missing
          }
        });
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
   * Writes a page and its pictures, in place of all that were there: {@code report.html} and {@code
   * figures/NAME.svg}, or {@code report-PART.html} and {@code figures-PART/NAME.svg}.
   *
   * @param part names the part of the sweep that they show; empty for all of it
   * @param page the page
   * @param figures pictures by name
   * @throws IOException if they cannot be written
   */
  public void writeReport(String part, String page, Map<String, String> figures)
      throws IOException {
    String contents = contents();
    Path pictures = new Path(folder, FIGURES + suffix(part));
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
    write(report(part), page + mark(contents));
  }

  private static String suffix(String part) {
    return part.isEmpty() ? "" : "-" + part;
  }

  private Path report(String part) {
    return new Path(folder, REPORT + suffix(part) + PAGE);
  }

  /** The last line of a page: the results that it shows. */
  private static String mark(String contents) {
    return "<!-- results " + contents + " -->\n";
  }

  /**
   * Whether {@code report.html} is there and shows the results that are stored.
   *
   * @throws UsageException if the folder cannot be read
   */
  public boolean reportStands() {
    return reading(
        () -> {
          Path page = report("");
          byte[] mark = mark(contents()).getBytes(UTF_8);
          if (!files.exists(page) || files.getFileStatus(page).getLen() < mark.length) {
            return false;
          }
          byte[] end = new byte[mark.length];
          try (FSDataInputStream in = files.open(page)) {
            in.readFully(files.getFileStatus(page).getLen() - mark.length, end);
          }
          return Arrays.equals(mark, end);
        });
  }

  private void write(Path file, String text) throws IOException {
    Path staged = whole.staged(file);
    try (OutputStream out = files.create(staged, true)) {
      out.write(text.getBytes(UTF_8));
    }
    whole.publish(staged, file);
  }

  /**
   * The path or URI of a report's page, as people write it.
   *
   * @param part as for {@link #writeReport}
   */
  public String reportPath(String part) {
    return path() + "/" + report(part).getName();
  }

  /** Whether all of some derived tables have been written whole. */
  private boolean hasAll(List<String> tables) throws IOException {
    for (String table : tables) {
      if (!files.getFileStatus(results.table(table)).isDirectory()
          || !files.exists(new Path(results.table(table), COMPLETE))
          || !results.derivedIsWhole(table)) {
        return false;
      }
    }
    return true;
  }
}
