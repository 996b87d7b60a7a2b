package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid input: one line that names the mistake, exit code 2, and no files written. */
class BadInputIT {
  @TempDir private Path folder;

  private void assertRefused(String part, String... arguments) throws IOException {
    CommandLineRunner.Result result = CommandLineRunner.run(arguments);
    List<String> lines =
        result.err().lines().filter(line -> line.startsWith("icl-sweep: ")).toList();
    assertEquals(2, result.code(), Arrays.toString(arguments) + result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertEquals(1, lines.size(), result.err());
    assertTrue(lines.get(0).contains(part), lines.get(0));
    assertEquals("", result.out());
    try (Stream<Path> written = Files.list(folder)) {
      assertEquals(List.of(), written.toList());
    }
  }

  private String out() {
    return folder.resolve("sweep").toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--bogus | '--bogus' is not an option",
        "--hedas 3 | did you mean",
        "nonsense | 'nonsense' is not an argument of",
        "--heads 99999999999999999999 | it takes integers from 1 to 2147483647",
        "--seed 9223372036854775808 | it takes integers from 0 to 9223372036854775807",
        "--noise 1e-400 | --noise: 1E-400 is not allowed; it takes 0 and numbers from 4.9e-324",
        "--noise 1e-401 | --noise: 1E-401 is not allowed",
        "--heads 0 | --heads: 0 is not allowed; it takes integers from 1 to 2147483647",
        "--heads | --heads",
        "--heads , | empty item",
        "--prompt-length 50 --tokens 50 | --prompt-length 50 with --tokens 50",
        "--noise -1 | --noise: -1 is not allowed",
        "--noise NaN | --noise: NaN is not allowed",
        "--steps 0 | --steps: 0",
        "--heads 9:1:2 | runs backwards",
        "--seed 0:1000000 | the grid has 1,000,001 combinations",
        "--seed 0:9000000000000000000 --heads 1:2000000000 --yes | no more than 2^62",
        "@missing.args | argument file missing.args does not exist",
        "--let banana=3 | 'banana' is not a parameter",
        "--learning-rate-q auto | --learning-rate-q: auto is not allowed",
        "--learning-rate 0 | --learning-rate: 0 is not allowed; it takes auto, theory, descent or numbers from 4.9e-324",
        "--learning-rate-w 0 | --learning-rate-w: 0 is not allowed",
        "--learning-rate theory --optimizer gd,adam | the guarantee is one for gd",
        "--learning-rate theory --objective population,fresh | the guarantee is one for population",
        "--objective sampled --batch-size 8,300 --training-prompts 299:400:50 | --batch-size 300 with --training-prompts 299",
        "--batch-size 8,300 | --batch-size has several values but no effect",
        "--objective fresh --training-prompts 8,300 | --training-prompts has several values but no",
        "--representation linear,polynomial --m 232 | there are only 231 such basis functions",
        "--representation cubic | it takes gaussian, linear, fourier, relu or polynomial",
        "--test-templates 0 | --test-templates: 0 is not allowed",
        "--ood-variance -1 | --ood-variance: -1 is not allowed",
      })
  void optionsAreRefusedBeforeSparkStarts(String words, String part) throws IOException {
    for (String command : List.of("run", "plan")) {
      List<String> arguments = new ArrayList<>(List.of(command, "--out", out()));
      arguments.addAll(List.of(words.split(" ")));
      assertRefused(part, arguments.toArray(String[]::new));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--where | this is not sql | PARSE_SYNTAX_ERROR",
        "--where | heads > banana | `banana` cannot be resolved",
        "--where | id > 0 | `id` cannot be resolved",
        "--where | 1 = 1 | names no column",
        "--where | heads | is not a boolean",
        "--where | heads > 100 | the grid is empty",
        "--where | heads <> 32 and 1 / (heads - 32) > 0 | the grid is empty",
        "--where | 1 / (heads - 32) > 0 | DIVIDE_BY_ZERO",
        "--where | rand() < heads | it is random",
        "--where | heads in (select 2 from text.`/etc/passwd`) | is not one of the tables here",
        "--where | heads = reflect('java.lang.Integer', 'valueOf', '2') | the function reflect is not",
        "--let | heads = java_method('java.lang.Math', 'random') | the function java_method is not",
        "--let | heads = 2.5 * m + 0.1 | heads: 40.1 is not allowed",
        "--let | heads = prompt_length * 'x' | CAST_INVALID_INPUT",
        "--let | prompt_length = tokens | --prompt-length 50 with --tokens 50",
        "--let | noise = null | noise: null is not allowed",
        "--let | learning_rate = if(heads > 1, '0', 'auto') | learning_rate: 0 is not allowed",
        "--let | objective = if(heads > 1, 'sample', 'fresh') | population, sampled or fresh",
      })
  void expressionsAreRefusedInSparksWords(String option, String sql, String part)
      throws IOException {
    assertRefused(part, "run", "--out", out(), option, sql);
  }

