package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.functions;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A results folder that somebody made to do harm: nothing in it is executed, no size in it is
 * believed, and its text does not reach the terminal or the page as anything but text.
 */
class HostileFolderIT {
  private static final String GRID =
      "--m 3 --heads 2 --prompt-length 3 --tokens 6 --dim 4 --steps 5 --seed 1:2 --no-report";

  /** Characters other than line breaks that a terminal would obey. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n]]");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> READING =
      List.of(
          "check", "report", "query", "plan " + GRID.replace(" --no-report", ""), "run " + GRID);

  @TempDir private static Path temporary;

  private static Path sweep;

  @BeforeAll
  static void train() {
    sweep = temporary.resolve("sweep");
    assertEquals(0, run(sweep, "run " + GRID).code());
  }

  private static Result run(Path out, String words) {
    List<String> all = new ArrayList<>(List.of(words.split(" ", -1)));
    all.addAll(List.of("--out", out.toString()));
    return CommandLineRunner.run(all.toArray(String[]::new));
  }

  private static Path copy(String name) throws IOException {
    return SweepFolders.copied(sweep, temporary.resolve(name));
  }

  private static void assertOneLine(Result result) {
    assertTrue(result.code() == 1 || result.code() == 2, result.out() + result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertFalse(CONTROL.matcher(result.err()).find(), result.err());
  }

  private interface Change {
    void to(ObjectNode sweep) throws IOException;
  }

  /** Alters sweep.json; without a checksum it looks like one of an earlier build. */
  private static void alter(Path out, Change change) throws IOException {
    Path file = out.resolve("sweep.json");
    ObjectNode content = (ObjectNode) JSON.readTree(file.toFile());
    content.remove("crc32");
    change.to(content);
    Files.writeString(file, content.toString());
  }

  private static ObjectNode lastRun(ObjectNode content) {
    JsonNode runs = content.get("runs");
    return (ObjectNode) runs.get(runs.size() - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"@class\": \"javax.script.ScriptEngineManager\"}",
        "[\"java.util.ArrayList\", [1]]",
        "1e999999999",
        "99999999999999999999999999",
        "[[[[]]]]",
      })
  void wrongValuesInSweepJsonEndInOneLine(String value) throws IOException {
    Path out = copy("values" + Integer.toHexString(value.hashCode()));
    Path file = out.resolve("sweep.json");
    alter(out, content -> content.put("mathematics_version", "here"));
    Files.writeString(file, Files.readString(file).replace("\"here\"", value));
    for (String command : READING) {
      assertOneLine(run(out, command));
    }
  }

  @Test
  void deepAndLargeFilesEndInOneLine() throws IOException {
    Path out = copy("deep");
    Files.writeString(out.resolve("sweep.json"), "[".repeat(1_000_000));
    assertOneLine(run(out, "query"));
    try (RandomAccessFile file = new RandomAccessFile(out.resolve("sweep.json").toFile(), "rw")) {
      file.setLength(1L << 40); // a sparse file
    }
    assertOneLine(run(out, "query"));
    Files.copy(
        sweep.resolve("sweep.json"),
        out.resolve("sweep.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    try (RandomAccessFile file = new RandomAccessFile(out.resolve("files.json").toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    assertOneLine(CommandLineRunner.run("query", "--out", out.toString(), "select 1"));
  }

  /** Claims travel with a sweep; their queries must not do more than those of the user. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "select reflect('java.lang.System', 'exit', 3) is null as holds",
        "select count(*) > 0 as holds from text.`/etc/passwd`",
        "insert into trials select * from trials",
      })
  void claimsInSweepJsonCannotExecuteCode(String query) throws IOException {
    Path out = copy("claims" + Integer.toHexString(query.hashCode()));
    Path file = temporary.resolve("c.sql");
    Files.writeString(file, "-- One.\nselect true as holds;");
    assertEquals(0, run(out, "run " + GRID + " --claims " + file).code());
    alter(out, content -> assertEquals(1, replace(content, "select true as holds", query)));
    assertOneLine(run(out, "check"));
    assertOneLine(run(out, "run " + GRID + " --seed 3"));
  }

  /** Replaces a part of every text below a node and returns the number of texts changed. */
  private static int replace(JsonNode node, String part, String by) {
    int changed = 0;
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (field.getValue().isTextual() && field.getValue().asText().contains(part)) {
          field.setValue(TextNode.valueOf(field.getValue().asText().replace(part, by)));
          changed++;
        }
      }
    }
    for (JsonNode child : node) {
      changed += replace(child, part, by);
    }
    return changed;
  }

