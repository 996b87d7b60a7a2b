package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Claims about a sweep: evaluated by run and check, stored, and shown by query and report. */
class ClaimsIT {
  private static final String GRID =
      "--m 3 --heads 1,4 --prompt-length 3 --tokens 6 --dim 4 --steps 60 --seed 1:3";

  /** Floating-point sums over all steps, whose last digits depend on the order of the rows. */
  private static final String SUMS =
      """
      -- This project: sums do not depend on the order of rows.
      select count(*) > 0 as holds, sum(j.gap) as total, avg(j.loss) as mean,
        regr_slope(ln(j.gap), j.step) as slope, regr_r2(ln(j.gap), j.step) as r2
      from trajectories j join trials t using (trial_id) where t.heads = 4;
      """;

  private static final String CLAIMS =
      """
      -- Section 3.3: one head ends above 1e-3.
      select if(count(*) = 0, null, min(gap_end) > 1e-3) as holds, min(gap_end) as least
      from trials where heads = 1;

      -- Every trial ends below 1e-3.
      -- refuted by
      select heads, seed from trials where gap_end > 1e-3 order by all;

      -- Two heads do better.
      select if(count(*) = 0, null, true) as holds, count(*) as trials from trials where heads = 2;
      """
          + SUMS;

  @TempDir private static Path folder;

  private static Path sweep;
  private static String printed;

  @BeforeAll
  static void train() throws IOException {
    Files.writeString(folder.resolve("a.args"), GRID);
    Files.writeString(folder.resolve("a.claims.sql"), CLAIMS);
    sweep = folder.resolve("a");
    Result result = run("run", "@" + folder.resolve("a.args"), "--out", sweep.toString());
    assertEquals(0, result.code(), result.err()); // a refuted claim is no failure of the run
    printed = result.out();
  }

  private static Result run(String... words) {
    return CommandLineRunner.run(words);
  }

  private static List<String> verdicts(Path out) {
    return CommandLineRunner.csv(out, "select number, verdict from claims order by number");
  }

  private static Path claims(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void runPrintsAndStoresVerdicts() throws SQLException {
    String end = printed.substring(printed.indexOf("\nClaims\n"));
    assertTrue(end.contains("\nholds    Section 3.3: one head ends above 1e-3.\n"), end);
    assertTrue(
        end.contains(
            "\nrefuted  Every trial ends below 1e-3.\n"
                + "         heads 1, seed 1; heads 1, seed 2; heads 1, seed 3"),
        end);
    assertTrue(end.contains("\nopen     Two heads do better.\n         trials 0\n"), end);
    assertTrue(end.endsWith("\n4 claims: 2 hold, 1 refuted, 1 open\n"), end);

    assertEquals(
        List.of("number,verdict", "1,holds", "2,refuted", "3,open", "4,holds"), verdicts(sweep));
    // A reader that is not Spark sees the same table.
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet rows =
            duckDb
                .createStatement()
                .executeQuery(
                    "select count(*), count(distinct query), min(evidence ->> '$.total') from"
                        + " read_parquet('%s/claims/*.parquet')".formatted(sweep))) {
      assertTrue(rows.next());
      assertEquals(4, rows.getInt(1));
      assertEquals(4, rows.getInt(2));
      assertTrue(Double.parseDouble(rows.getString(3)) > 0, rows.getString(3));
    }
  }

  @Test
  void checkFailsIfAClaimIsRefuted() throws IOException {
    Result stored = run("check", "--out", sweep.toString());
    assertEquals(1, stored.code(), stored.err());
    assertTrue(printed.endsWith(stored.out()), stored.out());
    Path other = claims("other.sql", "-- Fine.\nselect true as holds;");
    Result given = run("check", "--out", sweep.toString(), "--claims", other.toString());
    assertEquals(0, given.code(), given.err());
    assertEquals("holds    Fine.\n1 claim: 1 holds, 0 refuted, 0 open\n", given.out());
    assertEquals(5, verdicts(sweep).size()); // check stores nothing
  }

  @Test
  void thePageOpensWithTheClaims() throws IOException {
    String page = Files.readString(sweep.resolve("report.html"));
    assertTrue(page.indexOf("id=\"claims\"") > 0, page);
    assertTrue(page.indexOf("id=\"claims\"") < page.indexOf("id=\"figures\""), page);
    assertTrue(page.contains("2 hold, 1 refuted, 1 open."), page);
    assertTrue(page.contains("Every trial ends below 1e-3."), page);
  }

  /** A sweep trained in two runs has other files and partitions, but the same evidence. */
  @Test
  void evidenceDoesNotDependOnFilesOrCores() throws IOException {
    Path parts = folder.resolve("parts");
    String sums = claims("sums.sql", SUMS).toString();
    String evidence = "select evidence from claims where source = 'This project'";
    for (String seeds : List.of("3", "1:3")) {
      List<String> words = new ArrayList<>(List.of("run", "--claims", sums, "--no-report"));
      words.addAll(List.of(GRID.split(" ", -1)));
      words.addAll(List.of("--seed", seeds, "--out", parts.toString()));
      Result result = run(words.toArray(String[]::new));
      assertEquals(0, result.code(), result.err());
    }
    assertEquals(CommandLineRunner.csv(sweep, evidence), CommandLineRunner.csv(parts, evidence));
    // Claims stay with a sweep and follow its results.
    Result more =
        run(("run " + GRID + " --heads 4 --seed 4 --no-report --out " + parts).split(" ", -1));
    assertEquals(0, more.code(), more.err());
    assertTrue(more.out().endsWith("\n1 claim: 1 holds, 0 refuted, 0 open\n"), more.out());
    assertFalse(
        CommandLineRunner.csv(sweep, evidence).equals(CommandLineRunner.csv(parts, evidence)));
  }

