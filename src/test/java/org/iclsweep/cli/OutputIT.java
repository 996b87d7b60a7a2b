package org.iclsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A failure to write to stdout is an error; a failure to write to stderr is ignored. */
class OutputIT {
  private static final String GRID =
      "--heads 2 --m 3 --prompt-length 3 --tokens 6 --dim 4 --steps 5";

  /** A query with a result too long to be printed completely here. */
  private static final String LARGE = "select * from range(0, 1000000000, 1, 100000)";

  @TempDir private static Path folder;

  private static Path sweep;

  @BeforeAll
  static void train() {
    sweep = folder.resolve("sweep");
    CommandLineRunner.storeTinySweep(sweep, "--heads", "2");
  }

  /** The words of a command, with the sweep's folder and its trial's id filled in. */
  private static String[] words(String line) {
    return line.replace("SWEEP", sweep.toString()).split(" ", -1);
  }

  /** Accepts some bytes and then fails. */
  private static final class Full extends OutputStream {
    private final String message;
    private int room;

    Full(int room, String message) {
      this.room = room;
      this.message = message;
    }

    @Override
    public void write(int b) throws IOException {
      if (room-- <= 0) {
        throw new IOException(message);
      }
    }
  }

  /** Runs a command in this process with a stdout that fails. */
  private static Result run(Full stdout, String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    CommandLineRunner.spark();
    try {
      System.setOut(Output.to(stdout));
      System.setErr(new PrintStream(said, true, UTF_8));
      return new Result(Main.run(arguments), "", said.toString(UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static String id() {
    return CommandLineRunner.csv(sweep, "select trial_id from trials").get(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "completion",
        "query --out SWEEP",
        "query --out SWEEP --format table table=trials",
        "query --out SWEEP --format csv table=trials",
        "query --out SWEEP --format json table=trials",
        "plan " + GRID + " --out SWEEP",
        "run " + GRID + " --out SWEEP",
        "report --out SWEEP",
        "trial -q " + GRID,
        "verify src/test/resources/reference/FIRST",
        "replay -q ID --out SWEEP",
        "export -q ID --out SWEEP",
        "bench --size 3x6x4x3x2 --seconds 0.001",
        "bench --size 3x6x4x3x2 --seconds 0.001 --format json",
      })
  void aFullDiskIsOneLine(String line) {
    String[] words =
        words(
            line.replace("ID", line.contains("ID") ? id() : "")
                .replace("FIRST", firstReference())
                .replace("table=", "table "));
    if (line.contains("table=")) {
      words = joined(words);
    }
    Result result = run(new Full(20, "No space left on device"), words);
    assertEquals(1, result.code(), result.err());
    assertEquals(
        List.of(
            "icl-sweep: stdout cannot be written: No space left on device; the output is not"
                + " complete"),
        result.err().lines().filter(each -> each.startsWith("icl-sweep: ")).toList(),
        result.err());
    assertFalse(result.err().contains("\tat "), result.err());
  }

  private static String firstReference() {
    String[] files =
        new File("src/test/resources/reference").list((f, name) -> name.endsWith(".json"));
    return List.of(files).stream().sorted().findFirst().orElseThrow();
  }

  /** The last two words as one, which is SQL. */
  private static String[] joined(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    String last = all.remove(all.size() - 1);
    all.set(all.size() - 1, all.get(all.size() - 1) + " " + last);
    return all.toArray(String[]::new);
  }

  @Test
  void aRunWithoutStdoutStoresAllTrials() {
    Path out = folder.resolve("unseen");
    String[] words = words("run " + GRID + " --out " + out);
    assertEquals(1, run(new Full(0, "No space left on device"), words).code());
    assertTrue(Files.exists(out.resolve("report.html")));
    Result again = CommandLineRunner.run(words);
    assertEquals(0, again.code());
    assertTrue(again.err().contains("nothing to train"), again.err());
    assertTrue(again.out().contains("1 of 1 trials stored"), again.out());
  }

  @Test
  void aClosedPipeIsQuiet() {
    for (String sql : List.of("table trials", LARGE)) {
      Result result =
          run(
              new Full(10, "Broken pipe"),
              "query",
              "--out",
              sweep.toString(),
              "--format",
              "csv",
              sql);
      assertEquals(141, result.code());
      assertEquals("", result.err());
    }
  }

  private static Process start(File out, File err, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "@conf/java-modules.options",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dlog4j2.configurationFile=conf/log4j2.properties",
            "-Dspark.master=local[2]",
            "-Xmx1g",
            "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err);
    if (out != null) {
      builder.redirectOutput(out);
    }
    return builder.start();
  }

  private static int end(Process process) throws InterruptedException {
    assertTrue(process.waitFor(5, TimeUnit.MINUTES));
    return process.exitValue();
  }

  @EnabledOnOs(OS.LINUX) // other systems have no such device
  @ParameterizedTest
  @CsvSource({"--help", "query --out SWEEP --format csv SQL"})
  void aFullDeviceIsAnErrorOfTheProcess(String line) throws Exception {
    File err = folder.resolve("said").toFile();
    String[] words = words(line);
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].replace("SQL", "table trials");
    }
    assertEquals(1, end(start(new File("/dev/full"), err, words)));
    String said = Files.readString(err.toPath());
    assertEquals(1, said.lines().filter(each -> each.startsWith("icl-sweep: ")).count(), said);
    assertTrue(said.contains("stdout cannot be written: "), said);
  }

  @Test
  void aClosedReaderEndsTheProcess() throws Exception {
    File err = folder.resolve("said").toFile();
    Process process =
        start(null, err, "query", "--out", sweep.toString(), "--format", "csv", LARGE);
    try (InputStream out = process.getInputStream()) {
      assertEquals("id\n", new String(out.readNBytes(3), UTF_8));
    }
    assertEquals(141, end(process));
    String said = Files.readString(err.toPath());
    assertEquals(
        List.of(), said.lines().filter(each -> !each.startsWith("WARNING: Using")).toList());
  }

  @EnabledOnOs(OS.LINUX)
  @Test
  void aRunDoesNotNeedStderr() throws Exception {
    Path out = folder.resolve("unheard");
    File printed = folder.resolve("printed").toFile();
    assertEquals(
        0,
        end(
            start(
                printed,
                new File("/dev/full"),
                words("run " + GRID + " --no-report --out " + out))));
    assertTrue(Files.readString(printed.toPath()).contains("1 of 1 trials stored"));
  }
}
