package org.iclsweep.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
 * {@code sweep.json}: the mark of a sweep's folder, with one entry for each run that wrote to it:
 * what was asked, by which command line, with which versions, where and when.
 */
final class SweepFile {
  static final String NAME = "sweep.json";

  private static final String VERSION = "mathematics_version";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ResultStore store;
  private final ObjectNode root;
  private final ObjectNode run;

  private SweepFile(ResultStore store, ObjectNode root, ObjectNode run) {
    this.store = store;
    this.root = root;
    this.run = run;
  }

  /**
   * Reads the file of a folder.
   *
   * @return its content, or nothing where there is none
   * @throws UsageException if it is damaged or of another version of the mathematics
   */
  static Optional<ObjectNode> read(ResultStore store) {
    Path file = store.sweepFile();
    try {
      if (!store.whole().files().exists(file)) {
        return Optional.empty();
      }
      try (InputStream in = store.whole().files().open(file)) {
        JsonNode root = JSON.readTree(in);
        int version = root.path(VERSION).asInt(-1);
        if (!(root instanceof ObjectNode object) || version < 0) {
          throw new UsageException(file + " is damaged: it has no " + VERSION);
        }
        if (version != Trial.VERSION) {
          throw new UsageException(
              "--out %s holds results of version %d of the mathematics, this build has version %d; name another folder"
                  .formatted(store.path(), version, Trial.VERSION));
        }
        return Optional.of(object);
      }
    } catch (JsonProcessingException e) {
      throw new UsageException(file + " is damaged: it is not JSON", e);
    } catch (IOException e) {
      throw new UsageException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Adds a run that begins now and writes the file.
   *
   * @throws IOException if it cannot be written
   */
  static SweepFile begin(ResultStore store, SweepSpec spec, long trials, List<String> commandLine)
      throws IOException {
    ObjectNode root =
        read(store).orElseGet(() -> JSON.createObjectNode().put(VERSION, Trial.VERSION));
    ArrayNode runs = root.withArray("/runs");
    ObjectNode run = runs.addObject();
    ArrayNode words = run.putArray("command_line");
    commandLine.forEach(words::add);
    run.set("asked", asked(spec));
    run.put("trials", trials);
    BuildCommit commit = BuildCommit.read();
    run.put("git_commit", commit.id());
    run.put("git_dirty", commit.dirty());
    run.put("spark", Session.version());
    run.put("ejml", EjmlVersion.VERSION);
    run.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
    run.put("host", hostName());
    run.put("started", now());
    SweepFile file = new SweepFile(store, root, run);
    file.write();
    return file;
  }

  private static ObjectNode asked(SweepSpec spec) {
    ObjectNode asked = JSON.createObjectNode();
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

  /**
   * Notes that the run has ended.
   *
   * @param summary what it printed if every trial of its grid is stored and none failed, else null
   * @throws IOException if the file cannot be written
   */
  void end(String summary) throws IOException {
    run.put("finished", now());
    run.put("contents", store.contents());
    run.put("summary", summary);
    write();
  }

  /** See {@link ResultStore#runs}. */
  static List<SweepRun> runs(ResultStore store) {
    List<SweepRun> runs = new ArrayList<>();
    JsonNode stored =
        read(store).<JsonNode>map(root -> root.path("runs")).orElse(JSON.createArrayNode());
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

  private static JsonNode lastRun(ResultStore store) {
    JsonNode runs =
        read(store).<JsonNode>map(root -> root.path("runs")).orElse(JSON.createArrayNode());
    return runs.path(runs.size() - 1);
  }

  /** Whether the last run ended, all aggregates are there, and no results came or went since. */
  static boolean isCurrent(ResultStore store) throws IOException {
    return isCurrent(store, lastRun(store));
  }

  private static boolean isCurrent(ResultStore store, JsonNode last) throws IOException {
    try {
      return last.hasNonNull("contents")
          && last.get("contents").asText().equals(store.contents())
          && store.hasAll(Tables.AGGREGATES);
    } catch (FileNotFoundException e) {
      return false; // a table is gone: a proper run finds out what is missing
    }
  }

  /** See {@link ResultStore#lastSummary}. */
  static Optional<String> lastSummary(ResultStore store, SweepSpec spec) throws IOException {
    JsonNode last = lastRun(store);
    boolean same =
        last.hasNonNull("summary")
            && last.path("asked").equals(asked(spec))
            && isCurrent(store, last);
    return same ? Optional.of(last.get("summary").asText()) : Optional.empty();
  }

  private void write() throws IOException {
    Path file = store.sweepFile();
    Path staged = store.whole().staged(file);
    try (OutputStream out = store.whole().files().create(staged, true)) {
      JSON.writerWithDefaultPrettyPrinter().writeValue(out, root);
    }
    store.whole().publish(staged, file);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
