package org.iclsweep.store;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.ejml.EjmlVersion;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.sweep.BuildCommit;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.SweepRun;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.UsageException;

/**
 * {@code sweep.json}, which marks a sweep's folder. It has one entry for each run that wrote to the
 * folder: the requested sweep, command line, versions, host and times.
 */
final class SweepFile {
  static final String NAME = "sweep.json";

  private static final Content EMPTY = new Content(Trial.VERSION, List.of());

  private final JsonFile file;
  private final Path folder;

  /** Creates an instance for the file of a folder, which need not exist yet. */
  SweepFile(WholeFiles whole, Path folder) {
    this.file = new JsonFile(whole, new Path(folder, NAME));
    this.folder = folder;
  }

  /**
   * The content of the file.
   *
   * @param mathematicsVersion the version of the mathematics; null if it is missing
   * @param runs the runs that wrote to the folder, oldest first
   */
  record Content(Integer mathematicsVersion, List<Entry> runs) {
    Content {
      runs = runs == null ? List.of() : List.copyOf(runs);
    }

    private Content with(Entry run) {
      List<Entry> all = new ArrayList<>(runs);
      all.add(run);
      return new Content(mathematicsVersion, all);
    }
  }

  /**
   * A run.
   *
   * @param commandLine the words of the command
   * @param asked the requested sweep
   * @param trials the number of trials in the grid
   * @param finished the end time, null until then; so are contents and summary
   * @param contents the digest of the stored results
   * @param claims the claims of the sweep when the run ended, or null
   * @param summary the printed summary if every trial of its grid is stored and none failed
   */
  record Entry(
      List<String> commandLine,
      Asked asked,
      long trials,
      String gitCommit,
      boolean gitDirty,
      String spark,
      String ejml,
      String jvm,
      String host,
      String started,
      String finished,
      String contents,
      ClaimsFile claims,
      String summary) {

    Entry {
      commandLine = commandLine == null ? List.of() : List.copyOf(commandLine);
      asked = asked == null ? new Asked(null, null, null) : asked;
    }

    private Entry ended(String storedContents, ClaimsFile evaluated, String printed) {
      return new Entry(
          commandLine,
          asked,
          trials,
          gitCommit,
          gitDirty,
          spark,
          ejml,
          jvm,
          host,
          started,
          now(),
          storedContents,
          evaluated,
          printed);
    }

    private SweepRun run() {
      Map<String, String> versions = new LinkedHashMap<>();
      versions.put("commit", gitCommit + (gitDirty ? " with changes" : ""));
      versions.put("Spark", spark);
      versions.put("EJML", ejml);
      versions.put("JVM", jvm);
      versions.put("driver", host);
      return new SweepRun(
          commandLine, asked.axes, asked.let, asked.where, trials, versions, started, finished);
    }
  }

  /**
   * A requested sweep.
   *
   * @param axes the text of each axis, by column
   * @param let derived columns, each as {@code column = expression}
   * @param where filters
   */
  record Asked(Map<String, String> axes, List<String> let, List<String> where) {
    Asked {
      axes = axes == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(axes));
      let = let == null ? List.of() : List.copyOf(let);
      where = where == null ? List.of() : List.copyOf(where);
    }

