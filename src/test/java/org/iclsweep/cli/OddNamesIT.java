package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders with unusual names. */
public class OddNamesIT {
  /** Names that local file systems accept. */
  public static final List<String> NAMES = List.of("a,b*{x}[1]?", "50% #1 \\d é漢 'q\" $(x) &;~");

  @TempDir private Path temporary;

  private static Result run(int code, String... words) {
    Result result = CommandLineRunner.run(words);
    assertEquals(code, result.code(), result.err());
    return result;
  }

  private static Result train(String out, String seeds, String... more) {
    List<String> words = new ArrayList<>(List.of(more));
    List<String> tiny =
        List.of(
            "run",
            "--out",
            out,
            "--m",
            "2",
            "--heads",
            "1",
            "--prompt-length",
            "2",
            "--tokens",
            "4",
            "--dim",
            "2",
            "--steps",
            "2",
            "--seed",
            seeds);
    words.addAll(0, tiny);
    return run(0, words.toArray(String[]::new));
  }

  /** Stores a sweep under a name and runs every command that reads it; creates nothing else. */
  public static void assertUsable(String out) {
    train(out, "1");
    assertTrue(train(out, "1,2", "--no-report").err().contains("training 1 trial"));
    assertTrue(train(out, "1,2", "--no-report").err().contains("nothing to train"));
    String sql =
        "select min(trial_id), count(*) over () from trials join convergence using (m) group by all";
    String row = run(0, "query", "--out", out, "--format", "csv", sql).lines().get(1);
    run(0, "replay", row.replaceFirst(",.*", ""), "--out", out);
    assertEquals(
        List.of("nothing is damaged", "trials stored: 2"), run(0, "repair", "--out", out).lines());
  }

  @Test
  void everyCommandTakesTheNameAsItIs() throws IOException {
    for (String name : List.of(NAMES.get(0), NAMES.get(1), "x:y")) {
      Path out = temporary.resolve(name);
      assertUsable(out.toString());
      Path page = out.resolve("report.html");
      assertEquals(page + "\n", run(0, "report", "--out", out.toString()).out());
      assertTrue(Files.exists(page));
      Path file = temporary.resolve(name + ".json");
      String id = CommandLineRunner.csv(out, "select min(trial_id) from trials").get(1);
      run(0, "export", id, "--out", out.toString(), "--to", file.toString());
      run(0, "verify", file.toString());
    }
    try (Stream<Path> made = Files.list(temporary)) {
      assertEquals(6, made.count());
    }
  }

  @Test
  void impossibleNamesAreRefusedInOneLine() {
    for (String out : List.of("x:y", "nowhere:///x", "nul\0nul", "hdfs://")) {
      Result refused = run(2, "run", "--out", out);
      assertEquals(1, refused.err().lines().count(), refused.err());
      String printed = out.replace("\0", "\\u0000");
      assertTrue(refused.err().startsWith("icl-sweep: --out " + printed), refused.err());
    }
  }
}
