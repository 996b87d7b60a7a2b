package org.iclsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.text.StringEscapeUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand random command lines: each ends with a documented exit code and a short message, and
 * changes nothing outside its folder.
 */
class CommandLineFuzzIT {
  private static final int LINES = 1000;

  /** Maximum length of a word that a message repeats in full. */
  private static final int SHOWN = 500;

  private static final List<String> COMMANDS =
      List.of(
          "run",
          "plan",
          "trial",
          "query",
          "report",
          "verify",
          "export",
          "replay",
          "bench",
          "Run",
          "qurey",
          "",
          "-",
          "help",
          "completion");

  /** Options that are combined with any of {@link #VALUES}. */
  private static final List<String> OPTIONS =
      List.of(
          "--m",
          "--heads",
          "--prompt-length",
          "--noise",
          "--tokens",
          "--dim",
          "--init-scale",
          "--token-norm",
          "--representation",
          "--templates",
          "--objective",
          "--training-prompts",
          "--batch-size",
          "--optimizer",
          "--learning-rate",
          "--learning-rate-q",
          "--steps",
          "--test-templates",
          "--ood-mean",
          "--ood-variance",
          "--tolerance",
          "--seed",
          "--let",
          "--where",
          "--heat-map",
          "--format",
          "--file",
          "--checkpoint-every",
          "--trial-timeout",
          "--seconds",
          "--size",
          "--hedas",
          "--",
          "---",
          "--m=",
          "-m",
          "--no-report=x",
          "--yes=1");

  private static final List<String> VALUES =
      List.of(
          "2",
          "0",
          "-1",
          "1.5",
          "1e400",
          "1e-400",
          "NaN",
          "Infinity",
          "99999999999999999999",
          "",
          " ",
          ",",
          "1,,2",
          "1,1",
          "1:2",
          "2:1",
          "1:2:0",
          "1:2:x",
          "1:3:x1",
          "1:2:3:4",
          "a:b:c",
          "0:9000000000000000000",
          "0x10",
          "१२",
          "auto",
          "theory",
          "gd",
          "adam",
          "raw",
          "csv",
          "json",
          "xml",
          "heads = 2",
          "heads = m *",
          "noise = 1 / 0",
          "m > 1",
          "1 = 1",
          "rand() > m",
          "select 1",
          "select * from trials",
          "select 1; select 2",
          "drop table trials",
          "insert into trials select 1",
          "heads = (select 1)",
          "'",
          "\"",
          "'; --",
          "`",
          "\\",
          "heads > 'x'",
          "heads =",
          "= 3",
          "banana = 3",
          "m=2",
          "--heads",
          "@",
          "@@",
          "@missing",
          "*",
          "?",
          "[a]",
          "{a,b}",
          "%00",
          "%s %d",
          "$HOME",
          "~",
          "\u0000",
          "\u0007",
          "\t",
          "\n",
          "\r\n",
          "\u001b[31m",
          "\uFEFF",
          "\u202e",
          "\ud800",
          "\ud83d\ude00",
          "\u4e2d\u6587",
          "x".repeat(20_000),
          "9".repeat(20_000),
          "(".repeat(2000),
          "1,".repeat(5000));

  private static final List<String> FLAGS =
      List.of(
          "--force",
          "--no-report",
          "--quiet",
          "-q",
          "--verbose",
          "--all",
          "--bogus",
          "-h",
          "--version",
          "--store=1");

  /** A grid that trains in an instant, in case a line is valid. */
  private static final List<String> TINY =
      List.of(
          "--m",
          "1",
          "--heads",
          "1",
          "--prompt-length",
          "1",
          "--tokens",
          "2",
          "--dim",
          "1",
          "--steps",
          "2",
          "--test-templates",
          "1",
          "--training-prompts",
          "1",
          "--batch-size",
          "1");

  @TempDir private static Path folder;
  private static Path sweep;

  private final Random random = new Random(15);

  @BeforeAll
  static void store() {
    sweep = folder.resolve("sweep");
    List<String> words = new ArrayList<>(List.of("run", "--no-report", "--out", sweep.toString()));
    words.addAll(TINY);
    assertEquals(0, CommandLineRunner.run(words.toArray(String[]::new)).code());
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** The names in a folder, with the sizes of files. */
  private static Set<String> content(Path of, int depth) throws IOException {
    Set<String> content = new TreeSet<>();
    try (Stream<Path> paths = Files.walk(of, depth)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        content.add(path + " " + (Files.isRegularFile(path) ? Files.size(path) : ""));
      }
    }
    return content;
  }

