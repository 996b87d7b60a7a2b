package org.iclsweep.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.sweep.SweepRun;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.UsageException;
import org.iclsweep.table.TableNames;

/**
 * The folder of a sweep, on any of Hadoop's file systems: {@code sweep.json}, the results in {@code
 * trials} and {@code trajectories}, and the tables derived from them.
 */
public final class SweepFolder {
  /** The folders of a sweep besides the tables of results. */
  static final List<String> OTHER_FOLDERS =
      Stream.concat(
              TableNames.DERIVED.stream(),
              Stream.of(CheckpointFile.FOLDER, ModelFile.FOLDER, DriverOutput.FOLDER))
          .toList();

  /** The script that defines the tables as temporary views. */
  static final String VIEWS = "tables.sql";

  /** The script that registers the tables in a metastore. */
  static final String EXTERNAL_TABLES = "external-tables.sql";

  private static final String REPORT = "report";
  private static final String PAGE = ".html";
  private static final String FIGURES = "figures";
  private static final String PICTURE = ".svg";

  /** The file that Spark writes to a table's folder when the table is complete. */
  private static final String COMPLETE = "_SUCCESS";

  private static final String PROBE = ".icl-sweep-";

  private static final Pattern WITH_PASSWORD = Pattern.compile("^[^:/]+://[^/@]*:[^/@]*@");

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
   * Returns a folder, which need not exist yet. Changes nothing.
   *
   * @param out its path or URI
   * @param conf the settings for file systems
   * @throws UsageException if there is no file system for it
   */
  public static SweepFolder at(String out, Configuration conf) {
    if (WITH_PASSWORD.matcher(out).find()) { // it would be stored with the command line
      throw new UsageException(
          "--out: the address holds a password; give passwords and keys as settings, see src/docs/cluster.md");
    }
    try {
      Path path = new Path(out);
      WholeFiles whole = WholeFiles.of(path, conf);
      Path qualified = whole.files().makeQualified(path);
      String name = qualified.toUri().getPath();
      if (whole.local()) {
        var unused = java.nio.file.Path.of(name); // rejects names that this JVM cannot represent
      } else if (whole.renames() && name.contains(":")) {
        throw new UsageException("--out %s: HDFS has no names with a colon".formatted(out));
      }
      return new SweepFolder(whole, qualified);
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException("--out " + out + ": " + FirstLine.of(e), e);
    } catch (RuntimeException | NoClassDefFoundError e) {
      if (!(e instanceof NoClassDefFoundError || e.getCause() instanceof ClassNotFoundException)) {
        throw e;
      }
      throw new UsageException(
          "--out %s: a class of this file system's client is missing (%s); for s3a:// put --properties-file conf/s3a.properties before the command"
              .formatted(out, FirstLine.of(e.getCause() == null ? e : e.getCause())),
          e);
    }
  }

  /**
   * Returns the command that repairs the folder of a file.
   *
   * @return the command, or empty if the file is not in a sweep's table
   */
  public static Optional<String> repairCommand(Path file) {
    Path table = file.getParent();
    return table != null
            && table.getParent() != null
            && (TableNames.RESULTS.contains(table.getName())
                || TableNames.DERIVED.contains(table.getName()))
        ? Optional.of(Damage.command(table.getParent()))
        : Optional.empty();
  }

  /** Returns a local folder, which need not exist yet. Changes nothing. */
  public static SweepFolder local(java.nio.file.Path folder) {
    return at(folder.toAbsolutePath().toString(), new Configuration());
  }

  /** The path of a local folder, or else the URI. */
  public String path() {
    return Damage.name(folder);
  }