    private static Asked of(SweepSpec spec) {
      Map<String, String> axes = new LinkedHashMap<>();
      for (Parameter parameter : Parameter.values()) {
        spec.axis(parameter).ifPresent(axis -> axes.put(parameter.column(), axis.text()));
      }
      return new Asked(
          axes,
          spec.lets().stream()
              .map(let -> let.parameter().column() + " = " + let.expression())
              .toList(),
          spec.wheres());
    }
  }

  /**
   * Reads the file of a folder.
   *
   * @return its content, or empty if there is no file
   * @throws UsageException if it is unreadable, damaged or of another version of the mathematics
   */
  Optional<Content> read() {
    try {
      Optional<Content> content = checked();
      if (content.isPresent() && content.get().mathematicsVersion != Trial.VERSION) {
        throw otherVersion(folder, content.get().mathematicsVersion);
      }
      return content;
    } catch (JsonFile.Torn e) {
      throw new UsageException(
          "--out %s: %s is damaged: %s; %s sets it aside and keeps the results"
              .formatted(Damage.name(folder), NAME, e.getMessage(), Damage.command(folder)),
          e);
    } catch (IOException e) {
      throw new UsageException(
          "--out %s: %s cannot be read: %s".formatted(Damage.name(folder), NAME, FirstLine.of(e)),
          e);
    }
  }

  /** Creates the exception for a folder of another version of the mathematics. */
  static UsageException otherVersion(Path folder, int version) {
    return new UsageException(
        "--out %s holds results of version %d of the mathematics, this build has version %d; name another folder"
            .formatted(Damage.name(folder), version, Trial.VERSION));
  }

  private Optional<Content> checked() throws IOException {
    Optional<Content> content = file.read(Content.class);
    if (content.isPresent() && content.get().mathematicsVersion == null) {
      throw new JsonFile.Torn("it has no mathematics_version");
    }
    return content;
  }

  /**
   * Returns what is wrong with the file.
   *
   * @return a phrase that follows its name, or empty if the file is intact
   * @throws IOException if it cannot be read
   */
  Optional<String> damage() throws IOException {
    try {
      return checked().isPresent() ? Optional.empty() : Optional.of("is missing");
    } catch (JsonFile.Torn e) {
      return Optional.of("is damaged: " + e.getMessage());
    }
  }

  /**
   * Writes a file without runs in place of a damaged one.
   *
   * @throws IOException if it cannot be written
   */
  void beginAgain() throws IOException {
    file.write(EMPTY);
  }

  /**
   * Adds a run that begins now and writes the file.
   *
   * @param spec the requested sweep
   * @param trials the number of trials in the grid
   * @param commandLine the words of the command
   * @param spark the Spark version
   * @throws IOException if it cannot be written
   */
  Run begin(SweepSpec spec, long trials, List<String> commandLine, String spark)
      throws IOException {
    BuildCommit commit = BuildCommit.read();
    Entry entry =
        new Entry(
            List.copyOf(commandLine),
            Asked.of(spec),
            trials,
            commit.id(),
            commit.dirty(),
            spark,
            EjmlVersion.VERSION,
            System.getProperty("java.vm.name") + " " + Runtime.version(),
            Machine.hostName(),
            now(),
            null,
            null,
            null,
            null);
    Content earlier = read().orElse(EMPTY);
    file.write(earlier.with(entry));
    return new Run(file, earlier, entry);
  }

  /** The entry of the current run, after those of earlier runs. */
  static final class Run {
    private final JsonFile file;
    private final Content earlier;
    private final Entry entry;

    private Run(JsonFile file, Content earlier, Entry entry) {
      this.file = file;
      this.earlier = earlier;
      this.entry = entry;
    }

    /**
     * Records the end of the run.
     *
     * @param contents the digest of the stored results
     * @param claims the claims of the sweep, or null
     * @param summary the printed summary if every trial of its grid is stored and none failed,
     *     otherwise null
     * @throws IOException if the file cannot be written
     */
    void end(String contents, ClaimsFile claims, String summary) throws IOException {
      file.write(earlier.with(entry.ended(contents, claims, summary)));
    }
  }

  private List<Entry> entries() {
    return read().map(Content::runs).orElse(List.of());
  }

  /** The runs that wrote to the folder, oldest first; none if there is no file. */
  List<SweepRun> runs() {
    return entries().stream().map(Entry::run).toList();
  }

  private Optional<Entry> lastRun() {
    List<Entry> entries = entries();
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1));
  }

  /** Returns whether the last run ended with results of a given digest. */
  boolean endedWith(String contents) {
    return lastRun().filter(last -> contents.equals(last.contents)).isPresent();
  }

  /** The claims of the last run that ended with claims. */
  Optional<ClaimsFile> claims() {
    return entries().stream()
        .map(Entry::claims)
        .filter(Objects::nonNull)
        .reduce((earlier, later) -> later);
  }

  /**
   * The summary of the last run, if it had the same grid and claims and left nothing missing or
   * failed.
   */
  Optional<String> summary(SweepSpec spec, Optional<ClaimsFile> claims) {
    return lastRun()
        .filter(last -> last.asked.equals(Asked.of(spec)))
        .filter(last -> Optional.ofNullable(last.claims).equals(claims))
        .map(Entry::summary);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