  @Test
  void textOfAFolderIsOnlyText() throws IOException {
    String text = "\u001b]0;title\u0007\u001b[2J\r<script>alert(1)</script>\nsecond";
    Path out = SweepFolders.emptied(sweep, temporary.resolve("text"));
    SweepFolders.add(
        sweep,
        "trials",
        out,
        rows ->
            rows.withColumn("status", functions.lit("failed"))
                .withColumn("host", functions.lit(text))
                .withColumn("error", functions.lit(text)));
    SweepFolders.add(sweep, "trajectories", out, rows -> rows.limit(0));
    alter(
        out,
        content ->
            lastRun(content).putArray("command_line").add("\u001b[2J<script>alert(2)</script>"));
    for (String command :
        List.of("query select+trial_id,host,error+from+trials", "report", "plan --seed 1:3")) {
      List<String> words = new ArrayList<>();
      for (String word : command.split(" ", -1)) {
        words.add(word.replace('+', ' '));
      }
      words.addAll(List.of("--out", out.toString()));
      Result result = CommandLineRunner.run(words.toArray(String[]::new));
      assertEquals(0, result.code(), result.err());
      String all = result.out() + result.err();
      assertFalse(CONTROL.matcher(all).find(), all);
    }
    String page = Files.readString(out.resolve("report.html"));
    assertFalse(page.contains("<script>alert("), page);
  }

  /** Sizes in page headers and footers of a Parquet file are set to their maximum. */
  @Test
  void sizesInParquetFilesAreNotBelieved() throws IOException {
    Path out = copy("sizes");
    Path file = onlyFile(out.resolve("trials"));
    byte[] good = Files.readAllBytes(file);
    Files.deleteIfExists(out.resolve("files.json"));
    // The footer's length, which stands before the last four bytes.
    for (int length : List.of(Integer.MAX_VALUE, -1, 0)) {
      byte[] bad = good.clone();
      java.nio.ByteBuffer.wrap(bad)
          .order(java.nio.ByteOrder.LITTLE_ENDIAN)
          .putInt(bad.length - 8, length);
      Files.write(file, bad);
      Result result = run(out, "report");
      assertOneLine(result);
    }
    // The header of the first page: field 2, the uncompressed size, as a variable-length integer.
    byte[] bad = good.clone();
    for (int i = 0; i < 5; i++) {
      bad[4 + 3 + i] = (byte) (i < 4 ? 0xff : 0x0f);
    }
    Files.write(file, bad);
    Result result = run(out, "report");
    assertOneLine(result);
  }

  private static Path onlyFile(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      return files
          .filter(file -> file.getFileName().toString().matches("level.*\\.parquet"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** A sweep's files are as readable and writable as any that the user creates. */
  @Test
  void filesHaveTheUsersPermissions() throws IOException {
    Set<?> expected =
        Files.getPosixFilePermissions(Files.createFile(temporary.resolve("ordinary")));
    try (Stream<Path> files = Files.walk(sweep)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> assertEquals(expected, permissions(file), file.toString()));
    }
  }

  private static Set<?> permissions(Path file) {
    try {
      return Files.getPosixFilePermissions(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Command lines are stored and shown in the page. */
  @Test
  void addressesWithPasswordsAreRefusedAndNotRepeated() {
    for (String out : List.of("s3a://key:hunter2@bucket/a", "hdfs://me:hunter2@host:9000/a")) {
      for (String command : List.of("run", "query", "plan")) {
        Result result = CommandLineRunner.run(command, "--out", out);
        assertOneLine(result);
        assertFalse(result.err().contains("hunter2"), result.err());
        assertTrue(result.err().contains("password"), result.err());
      }
    }
  }
}
