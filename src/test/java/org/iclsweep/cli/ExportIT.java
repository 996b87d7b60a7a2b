package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stored trials exported as reference files and checked by {@code verify}. */
class ExportIT {
  @TempDir private static Path sweeps;

  private static Path sweep;

  @TempDir private Path folder;

  private static Result run(String command, Path out, String... more) {
    List<String> words = new ArrayList<>(List.of(command, "--out", out.toString()));
    words.addAll(List.of(more));
    return CommandLineRunner.run(words.toArray(String[]::new));
  }

  private static String id(String where) {
    Result result =
        run("query", sweep, "--format", "csv", "select trial_id from trials where " + where);
    assertEquals(0, result.code(), result.err());
    assertEquals(2, result.lines().size(), result.out());
    return result.lines().get(1);
  }

  /** Two optimizers, three objectives, separate rates for seed 2; seed 4 fails. */
  @BeforeAll
  static void train() {
    sweep = sweeps.resolve("sweep");
    Result result =
        run(
            "run",
            sweep,
            "--m=3",
            "--heads=5",
            "--prompt-length=3",
            "--tokens=7",
            "--dim=4",
            "--steps=120",
            "--optimizer=gd,adam",
            "--objective=population,sampled,fresh",
            "--training-prompts=20",
            "--let=batch_size = if(objective = 'population', 256, 3)",
            "--let=learning_rate_w = if(seed = 2, 0.01D, null)",
            "--let=init_scale = if(seed = 4, 1e308D, 1D)",
            "--seed=1,2,4");
    assertEquals(1, result.code(), result.err());
  }

  private List<Path> written() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private void assertRefused(String part, String... words) throws IOException {
    List<Path> before = written();
    Result result = run("export", sweep, words);
    assertEquals(2, result.code(), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains(part), result.err());
    assertEquals("", result.out());
    assertEquals(before, written());
  }

  @Test
  void everyKindOfTrialVerifies() throws IOException {
    Result ids =
        run("query", sweep, "--format", "csv", "select trial_id from trials where seed = 2");
    List<String> verify = new ArrayList<>(List.of("verify"));
    for (String id : ids.lines().subList(1, ids.lines().size())) {
      Path file = folder.resolve(id + ".json");
      Result result = run("export", sweep, id, "--to", file.toString());
      assertEquals(0, result.code(), result.err());
      assertEquals("", result.out());
      verify.add(file.toString());
    }
    assertEquals(1 + 6, verify.size());
    assertEquals(6, written().size());
    Result verified = CommandLineRunner.run(verify.toArray(String[]::new));
    assertEquals(0, verified.code(), verified.out());
    assertEquals(3 * 7 + 3 * 3, verified.lines().stream().filter(l -> l.endsWith(" ok")).count());
  }

  @Test
  void stdoutIsTheFileAndTheNumbersAreThoseOfTheTables() throws IOException {
    String where = "seed = 2 and optimizer = 'adam' and objective = 'sampled'";
    String id = id(where);
    Result result = run("export", sweep, id.substring(0, 12).toUpperCase(Locale.ROOT));
    assertEquals(0, result.code(), result.err());
    JsonNode root = new ObjectMapper().readTree(result.out());
    assertEquals("trial " + id, root.get("name").asText());
    assertEquals("adam", root.get("optimizer").asText());
    assertEquals(0.01, root.get("learning_rate_w").doubleValue());
    assertEquals(1e-3, root.get("learning_rate_q").doubleValue());
    assertEquals(20, root.get("training_labels").size());
    assertEquals(120, root.get("batches").size());
    List<String> rows =
        run(
                "query",
                sweep,
                "--format",
                "csv",
                "select step, gap from trajectories where trial_id = '" + id + "' order by step")
            .lines();
    JsonNode expected = root.get("expected");
    assertEquals(rows.size() - 1, expected.get("steps").size());
    for (int i = 1; i < rows.size(); i++) {
      assertEquals(
          rows.get(i),
          expected.get("steps").get(i - 1).asLong()
              + ","
              + expected.get("gap").get(i - 1).asDouble());
    }
  }

  @Test
  void fewerStepsCanBeExported() throws IOException {
    Path file = folder.resolve("short.json");
    String id = id("seed = 1 and optimizer = 'gd' and objective = 'fresh'");
    Result result = run("export", sweep, id, "--steps", "17", "--to", file.toString());
    assertEquals(0, result.code(), result.err());
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    assertEquals(18, root.get("expected").get("steps").size());
    assertEquals(17 * 3, root.get("training_labels").size());
    assertEquals(0, CommandLineRunner.run("verify", file.toString()).code());
  }

  @Test
  void filesAreReplacedOnlyOnRequest() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.json"), "mine");
    String id = id("seed = 1 and optimizer = 'gd' and objective = 'population'");
    assertRefused("mine.json exists; add --force", id, "--to", file.toString());
    assertEquals("mine", Files.readString(file));
    assertEquals(0, run("export", sweep, id, "--to", file.toString(), "--force").code());
    assertEquals(0, CommandLineRunner.run("verify", file.toString()).code());
    assertEquals(List.of(file), written());
  }

  @Test
  void trialsThatCannotBeExportedAreRefusedInOneLine() throws IOException {
    String file = folder.resolve("refused.json").toString();
    String failed = id("seed = 4 and optimizer = 'gd' and objective = 'population'");
    assertRefused("failed and has no numbers: the gap at step 0 is NaN", failed, "--to", file);
    assertRefused("ID: 'xyz' is not allowed", "xyz", "--to", file);
    assertRefused("ID: '' is not allowed", "", "--to", file);
    assertRefused("ID: '" + failed + "0' is not allowed", failed + "0", "--to", file);
    assertRefused("--steps: -1 is not allowed", failed, "--steps", "-1", "--to", file);
    assertRefused("is a folder", failed, "--to", folder.toString());
    assertRefused("there is no folder", failed, "--to", file + "/in/it.json");
    assertRefused("Missing required parameter: 'ID'", "--to", file);
    Result nowhere = run("export", folder, failed);
    assertEquals(2, nowhere.code());
    assertTrue(nowhere.err().contains("there is no sweep"), nowhere.err());
  }

  @Test
  void idsThatNameNoTrialOrSeveralListSome() throws IOException {
    List<String> ids =
        run("query", sweep, "--format", "csv", "select trial_id from trials order by 1").lines();
    String none =
        Stream.of("00000000", "11111111", "22222222")
            .filter(prefix -> ids.stream().noneMatch(id -> id.startsWith(prefix)))
            .findFirst()
            .orElseThrow();
    String some = String.join(", ", ids.subList(1, 4)) + ", ...";
    assertRefused("begins with " + none + "; there are " + some, none);
    // Eighteen trials share at most sixteen first digits.
    String shared =
        ids.stream()
            .skip(1)
            .map(id -> id.substring(0, 1))
            .filter(first -> ids.stream().filter(id -> id.startsWith(first)).count() > 1)
            .findFirst()
            .orElseThrow();
    String first = ids.stream().filter(id -> id.startsWith(shared)).findFirst().orElseThrow();
    assertRefused("begins with " + shared + ": " + first + ", ", shared);
  }

  @Test
  void helpHasAnExample() {
    Result help = CommandLineRunner.run("export", "--help");
    assertEquals(0, help.code());
    assertTrue(help.out().contains("Example: ./submit.sh export"), help.out());
  }
}
