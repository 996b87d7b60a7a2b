package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands on damaged folders: each gives the correct result or a one-line message, and after
 * {@code repair} and {@code run} the tables equal those of an undamaged sweep.
 */
class DamageIT {
  private static final List<String> GRID =
      List.of("--m 3 --heads 2 --prompt-length 3 --tokens 6 --dim 4 --steps 5".split(" "));

  @TempDir private static Path temporary;

  private static Path sweep;
  private static List<String> rows;
  private static String id;
  private static List<String> planned;
  private static final Map<String, List<String>> ANSWERS = new HashMap<>();

  /** Two files of results, with three trials and with one. */
  @BeforeAll
  static void store() {
    sweep = temporary.resolve("sweep");
    for (int seeds = 1; seeds <= 4; seeds++) {
      assertEquals(0, run(sweep, "1:" + seeds).code());
    }
    rows = rows(sweep);
    planned = plan(sweep).lines();
    id = CommandLineRunner.csv(sweep, "select min(trial_id) from trials").get(1);
  }

  private static Result run(Path out, String seeds) {
    List<String> words =
        new ArrayList<>(List.of("run", "--no-report", "--out", out.toString(), "--seed", seeds));
    words.addAll(GRID);
    return CommandLineRunner.run(words.toArray(String[]::new));
  }

  /** The stored rows, without columns that differ between runs. */
  private static List<String> rows(Path out) {
    List<String> rows = new ArrayList<>();
    for (String sql :
        List.of(
            "select * except (seconds, host, executor, kernel) from trials order by trial_id",
            "select * from trajectories order by trial_id, step")) {
      Result result = query(out, sql);
      assertEquals(0, result.code(), result.err());
      assertEquals("", result.err());
      rows.addAll(result.lines());
    }
    return rows;
  }

  private static Result plan(Path out) {
    List<String> words = new ArrayList<>(List.of("plan", "--out", out.toString(), "--seed", "1:4"));
    words.addAll(GRID);
    return CommandLineRunner.run(words.toArray(String[]::new));
  }

  private static Path copy(String name) throws IOException {
    return SweepFolders.copied(sweep, temporary.resolve(name));
  }