  @Test
  void repeatedRunsPrintTheSameVerdicts() throws IOException {
    Path out = folder.resolve("repeated");
    Path file = claims("repeated.sql", "-- Fine.\nselect count(*) > 0 as holds from trials;");
    List<String> words = List.of("--claims", file.toString(), "--no-report", "--out", "" + out);
    CommandLineRunner.storeTinySweep(out, "--claims", file.toString());
    List<String> before = CommandLineRunner.csv(out, "select * from claims");
    String line = "run --m 3 --prompt-length 3 --tokens 6 --dim 4 --steps 5";
    List<String> again = new ArrayList<>(List.of(line.split(" ", -1)));
    again.addAll(words);
    Result same = run(again.toArray(String[]::new));
    assertTrue(same.out().endsWith("\nholds    Fine.\n1 claim: 1 holds, 0 refuted, 0 open\n"));
    assertEquals(before, CommandLineRunner.csv(out, "select * from claims"));
    // Other claims replace them, though nothing is trained.
    claims("repeated.sql", "-- Fine.\nselect count(*) < 0 as holds from trials;");
    Result changed = run(again.toArray(String[]::new));
    assertEquals(0, changed.code(), changed.err());
    assertEquals(List.of("number,verdict", "1,refuted"), verdicts(out));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "select heads from trials | claim 1 (Wrong.): the query has no column named holds",
        "select 1 as holds | the column holds is of type INT; it takes a boolean",
        "select true as holds, 1 as HOLDS | more than one column named holds",
        "select hedas > 1 as holds from trials | line 2 pos 7",
        "select true as holds from trails | trails\" at line 2, pos 26 is not one of the tables here; there are trials,",
        "select verdict = 'open' as holds from claims | is not one of the tables here",
        "drop table trials | at line 2, pos 0 is not allowed; SQL reads tables",
        "insert into trials select * from trials | claim 1 (Wrong.): ",
        "select true as holds frm trials | (line 2, pos 21)",
        "select assert_true(true, reflect('java.lang.System', 'exit', 1)) is null as holds | the function reflect is not allowed",
      })
  void mistakesInQueriesAreFoundBeforeTraining(String query, String part) throws IOException {
    Path file = claims("wrong.sql", "-- Wrong.\n" + query + ";");
    Path out = folder.resolve("untouched");
    List<String> words = new ArrayList<>(List.of("run", "--claims", "" + file, "--out", "" + out));
    words.addAll(List.of(GRID.split(" ", -1)));
    for (List<String> command :
        List.of(words, List.of("check", "--claims", "" + file, "--out", "" + sweep))) {
      Result result = run(command.toArray(String[]::new));
      assertEquals(2, result.code(), result.err());
      assertEquals(1, result.err().lines().count(), result.err());
      assertTrue(
          result.err().startsWith("icl-sweep: " + file + ", claim 1 (Wrong.): "), result.err());
      assertTrue(result.err().contains(part), result.err());
      assertEquals("", result.out());
    }
    assertFalse(Files.exists(out));
  }

  /** An error that depends on the values ends the run with code 2 after the results are stored. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select true as holds from trials | the query returns more than one row",
        "select true as holds from trials where heads = 99 | the query returns no row",
        "select sum(1 div (heads - heads)) > 0 as holds from trials | Division by zero",
      })
  void mistakesThatDependOnValuesAreReported(String query, String part) throws IOException {
    Path file = claims("late.sql", "-- Late.\n" + query + ";");
    Result check = run("check", "--claims", file.toString(), "--out", sweep.toString());
    assertEquals(2, check.code(), check.err());
    assertTrue(check.err().contains(file + ", claim 1 (Late.): "), check.err());
    assertTrue(check.err().contains(part), check.err());

    Path out = folder.resolve("late-" + part.length());
    String line =
        "run --m 3 --heads 1,2 --prompt-length 3 --tokens 6 --dim 4 --steps 5 --no-report";
    List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
    words.addAll(List.of("--out", out.toString(), "--claims", file.toString()));
    for (int i = 0; i < 2; i++) { // the second time, nothing is trained
      Result run = run(words.toArray(String[]::new));
      assertEquals(2, run.code(), run.err());
      assertTrue(run.err().contains(part), run.err());
      assertTrue(run.out().contains("2 of 2 trials stored"), run.out());
    }
    assertEquals(
        List.of(
            "verdict,evidence",
            "open,\"{\"\"reason\"\":\"\"not evaluated on the stored results; ./submit.sh check evaluates it\"\"}\""),
        CommandLineRunner.csv(out, "select verdict, evidence from claims"));
  }

  /** No query takes less than a millisecond. */
  @Test
  void slowClaimsAreOpen() throws IOException {
    Path file = claims("slow.sql", "-- Slow.\nselect sum(gap) > 0 as holds from trajectories;");
    Result result =
        run("check", "--claims", "" + file, "--claim-timeout", "0.001", "--out", sweep.toString());
    assertEquals(0, result.code(), result.err());
    assertEquals(
        "open     Slow.\n         not decided within 0.001 s\n1 claim: 0 hold, 0 refuted, 1 open\n",
        result.out());
  }

  @Test
  void aSweepWithoutClaimsHasAnEmptyTable() {
    Path out = folder.resolve("none");
    CommandLineRunner.storeTinySweep(out);
    assertEquals(List.of("n", "0"), CommandLineRunner.csv(out, "select count(*) as n from claims"));
    Result check = run("check", "--out", out.toString());
    assertEquals(2, check.code());
    assertEquals(
        "icl-sweep: --out %s: the sweep has no claims; name a file with --claims\n".formatted(out),
        check.err());
  }
}