  /**
   * Rejects a folder that this sweep cannot use: it contains something else or results of another
   * version of the mathematics, or cannot be written. Changes nothing.
   *
   * @throws UsageException with a one-line message
   */
  public void checkUsable() {
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
        checkSweepFile();
        throw new UsageException(
            "--out %s: the folder holds something else than a sweep (it has no %s); name an empty or new folder"
                .formatted(path(), SweepFile.NAME));
      }
    } catch (IOException e) {
      throw new UsageException("--out " + path() + " cannot be written: " + FirstLine.of(e), e);
    }
    sweepFile.read();
  }

  /**
   * Returns whether the folder contains more than a driver's output and the hidden files of a
   * driver killed at its start.
   */
  private boolean holdsSomethingElse() throws IOException {
    for (FileStatus file : files.listStatus(folder)) {
      String name = file.getPath().getName();
      if (!name.startsWith(SweepLock.NAME)
          && !name.equals(DriverOutput.FOLDER)
          && !leftover(name)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a name in the folder is a temporary one. */
  static boolean leftover(String name) {
    return name.startsWith(PROBE)
        || name.startsWith("." + SweepFile.NAME + "-")
        || name.startsWith("." + KnownFiles.NAME + "-")
        || name.startsWith("." + VIEWS + "-")
        || name.startsWith("." + EXTERNAL_TABLES + "-")
        || TableNames.DERIVED.stream().anyMatch(table -> name.startsWith("." + table + "-"));
  }

  private void probe(Path directory) throws IOException {
    Path file = new Path(directory, PROBE + UUID.randomUUID());
    files.create(file, false).close();
    files.delete(file, false);
  }

  /**
   * Returns whether the folder contains a sweep.
   *
   * @throws UsageException if its {@code sweep.json} is damaged or of another version
   */
  public boolean exists() {
    return sweepFile.read().isPresent();
  }

  /**
   * Rejects a folder without a sweep.
   *
   * @throws UsageException with a one-line message
   */
  public void checkExists() {
    if (!exists()) {
      checkSweepFile();
      throw new UsageException(
          "--out %s: there is no sweep (no %s); run one first, or name another folder"
              .formatted(path(), SweepFile.NAME));
    }
  }

  /** Rejects a sweep that lacks only {@code sweep.json}. */
  private void checkSweepFile() {
    if (holdsResults()) {
      throw new UsageException(
          "--out %s: %s is missing; %s makes it again and keeps the results"
              .formatted(path(), SweepFile.NAME, Damage.command(folder)));
    }
  }

  /** Returns whether the folder contains parts of a sweep other than {@code sweep.json}. */
  private boolean holdsResults() {
    return reading(
        () ->
            files.exists(new Path(folder, KnownFiles.NAME))
                || (files.exists(results.table(TableNames.TRIALS))
                    && files.exists(results.table(TableNames.TRAJECTORIES))));
  }

  /**
   * Rejects a folder that contains nothing to repair.
   *
   * @throws UsageException with a one-line message
   */
  public void checkRepairable() {
    if (!reading(() -> files.exists(new Path(folder, SweepFile.NAME))) && !holdsResults()) {
      checkExists();
    }
  }

  /**
   * Rejects a folder with missing or altered results.
   *
   * @return one-line warnings on foreign files
   * @throws DamagedException with a one-line message
   */
  public List<String> checkIntact() {
    ResultFiles.Contents contents = look(TableNames.RESULTS);
    List<String> damage = new ArrayList<>(contents.damage());
    for (String name : OTHER_FOLDERS) {
      if (reading(() -> whole.isFile(new Path(folder, name)))) {
        damage.add(name + " is a file, not a folder");
      }
    }
    if (!damage.isEmpty()) {
      throw new DamagedException(Damage.of(folder, damage));
    }
    return warnings(contents);
  }

  /** One-line warnings on damaged and foreign files, for callers that did not need them. */
  public List<String> warnings() {
    ResultFiles.Contents contents;
    try {
      contents = look(TableNames.RESULTS);
    } catch (DamagedException | UsageException e) {
      return List.of(e.getMessage());
    }
    return warnings(contents);
  }

  private List<String> warnings(ResultFiles.Contents contents) {
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

  /** The file of a trial's trained model, which may not exist. */
  public ModelFile model(TrialConfig config) {
    return new ModelFile(whole, folder, config);
  }

  /**
   * The output of a driver that runs somewhere on a cluster.
   *
   * @param application the id of its application
   */
  public DriverOutput driverOutput(String application) {
    return new DriverOutput(whole, folder, application);
  }

  /** The folder as a URI, for executors. */
  public String uri() {
    return folder.toString();
  }

  /** The size of both tables of results in bytes. */
  public long bytes() {
    ResultFiles.Contents contents = look(List.of());
    return TableNames.RESULTS.stream()
        .flatMap(table -> contents.counting(table).values().stream())
        .mapToLong(FileStatus::getLen)
        .sum();
  }

  /**
   * The files of a results table; together they contain every stored row.
   *
   * @throws DamagedException if the list of files is damaged, or if a file is missing or was
   *     altered
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
   * A stored file.
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
   * Returns whether the last run ended, every derived table is complete and has the columns of this
   * build, and no results were added or removed since.
   *
   * @throws UsageException if {@code sweep.json} is damaged or of another version
   */
  public boolean current() {
    return reading(
        () -> {
          try {
            return sweepFile.endedWith(contents()) && hasAll(TableNames.AGGREGATES);
          } catch (FileNotFoundException e) {
            return false; // a table is gone; a full run determines what is missing
          }
        });
  }

  /**
   * Returns whether the stored verdicts are those of the last run's claims on the stored results.
   *
   * @throws UsageException if {@code sweep.json} is damaged or of another version
   */
  public boolean claimsAreCurrent() {
    return current()
        && reading(
            () -> {
              try {
                return hasAll(List.of(TableNames.CLAIMS));
              } catch (FileNotFoundException e) {
                return false;
              }
            });
  }

  /**
   * The claims of the last run that ended with claims.
   *
   * @throws UsageException if {@code sweep.json} is damaged or of another version
   */
  public Optional<ClaimsFile> claims() {
    return sweepFile.claims();
  }

  /** Returns whether a derived table exists and is complete. */
  boolean holds(String table) throws IOException {
    return files.exists(new Path(results.table(table), COMPLETE));
  }

  /** A digest of the folder's location and results. */
  String contents() throws IOException {
    return results.digest();
  }

  /**
   * The summary of the last run, if it had the same grid and claims and stored every trial without
   * failures, and nothing was stored or removed since. It then only needs to be printed again.
   *
   * @param claims the requested claims
   * @throws UsageException if {@code sweep.json} is damaged or of another version
   */
  public Optional<String> lastSummary(SweepSpec spec, Optional<ClaimsFile> claims) {
    return sweepFile
        .summary(spec, claims)
        .filter(summary -> claims.isPresent() ? claimsAreCurrent() : current())
        .filter(summary -> reading(() -> files.exists(new Path(folder, EXTERNAL_TABLES))));
  }

  /**
   * The runs that wrote to the folder, oldest first; none if there is no sweep.
   *
   * @throws UsageException if {@code sweep.json} is damaged or of another version
   */
  public List<SweepRun> runs() {
    return sweepFile.runs();
  }

  /**
   * Writes a page and its figures, replacing earlier ones: {@code report.html} and {@code
   * figures/NAME.svg}, or {@code report-PART.html} and {@code figures-PART/NAME.svg}.
   *
   * @param part the name of the part of the sweep shown; empty for all of it
   * @param page the page
   * @param figures the figures by name
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

  /**
   * Writes {@code report.html} to a folder that holds sweeps, replacing an earlier page.
   *
   * @throws IOException if it cannot be written
   */
  public void writePage(String page) throws IOException {
    write(report(""), page);
  }

  /**
   * Returns the first figure of the report whose name begins with a text, as an SVG document.
   *
   * @return empty if there is none
   * @throws UsageException if the folder cannot be read
   */
  public Optional<String> figure(String beginning) {
    return reading(
        () -> {
          Path pictures = new Path(folder, FIGURES);
          if (!files.exists(pictures)) {
            return Optional.empty();
          }
          for (FileStatus file : files.listStatus(pictures)) {
            String name = file.getPath().getName();
            if (name.startsWith(beginning) && name.endsWith(PICTURE)) {
              try (FSDataInputStream in = files.open(file.getPath())) {
                return Optional.of(new String(in.readAllBytes(), UTF_8));
              }
            }
          }
          return Optional.empty();
        });
  }

  private static String suffix(String part) {
    return part.isEmpty() ? "" : "-" + part;
  }

  private Path report(String part) {
    return new Path(folder, REPORT + suffix(part) + PAGE);
  }

  /** Returns the last line of a page, which identifies the results shown. */
  private static String mark(String contents) {
    return "<!-- results " + contents + " -->\n";
  }

  /**
   * Returns whether {@code report.html} exists and shows the stored results.
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

  /** Writes a file of the folder, replacing an older one. */
  void write(String name, String text) throws IOException {
    write(new Path(folder, name), text);
  }

  private void write(Path file, String text) throws IOException {
    whole.write(file, out -> out.write(text.getBytes(UTF_8)));
  }

  /**
   * The path or URI of a report's page.
   *
   * @param part as for {@link #writeReport}
   */
  public String reportPath(String part) {
    return path() + "/" + report(part).getName();
  }

  /** Returns whether all of the given derived tables are complete and have their columns. */
  private boolean hasAll(List<String> tables) throws IOException {
    for (String table : tables) {
      if (!files.getFileStatus(results.table(table)).isDirectory()
          || !files.exists(new Path(results.table(table), COMPLETE))
          || !results.derivedIsWhole(table)
          || !results.derivedHasColumns(table)) {
        return false;
      }
    }
    return true;
  }
}
