package org.iclsweep.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.claim.Finding;
import org.iclsweep.claim.Verdict;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.SweepFolders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The paper's experiments at small sizes: every claim holds, is refuted if one number contradicts
 * it, and is open without the trials that it needs.
 */
class PaperIT {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  @TempDir private static Path folder;

  private static Result result;
  private static Session session;
  private static final Map<String, Tables> TABLES = new HashMap<>();
  private static final Map<String, ClaimsFile> CLAIMS = new HashMap<>();

  @BeforeAll
  static void run() {
    result = CommandLineRunner.run("paper", "--out", folder.toString());
    assertEquals(0, result.code(), result.err());
    var unused = CommandLineRunner.spark();
    session = Session.open("test");
    for (String experiment :
        List.of(
            "theorem-1",
            "ridge-limit",
            "paper-figure-2a",
            "paper-figure-3",
            "paper-figure-4",
            "one-head")) {
      Tables tables =
          Tables.results(
              session, SweepFolders.at(folder.resolve(experiment + "-small").toString()));
      TABLES.put(
          experiment,
          tables.withRows(
              tables.table("trials").localCheckpoint(),
              tables.table("trajectories").localCheckpoint()));
      CLAIMS.put(experiment, ClaimsFile.read(Path.of("conf", experiment + "-small.claims.sql")));
    }
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static Set<Integer> claims(List<Finding> findings, Verdict verdict) {
    return findings.stream()
        .filter(finding -> finding.verdict() == verdict)
        .map(finding -> finding.claim().number())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<Integer> numbers(String text) {
    return Stream.of(text.split(" ", -1))
        .map(Integer::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyClaimHoldsAndIsOnThePage() throws IOException {
    long claims = CLAIMS.values().stream().mapToLong(file -> file.claims().size()).sum();
    assertTrue(claims >= 20, "claims: " + claims);
    assertTrue(
        result.out().contains("%d claims: %d hold, 0 refuted, 0 open".formatted(claims, claims)),
        result.out());
    Path page = folder.resolve("report.html");
    assertTrue(result.out().endsWith("Page: " + page + "\n"), result.out());
    String html = Files.readString(page);
    assertEquals(claims, html.split("<li class=\"holds\">", -1).length - 1);
    assertEquals(6, html.split("<img src=\"data:image/svg\\+xml;base64,", -1).length - 1);
    // The verdicts of the whole paper are stored with each experiment.
    assertEquals(
        List.of("n", "5"),
        CommandLineRunner.csv(
            folder.resolve("theorem-1-small"), "select count(*) as n from claims"));
  }

  /** Each claim is refuted by a change of one number, and no other claim is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "theorem-1 | 1 | trajectories | step > 0 | gap | 1.01 * bound",
        "theorem-1 | 2 | trials | heads = 16 | rate_fit | 'bent'",
        "theorem-1 | 3 | trials | heads = 16 and prompt_length = 3 and tokens = 48 | rate | 1e6 * rate",
        "theorem-1 | 4 | trials | heads = 16 and prompt_length = 4 and tokens = 24 | rate | 1e30 * rate",
        "theorem-1 | 5 | trials | heads = 16 | rate | 7.9 * bound_rate",
        "ridge-limit | 1 | trials | noise = 0.1 and heads = 64 | ridge_gap_query | 1e-20",
        "ridge-limit | 2 | trials | noise = 0.1 and heads = 64 | ridge_gap_ood | 1e-20",
        "ridge-limit | 3 | trials | noise = 0.1 and heads = 64 | rate_fit | 'flat'",
        "ridge-limit | 4 | trials | noise = 0.1 and heads = 64 | rate | 1e6 * rate",
        "ridge-limit | 5 | trials | noise = 1 and heads = 32 and prompt_length = 8 | rate | 1e-20 * rate",
        "ridge-limit | 6 | trials | noise = 0 and heads = 64 | ridge_gap_query | 1e-20",
        "paper-figure-2a | 1 | trajectories | step = 10000 | loss | 4",
        "paper-figure-2a | 2 | trajectories | step = 1282 | ridge_gap_ood | 0.9 * ridge_gap",
        "paper-figure-2a | 3 | trials | token_norm = 'raw' | zeta_0 | 1",
        "paper-figure-3 | 1 | trials | prompt_length = m | best_gap | 1e-6",
        "paper-figure-3 | 2 | trials | prompt_length = 18 | best_gap | 1e-6",
        "paper-figure-4 | 1 | trials | heads = 4 | gap_end | 3 * floor_end",
        "paper-figure-4 | 2 | trajectories | heads = 20 and step = 10 | gap | 1.5 * gap",
        "paper-figure-4 | 3 | trajectories | heads = 80 and step = 4000 | gap | 100 * gap",
        "one-head | 1 | trials | heads = 1 | gap_end | 0.9 * floor_end",
        "one-head | 2 | trials | heads = 16 | gap_end | 1",
        "one-head | 3 | trials | heads = 2 | floor_start | 0.5 * floor_end",
      })
  void oneNumberRefutesAClaim(
      String experiment, int claim, String table, String where, String column, String value) {
    Tables tables = TABLES.get(experiment);
    Dataset<Row> trials = tables.table("trials");
    Dataset<Row> steps = tables.table("trajectories");
    Dataset<Row> joined =
        table.equals("trials")
            ? trials
            : steps.join(trials, "trial_id").select("trial_id", "step", "heads", "noise");
    String id =
        (table.equals("trials") ? trials : joined)
            .where(where)
            .agg(functions.min("trial_id"))
            .head()
            .getString(0);
    String row = "trial_id = '" + id + "'";
    if (table.equals("trajectories")) {
      long step = joined.where(where).where(row).agg(functions.min("step")).head().getLong(0);
      row += " and step = " + step;
    }
    Dataset<Row> changed = tables.table(table);
    String type = changed.schema().apply(column).dataType().sql();
    String changedValue = "if(%s, cast(%s as %s), %s)".formatted(row, value, type, column);
    changed = changed.withColumn(column, functions.expr(changedValue));
    Tables altered =
        table.equals("trials") ? tables.withRows(changed, steps) : tables.withRows(trials, changed);
    List<Finding> findings =
        ClaimEvaluation.evaluate(session, altered, CLAIMS.get(experiment), TIMEOUT);
    assertEquals(Set.of(claim), claims(findings, Verdict.REFUTED), findings.toString());
    assertEquals(Set.of(), claims(findings, Verdict.OPEN), findings.toString());
  }

  /** The law of the floor depends on the floors that two other claims concern. */
  @Test
  void theLawOfTheFloorIsRefutedByOneFloor() {
    Tables tables = TABLES.get("one-head");
    Dataset<Row> trials =
        tables
            .table("trials")
            .withColumn(
                "floor_end", functions.expr("if(heads = 1 and seed = 1, 1e-20D, floor_end)"));
    List<Finding> findings =
        ClaimEvaluation.evaluate(
            session,
            tables.withRows(trials, tables.table("trajectories")),
            CLAIMS.get("one-head"),
            TIMEOUT);
    assertEquals(Set.of(1, 3, 4), claims(findings, Verdict.REFUTED), findings.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "theorem-1 | regime = 'theory' | 1 2 3 4 5",
        "theorem-1 | tokens <> 24 | 3",
        "theorem-1 | prompt_length <> 3 | 4",
        "theorem-1 | heads >= 2 * prompt_length | 2 3 4 5",
        "ridge-limit | noise > 0 | 1 2 3 5",
        "ridge-limit | noise = 0 | 6",
        "ridge-limit | heads <> 32 | 4",
        "ridge-limit | noise in (0.1, 1) | 5",
        "paper-figure-2a | true | 1 2 3",
        "paper-figure-2a | token_norm = 'raw' | 3",
        "paper-figure-3 | prompt_length = m | 1",
        "paper-figure-3 | prompt_length <> m | 1 2",
        "paper-figure-4 | heads < 10 | 1",
        "paper-figure-4 | heads > 10 | 1 2 3",
        "one-head | heads = 1 | 1",
        "one-head | heads = 16 | 2",
        "one-head | heads < 8 | 1 3 4",
        "one-head | heads between 2 and 5 | 4",
      })
  void claimsAreOpenWithoutTheirTrials(String experiment, String removed, String open) {
    Tables kept = TABLES.get(experiment).where(List.of("not (" + removed + ")"));
    List<Finding> findings =
        ClaimEvaluation.evaluate(session, kept, CLAIMS.get(experiment), TIMEOUT);
    assertEquals(numbers(open), claims(findings, Verdict.OPEN), findings.toString());
    assertEquals(Set.of(), claims(findings, Verdict.REFUTED), findings.toString());
  }
}
