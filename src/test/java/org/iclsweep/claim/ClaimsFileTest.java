package org.iclsweep.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.iclsweep.sweep.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Claims files are split into sentences and queries as their authors see them. */
class ClaimsFileTest {
  @TempDir private Path folder;

  private static List<Claim> parse(String text) {
    return new ClaimsFile("x.claims.sql", text).claims();
  }

  @Test
  void aBlockIsASentenceItsSourceAndAQuery() {
    List<Claim> claims =
        parse(
            """
            -- A remark about the file: it is ignored.

            /* So is this; really. */
            -- Theorem 1: the gap
            --   falls.
            select true as holds;

              -- No trial fails.
            -- refuted by
            select * from trials where status = 'failed';""");
    assertEquals(
        List.of(
            new Claim(1, 6, 0, "Theorem 1", "the gap falls.", false, "select true as holds"),
            new Claim(
                2,
                10,
                0,
                "",
                "No trial fails.",
                true,
                "select * from trials where status = 'failed'")),
        claims);
  }

  /** Whatever the pieces are, they are found again at their places. */
  @Test
  void randomFilesAreReadBack() {
    Random random = new Random(1);
    String[] pieces = {
      "select 1",
      " ';' ",
      "\"a;\\\"b\"",
      " `c;` ",
      "-- it's; fine\n",
      "/* ';\" */",
      "\n",
      " x ",
      "'\\';'"
    };
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
      List<String> queries = new ArrayList<>();
      List<String> sentences = new ArrayList<>();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        String sentence = "claim " + random.nextInt(100);
        text.append(random.nextBoolean() ? "-- remark\n\n" : "\n").append("-- " + sentence + "\n");
        StringBuilder query = new StringBuilder("select");
        for (int j = random.nextInt(6); j > 0; j--) {
          query.append(pieces[random.nextInt(pieces.length)]);
        }
        text.append(query).append(random.nextBoolean() ? "\n;" : ";");
        queries.add(query.toString().strip());
        sentences.add(sentence);
      }
      List<Claim> claims = parse(text.toString());
      assertEquals(queries, claims.stream().map(Claim::query).toList(), text.toString());
      assertEquals(sentences, claims.stream().map(Claim::sentence).toList(), text.toString());
      String whole = text.toString().replace("\uFEFF", "");
      for (Claim claim : claims) { // the positions in Spark's messages are those in the file
        String positioned = claim.positionedQuery();
        String[] lines = whole.lines().toArray(String[]::new);
        String first = positioned.lines().toArray(String[]::new)[claim.line() - 1];
        assertTrue(
            lines[claim.line() - 1].startsWith(first.stripTrailing(), 0)
                || lines[claim.line() - 1].contains(first.strip()),
            text.toString());
      }
    }
  }

  /** A file that was cut off is refused or has fewer claims; nothing else is thrown. */
  @Test
  void everyBeginningOfAFileIsReadOrRefusedInOneLine() {
    String text = "-- A: b.\nselect ';' as x, true as holds;\n-- c /* \n-- refuted by\nselect `;`;";
    for (int end = 0; end <= text.length(); end++) {
      try {
        assertTrue(parse(text.substring(0, end)).size() <= 2);
      } catch (UsageException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertTrue(e.getMessage().startsWith("x.claims.sql"), e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "'' | it holds no claim",
        "select true as holds; | line 1: the query has no sentence",
        "-- refuted by~select 1; | line 2: the query has no sentence",
        "-- A.~; | line 2, claim 1 (A.): it has no SQL",
        "-- A.~ | line 2, claim 1 (A.): it has no SQL",
        "-- A.~select true as holds | its query does not end with a semicolon",
        "-- A.~select 'x; | its query does not end with a semicolon",
        "-- A.~select 1; select 2; | line 2: the query has no sentence",
      })
  void unclearFilesAreRefused(String text, String part) {
    String lines = text.replace("~", "\n").replace("''", "");
    UsageException e = assertThrows(UsageException.class, () -> parse(lines));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void unreadableFilesAreRefused() throws IOException {
    Path latin = folder.resolve("latin.sql");
    Files.write(latin, "-- é\nselect true as holds;".getBytes(StandardCharsets.ISO_8859_1));
    for (String[] each :
        new String[][] {
          {folder.resolve("none.sql").toString(), "there is no such file"},
          {folder.toString(), "it is a folder"},
          {latin.toString(), "it is not text in UTF-8"},
        }) {
      UsageException e =
          assertThrows(UsageException.class, () -> ClaimsFile.read(Path.of(each[0])));
      assertEquals(
          "--claims " + each[0] + ": " + each[1],
          e.getMessage().replace("; name a file in it", ""));
    }
  }

  @Test
  void evidenceIsReadable() {
    assertEquals(
        "trials 64, mean_gap 1.23e-07, list [1, 2.5], nothing -",
        Evidence.text("{\"trials\":64,\"mean_gap\":1.23456e-7,\"list\":[1,2.5],\"nothing\":null}"));
    assertEquals("", Evidence.text("{}"));
    assertEquals("why", Evidence.text(Evidence.reason("why")));
    assertEquals(
        "a 1; a 2; and more",
        Evidence.text(Evidence.counterexamples(List.of("{\"a\":1}", "{\"a\":2}"), true)));
  }
}