  /** Random text of an argument file, including quotes and comments. */
  private String argumentFile(int number) throws IOException {
    StringBuilder text = new StringBuilder(random.nextInt(9) == 0 ? "\uFEFF" : "");
    for (int i = random.nextInt(4); i >= 0; i--) {
      String quote = any(List.of("", "'", "\""));
      text.append(any(OPTIONS)).append(any(List.of(" ", "=", "\t")));
      text.append(quote).append(any(VALUES)).append(any(List.of(quote, quote, quote, "")));
      text.append(any(List.of("\n", " ", " # note\n", "\r\n", "#")));
    }
    Path file = folder.resolve("fuzz-" + number + ".args");
    if (random.nextInt(20) == 0) {
      text.append("\n@").append(file);
    }
    return "@" + Files.writeString(file, text.toString().replace('\ud800', '?'), UTF_8);
  }

  private List<String> words(int number) throws IOException {
    List<String> words = new ArrayList<>();
    String command = any(COMMANDS);
    // A line that trains takes as long as a hundred that are refused.
    command = command.equals("run") && random.nextInt(4) > 0 ? "plan" : command;
    words.add(command);
    boolean grid = List.of("run", "plan", "trial").contains(command);
    if (grid) {
      words.addAll(TINY);
    }
    if (command.equals("run")) {
      words.add("--no-report");
    }
    if (command.equals("bench")) {
      words.addAll(List.of("--seconds", "0.001", "--size", "1x2x1x1x1"));
    }
    if (!command.equals("trial") && random.nextInt(12) > 0) {
      // Most reports are refused: drawing one takes as long as all else that is done with a line.
      boolean missing = command.equals("report") && random.nextInt(4) > 0;
      words.add("--out");
      words.add((grid ? folder.resolve("out") : missing ? folder : sweep).toString());
    }
    if (grid && words.stream().noneMatch("--out"::equals)) {
      words.add("--out=" + folder.resolve("out"));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> words.add(any(FLAGS));
        case 1 -> words.add(any(VALUES));
        case 2 -> words.add(argumentFile(number));
        default -> {
          words.add(any(OPTIONS));
          words.add(any(VALUES));
        }
      }
    }
    return words;
  }

  @Test
  void everyLineEndsWithAMessageAndChangesNothingElse() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Set<String> hereBefore = content(here, 1);
    Set<String> sweepBefore = content(sweep, 9);
    int[] codes = new int[3];
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      List<String> words = words(i);
      CommandLineRunner.Result result = CommandLineRunner.run(words.toArray(String[]::new));
      String fault = fault(words, result);
      if (fault != null) {
        String line = words.stream().map(w -> shortened(w, 60)).toList().toString();
        faults.add(i + " " + fault + ": " + line + "\n" + shortened(result.err(), 900));
      } else {
        codes[result.code()]++;
      }
      if (words.get(0).equals("report")) {
        sweepBefore = content(sweep, 9);
      }
      assertEquals(sweepBefore, content(sweep, 9), () -> shortened(words.toString(), 900));
    }
    assertEquals(List.of(), faults.stream().limit(50).toList());
    assertEquals(hereBefore, content(here, 1));
    assertTrue(codes[2] > LINES / 2, "refused: " + codes[2]);
    assertTrue(codes[0] > LINES / 100, "fine: " + codes[0]);
  }

  private static String shortened(String text, int length) {
    return StringEscapeUtils.escapeJava(text.substring(0, Math.min(text.length(), length)));
  }

  /** A description of the first violated expectation, or null. */
  private static String fault(List<String> words, CommandLineRunner.Result result) {
    if (result.code() < 0 || result.code() > 2) {
      return "exit code " + result.code();
    }
    if (result.err().contains("\tat ") || result.err().lines().count() >= 30) {
      return "long stderr";
    }
    if (result.code() != 2) {
      return null;
    }
    List<String> wrong = result.err().lines().filter(l -> l.startsWith("icl-sweep: ")).toList();
    if (wrong.size() != 1 || !result.out().isEmpty()) {
      return "not one line";
    }
    return namesAWord(wrong.get(0), words) ? null : "no word of the line is named";
  }

  /** Whether a message names a word of the line, an option, a parameter or a file of arguments. */
  private static boolean namesAWord(String message, List<String> words) {
    return message.matches(".*(--|SQL|memory: |ID: |FILE|fuzz-|Missing required).*")
        || words.stream()
            .map(word -> word.replaceFirst("^@", ""))
            .anyMatch(
                word ->
                    message.contains("'" + word + "'")
                        || message.contains(word.isBlank() ? "''" : shortened(word, SHOWN))
                        || message.contains(word.replaceFirst("^--", "").replace('-', '_')));
  }
}