  /** The Parquet files of a table, smallest first. */
  private static List<Path> files(Path out, String table) throws IOException {
    Map<Long, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(out.resolve(table))) {
      for (Path file : (Iterable<Path>) all::iterator) {
        if (file.getFileName().toString().matches("[^._].*\\.parquet")) {
          files.put(Files.size(file), file);
        }
      }
    }
    return List.copyOf(files.values());
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 0x55;
    Files.write(file, bytes);
  }

  private static void truncate(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length * 2 / 3));
  }

  private static void replaceByFolder(Path file) throws IOException {
    Files.delete(file);
    Files.createDirectory(file);
    Files.writeString(file.resolve("something"), "of somebody");
  }

  private static void replaceByFile(Path folder) throws IOException {
    Files.move(folder, folder.resolveSibling("moved"));
    Files.writeString(folder, "no folder");
  }

  private interface Change {
    void to(Path out) throws IOException;
  }

  private enum Damage {
    ALL_TRIALS_DELETED(
        out -> {
          for (Path file : files(out, "trials")) {
            Files.delete(file);
          }
        }),
    TRAJECTORIES_DELETED(out -> Files.delete(files(out, "trajectories").get(1))),
    TRIALS_TRUNCATED(out -> truncate(files(out, "trials").get(1))),
    TRIALS_FLIPPED_IN_A_PAGE(out -> flip(files(out, "trials").get(1), 60)),
    TRAJECTORIES_FLIPPED_IN_A_PAGE(out -> flip(files(out, "trajectories").get(1), 1500)),
    FOREIGN(
        out -> {
          Path foreign = files(out, "convergence").get(0);
          Files.copy(foreign, out.resolve("trials/part-0.parquet"));
          Files.copy(foreign, out.resolve("trajectories/level0-abc.parquet"));
          Files.writeString(out.resolve("trajectories/notes.txt"), "of somebody");
        }),
    FILE_FOR_A_TABLE(out -> replaceByFile(out.resolve("trajectories"))),
    DERIVED_DELETED(out -> Files.delete(files(out, "convergence").get(0))),
    DERIVED_FLIPPED(out -> flip(files(out, "convergence").get(0), 40)),
    SWEEP_FILE_TORN(out -> truncate(out.resolve("sweep.json"))),
    SWEEP_FILE_DELETED(out -> Files.delete(out.resolve("sweep.json"))),
    LIST_TORN(out -> truncate(out.resolve("files.json"))),
    FOLDERS_FOR_JSON(
        out -> {
          replaceByFolder(out.resolve("files.json"));
          replaceByFolder(out.resolve("sweep.json"));
        });

    private final Change change;

    Damage(Change change) {
      this.change = change;
    }
  }

  /** The correct result, or one line on stderr without a stack trace. */
  private static void assertRightOrOneLine(Result result, List<String> right) {
    List<String> said =
        result.err().lines().filter(line -> line.startsWith("icl-sweep: ")).toList();
    assertFalse(result.err().contains("\tat "), result.err());
    if (result.code() == 0) {
      assertEquals(right, result.lines(), result.err());
      assertTrue(said.size() <= 2, result.err());
    } else {
      assertTrue(result.code() == 1 || result.code() == 2, result.err());
      assertEquals(1, said.size(), result.err());
      assertTrue(said.get(0).length() < 600, said.get(0));
      assertTrue(said.get(0).contains("./submit.sh repair"), said.get(0));
    }
  }

  /** The answer of the undamaged sweep. */
  private static List<String> right(String sql) {
    return ANSWERS.computeIfAbsent(sql, s -> CommandLineRunner.csv(sweep, s));
  }

  private static Result query(Path out, String sql) {
    return CommandLineRunner.run("query", "--out", out.toString(), "--format", "csv", sql);
  }

  @Test
  void aFolderInPlaceOfAFileIsReportedInOneLine() {
    String folder = sweep.toString();
    assertRefused("argument file " + folder + " is a folder", "plan", "@" + folder);
    assertRefused("reference file " + folder + " is a folder", "verify", folder);
    assertRefused("--file " + folder, "query", "--out", folder, "--file", folder);
  }

  private static void assertRefused(String part, String... words) {
    Result result = CommandLineRunner.run(words);
    assertEquals(2, result.code(), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains(part), result.err());
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void everyCommandIsCorrectOrNamesTheDamage(Damage damage) throws IOException {
    Path out = copy(damage.name());
    damage.change.to(out);
    for (String sql :
        List.of(
            "select sum(steps_run), max(gap_end) from trials",
            "select count(*), sum(step), max(loss) from trajectories",
            "select * from convergence")) {
      assertRightOrOneLine(query(out, sql), right(sql));
    }
    assertRightOrOneLine(
        CommandLineRunner.run("report", "--out", out.toString()), List.of(out + "/report.html"));
    Path file = temporary.resolve(damage + ".json");
    assertRightOrOneLine(
        CommandLineRunner.run("export", id, "--out", out.toString(), "--to", file.toString()),
        List.of());
    assertRightOrOneLine(
        plan(out), planned.stream().map(line -> line.replace(sweep + "", out + "")).toList());
    Result run = run(out, "1:4");
    assertRightOrOneLine(run, run.lines());

    Result repair = CommandLineRunner.run("repair", "--out", out.toString());
    assertEquals(0, repair.code(), repair.err());
    Result again = run(out, "1:4");
    assertEquals(0, again.code(), again.err());
    assertEquals(rows, rows(out));
  }

  /** Damages one file of the sweep in one of many ways. */
  private static void damage(Path out, Random random) throws IOException {
    List<Path> files = new ArrayList<>(files(out, "trials"));
    files.addAll(files(out, "trajectories"));
    files.addAll(files(out, "convergence"));
    files.add(out.resolve("sweep.json"));
    files.add(out.resolve("files.json"));
    Path file = files.get(random.nextInt(files.size()));
    byte[] bytes = Files.readAllBytes(file);
    switch (random.nextInt(6)) {
      case 0 -> Files.delete(file);
      case 1 -> Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      case 2 -> Files.write(file, Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9)));
      case 3 -> Files.write(file, Files.readAllBytes(files.get(random.nextInt(files.size()))));
      case 4 -> replaceByFolder(file);
      default -> flip(file, random.nextInt(bytes.length));
    }
  }

  /** A flipped bit that no reader uses changes no result. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void damageIsReportedOrHarmless(int seed) throws IOException {
    Path out = copy("seed" + seed);
    damage(out, new Random(seed));
    for (String sql :
        List.of(
            "select sum(steps_run), max(gap_end) from trials",
            "select count(*), sum(step), max(loss) from trajectories")) {
      assertRightOrOneLine(query(out, sql), right(sql));
    }
    Result run = run(out, "1:4");
    assertRightOrOneLine(run, run.lines());
    Result repair = CommandLineRunner.run("repair", "--out", out.toString());
    assertEquals(0, repair.code(), repair.err());
    Result again = run(out, "1:4");
    assertEquals(0, again.code(), again.err());
    assertEquals(rows, rows(out));
  }
}
