package org.iclsweep.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.ejml.EjmlVersion;
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

  private static final String VERSION = "mathematics_version";

  private final JsonFile file;
  private final Path folder;

  /** Creates an instance for the file of a folder, which need not exist yet. */
  SweepFile(WholeFiles whole, Path folder) {
    this.file = new JsonFile(whole, new Path(folder, NAME));
    this.folder = folder;
  }

  /**
   * Reads the file of a folder.
   *
   * @return its content, or empty if there is no file
   * @throws UsageException if it is unreadable, damaged or of another version of the mathematics
   */
  Optional<ObjectNode> read() {
    try {
      Optional<ObjectNode> root = checked();
      if (root.isPresent() && root.get().path(VERSION).asInt() != Trial.VERSION) {
        throw otherVersion(folder, root.get().path(VERSION).asInt());
      }
      return root;
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

  private Optional<ObjectNode> checked() throws IOException {
    Optional<ObjectNode> root = file.read();
    if (root.isPresent() && root.get().path(VERSION).asInt(-1) < 0) {
      throw new JsonFile.Torn("it has no " + VERSION);
    }
    return root;
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
    file.write(empty());
  }

  private static ObjectNode empty() {
    return JsonFile.object().put(VERSION, Trial.VERSION);
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
    ObjectNode root = read().orElseGet(SweepFile::empty);
    ArrayNode runs = root.withArray("/runs");
    ObjectNode run = runs.addObject();
    ArrayNode words = run.putArray("command_line");
    commandLine.forEach(words::add);
    run.set("asked", asked(spec));
    run.put("trials", trials);
    BuildCommit commit = BuildCommit.read();
    run.put("git_commit", commit.id());
    run.put("git_dirty", commit.dirty());
    run.put("spark", spark);
    run.put("ejml", EjmlVersion.VERSION);
    run.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
    run.put("host", Machine.hostName());
    run.put("started", now());
    file.write(root);
    return new Run(file, root, run);
  }

  private static ObjectNode asked(SweepSpec spec) {
    ObjectNode asked = JsonFile.object();
    ObjectNode axes = asked.putObject("axes");
    for (Parameter parameter : Parameter.values()) {
      spec.axis(parameter).ifPresent(axis -> axes.put(parameter.column(), axis.text()));
    }
    ArrayNode lets = asked.putArray("let");
    spec.lets().forEach(let -> lets.add(let.parameter().column() + " = " + let.expression()));
    ArrayNode wheres = asked.putArray("where");
    spec.wheres().forEach(wheres::add);
    return asked;
  }

  /** The entry of the current run. */
  static final class Run {
    private final JsonFile file;
    private final ObjectNode root;
    private final ObjectNode entry;

    private Run(JsonFile file, ObjectNode root, ObjectNode entry) {
      this.file = file;
      this.root = root;
      this.entry = entry;
    }

    /**
     * Records the end of the run.
     *
     * @param contents the digest of the stored results
     * @param summary the printed summary if every trial of its grid is stored and none failed,
     *     otherwise null
     * @throws IOException if the file cannot be written
     */
    void end(String contents, String summary) throws IOException {
      entry.put("finished", now());
      entry.put("contents", contents);
      entry.put("summary", summary);
      file.write(root);
    }
  }

  /** The runs that wrote to the folder, oldest first; none if there is no file. */
  List<SweepRun> runs() {
    List<SweepRun> runs = new ArrayList<>();
    JsonNode stored =
        read().<JsonNode>map(root -> root.path("runs")).orElse(MissingNode.getInstance());
    for (JsonNode run : stored) {
      Map<String, String> axes = new LinkedHashMap<>();
      run.path("asked")
          .path("axes")
          .properties()
          .forEach(e -> axes.put(e.getKey(), e.getValue().asText()));
      Map<String, String> versions = new LinkedHashMap<>();
      versions.put(
          "commit",
          run.path("git_commit").asText()
              + (run.path("git_dirty").asBoolean() ? " with changes" : ""));
      versions.put("Spark", run.path("spark").asText());
      versions.put("EJML", run.path("ejml").asText());
      versions.put("JVM", run.path("jvm").asText());
      versions.put("driver", run.path("host").asText());
      runs.add(
          new SweepRun(
              texts(run.path("command_line")),
              axes,
              texts(run.path("asked").path("let")),
              texts(run.path("asked").path("where")),
              run.path("trials").asLong(),
              versions,
              run.path("started").asText(),
              run.hasNonNull("finished") ? run.get("finished").asText() : null));
    }
    return runs;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private JsonNode lastRun() {
    JsonNode runs =
        read().<JsonNode>map(root -> root.path("runs")).orElse(MissingNode.getInstance());
    return runs.path(runs.size() - 1);
  }

  /** Returns whether the last run ended with results of a given digest. */
  boolean endedWith(String contents) {
    JsonNode last = lastRun();
    return last.hasNonNull("contents") && last.get("contents").asText().equals(contents);
  }

  /** The summary of the last run, if it had the same grid and left nothing missing or failed. */
  Optional<String> summary(SweepSpec spec) {
    JsonNode last = lastRun();
    return last.hasNonNull("summary") && last.path("asked").equals(asked(spec))
        ? Optional.of(last.get("summary").asText())
        : Optional.empty();
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