  @Test
  void anEmptyListIsRefused() throws IOException {
    assertRefused("--heads: the list is empty", "run", "--out", out(), "--heads", "");
  }

  @Test
  void foldersThatCannotBeASweepsAreRefused(@TempDir Path other) throws IOException {
    Path file = Files.writeString(other.resolve("file"), "text");
    assertRefused("is not a folder", "run", "--out", file.resolve("sweep").toString());
    assertRefused("something else than a sweep", "run", "--out", other.toString());
    assertRefused("cannot be written", "run", "--out", "/proc/sweep");
    Files.delete(file);
    Files.writeString(other.resolve("sweep.json"), "{\"mathematics_ver");
    assertRefused("sweep.json is damaged", "run", "--out", other.toString());
    Files.writeString(other.resolve("sweep.json"), "{\"mathematics_version\": 0}");
    assertRefused("results of version 0 of the mathematics", "run", "--out", other.toString());
    assertRefused("there is no sweep", "query", "--out", out(), "select 1");
  }

  @Test
  void theExpressionAtFaultIsNamedWithoutAdviceOnSettings() throws IOException {
    for (String let : List.of("noise = 1/0", "noise = 1 / (heads - 32)")) {
      String[] words = {"run", "--out", out(), "--let", "m = heads", "--let", let};
      assertRefused("icl-sweep: --let \"" + let + "\": [DIVIDE_BY_ZERO] Division by zero", words);
      String said = CommandLineRunner.run(words).err();
      assertFalse(said.contains("spark.sql"), said);
    }
  }

  @Test
  void aMisspeltCommandIsNamed() throws IOException {
    assertRefused("'qurey' is not a command; did you mean query?", "qurey");
    assertRefused("'frobnicate' is not a command; the commands are run, plan, trial", "frobnicate");
  }

  @Test
  void trialsThatNoMemoryHoldsAreRefused() throws IOException {
    for (String command : List.of("run", "plan", "trial")) {
      for (String heads : List.of("300000000", "2147483647")) {
        assertRefused("memory: the largest trial needs", command, "--heads", heads);
      }
    }
  }

  @Test
  void trialTakesOneConfiguration() throws IOException {
    assertRefused("--heads: a trial takes one value, not 1,2", "trial", "--heads", "1,2");
    assertRefused("trial takes no --let", "trial", "--let", "heads = 3");
  }

  @Test
  void benchTakesSizesThatATrialCanHave() throws IOException {
    assertRefused(
        "--size: 'S4' is not a size; it takes S1, S2, S3 or N x K", "bench", "--size", "S4");
    assertRefused("1 <= N < K", "bench", "--size", "S2,9x9x3x3x3");
    assertRefused("memory: the largest trial needs", "bench", "--size", "30x20000x20000x20x300000");
    assertRefused(
        "--seconds: 0 is not allowed; it takes seconds from 0.001 to 3600",
        "bench",
        "--seconds",
        "0");
    assertRefused("--format: expected one of", "bench", "--format", "xml");
  }

  @Test
  void referenceFilesAreChecked(@TempDir Path other) throws IOException {
    assertRefused(
        "missing.json does not exist", "verify", other.resolve("missing.json").toString());
    Path file = Files.writeString(other.resolve("broken.json"), "{\"tokens\": 3");
    assertRefused("is not JSON", "verify", file.toString());
    Files.writeString(file, "{\"tokens\": 3}");
    assertRefused("the field dim is missing", "verify", file.toString());
    assertRefused(
        "--tolerance: NaN is not allowed; it takes numbers from 0",
        "verify",
        "--tolerance",
        "NaN",
        file.toString());
  }
}
