package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.table.ColumnDescription;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries of one sweep and of several. */
class QueryIT {
  @TempDir private static Path folder;

  private static Path a;
  private static Path b;

  @BeforeAll
  static void train() {
    a = trained("a", "1:2");
    b = trained("b", "2:3");
  }

  private static Path trained(String name, String seeds) {
    Path out = folder.resolve(name);
    Result result =
        CommandLineRunner.run(
            "run",
            "--m",
            "3",
            "--heads",
            "2,5",
            "--prompt-length",
            "4",
            "--tokens",
            "9",
            "--dim",
            "5",
            "--steps",
            "120",
            "--seed",
            seeds,
            "--no-report",
            "--out",
            out.toString());
    assertEquals(0, result.code(), result.err());
    return out;
  }

  @Test
  void sweepsAreDistinguishedByTheirFolder() {
    String both =
        "select sweep, count(*) as n, min(seed) as least from trials group by all order by all";
    Result result =
        CommandLineRunner.run(
            "query", "--out", a.toString(), "--out", b.toString(), "--format", "csv", both);
    assertEquals(0, result.code(), result.err());
    assertEquals(List.of("sweep,n,least", "a,4,1", "b,4,2"), result.lines());
    // Aggregates are per sweep, not over both.
    for (String table : List.of("convergence", "ridge_gap")) {
      String counts =
          "select sweep, sum(n) as n, count(*) as rows from %s group by all order by all";
      assertEquals(
          List.of("sweep,n,rows", "a,4,2", "b,4,2"),
          CommandLineRunner.run(
                  "query",
                  "--out",
                  a.toString(),
                  "--out",
                  b.toString(),
                  "--format",
                  "csv",
                  counts.formatted(table))
              .lines());
    }
    // Seed 2 is in both: a join that includes the sweep has each step once.
    String joined =
        "select max(n) as n from (select count(*) as n from trials join trajectories"
            + " using (sweep, trial_id) group by sweep, trial_id, step)";
    assertEquals(
        List.of("n", "1"),
        CommandLineRunner.run(
                "query", "--out", a.toString(), "--out", b.toString(), "--format", "csv", joined)
            .lines());
  }

  @Test
  void theSameFolderTwiceIsRefused() {
    Result result =
        CommandLineRunner.run("query", "--out", a.toString(), "--out", a + "/", "select 1");
    assertEquals(2, result.code());
    assertTrue(result.err().contains("is given twice"), result.err());
  }

  @Test
  void sqlMayComeFromAFile() throws IOException {
    Path file = folder.resolve("heads.sql");
    Files.writeString(file, "-- every trial\nselect heads, seed\nfrom trials\norder by all\n");
    Result result =
        CommandLineRunner.run(
            "query", "--out", a.toString(), "--format", "csv", "--file", file.toString());
    assertEquals(List.of("heads,seed", "2,1", "2,2", "5,1", "5,2"), result.lines());

    Result twice =
        CommandLineRunner.run(
            "query", "--out", a.toString(), "--file", file.toString(), "select 1");
    assertEquals(2, twice.code());
    Result missing =
        CommandLineRunner.run("query", "--out", a.toString(), "--file", folder + "/none.sql");
    assertEquals(2, missing.code());
    assertTrue(missing.err().contains("there is no such file"), missing.err());
  }

  @Test
  void everyColumnIsDescribed() {
    for (String table :
        List.of("trials", "trajectories", "convergence", "ridge_gap", "scaling", "claims")) {
      List<ColumnDescription> described =
          ColumnDescription.all().stream().filter(d -> d.table().equals(table)).toList();
      assertEquals(
          described.stream().map(ColumnDescription::column).collect(Collectors.joining(",")),
          CommandLineRunner.csv(a, "select * from " + table).get(0));
      String types =
          described.stream()
              .map(d -> "typeof(max(%s))".formatted(d.column()))
              .collect(Collectors.joining(", ", "select ", " from " + table));
      assertEquals(
          described.stream().map(ColumnDescription::type).collect(Collectors.joining(",")),
          CommandLineRunner.csv(a, types).get(1));
    }
    assertTrue(ColumnDescription.all().stream().noneMatch(d -> d.meaning().isBlank()));
  }

  @Test
  void everyExampleOfTheListRuns() {
    Result list = CommandLineRunner.run("query", "--out", a.toString());
    assertTrue(QueryCommand.EXAMPLES.size() >= 7);
    for (List<String> example : QueryCommand.EXAMPLES) {
      assertTrue(list.out().contains(example.get(1)), example.get(1));
      Result result = CommandLineRunner.run("query", "--out", a.toString(), example.get(1));
      assertEquals(0, result.code(), example.get(1) + ": " + result.err());
    }
  }

  @Test
  void mistakesInSqlAreOneLineWithTheirPosition() {
    for (String wrong :
        List.of(
            "select foo from trials", "selct 1", "select * from nothing", "select nofunction(1)")) {
      Result result = CommandLineRunner.run("query", "--out", a.toString(), wrong);
      assertEquals(2, result.code(), wrong);
      String said =
          result
              .err()
              .lines()
              .filter(l -> l.startsWith("icl-sweep"))
              .collect(Collectors.joining("\n"));
      assertEquals(1, said.lines().count(), result.err());
      assertTrue(said.matches("(?s).*line 1,? pos \\d+.*"), said);
      assertFalse(result.err().contains("\tat "), result.err());
    }
  }

  @Test
  void otherStatementsAreRefusedInOneLine() throws IOException {
    Path mine = Files.createDirectory(folder.resolve("mine"));
    Files.writeString(mine.resolve("file"), "text");
    for (String sql :
        List.of(
            "insert overwrite directory '%s' using csv select 1".formatted(mine),
            "insert overwrite directory '%s/trials' using parquet select 1".formatted(a),
            "describe trials",
            "select * from text.`%s`".formatted(mine))) {
      Result result = CommandLineRunner.run("query", "--out", a.toString(), sql);
      assertEquals(2, result.code(), sql);
      assertEquals(1, result.err().lines().count(), result.err());
      assertEquals("", result.out());
    }
    assertEquals("text", Files.readString(mine.resolve("file")));
    assertEquals(List.of("n", "4"), CommandLineRunner.csv(a, "select count(*) as n from trials"));
  }

  @Test
  void tablesShowNumbersOfAllKinds() {
    Result result =
        CommandLineRunner.run(
            "query",
            "--out",
            a.toString(),
            "select cast('nan' as double) as x, array(1, 2.5) as y, map('a', null) as z");
    assertEquals("  x  y         z\nNaN  [1, 2.5]  {a: -}\n", result.out(), result.err());
  }

  @Test
  void tablesAreBrokenIntoBlocksOrRowsThatFit() {
    TextTable table = new TextTable(List.of("key", "first", "second", "third"));
    table.add(List.of("a", 1.5, "word", 1e-20));
    table.add(List.of("b", 22.25, "another", 3));
    assertEquals(
        """
        key  first
        a      1.5
        b    22.25

        key  second
        a    word
        b    another

        key     third
        a    1.00e-20
        b           3
        """,
        Printed.of(out -> table.printBlocks(out, 14, 1)));
    assertEquals(
        """
        row 1
          key     a
          first   1.5
          second  word
          third   1.00e-20
        row 2
          key     b
          first   22.25
          second  another
          third   3
        """,
        Printed.of(out -> table.printFor(out, 20)));
    assertEquals(Printed.of(table::print), Printed.of(out -> table.printFor(out, 0)));
    assertEquals(Printed.of(table::print), Printed.of(out -> table.printFor(out, 200)));
  }
}
