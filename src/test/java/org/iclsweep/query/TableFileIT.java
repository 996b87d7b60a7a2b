package org.iclsweep.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.TableFile;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.UsageException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The user's own files as further tables. */
class TableFileIT {
  @TempDir private static Path folder;

  private static Path sweep;
  private static Session session;
  private static Tables tables;

  @BeforeAll
  static void train() {
    sweep = folder.resolve("sweep");
    CommandLineRunner.storeTinySweep(sweep, "--heads", "2,5");
    System.setProperty("spark.master", "local[2]");
    session = Session.open("test");
    tables = Tables.of(session, SweepFolder.local(sweep));
  }

  @AfterAll
  static void close() {
    session.close();
    System.clearProperty("spark.master");
  }

  private static String written(String name, String text) throws IOException {
    return "own=" + Files.writeString(folder.resolve(name), text);
  }

  private static List<List<Object>> asked(String table, String sql) {
    return tables.withFiles(List.of(TableFile.parse(table))).query(sql).first(10).rows();
  }

  @ParameterizedTest
  @ValueSource(strings = {"own.csv", "a[b]*{c}?.csv", "OWN.CSV", "_a:b #%23,é\\.csv"})
  void csvHasAHeaderAndTypes(String name) throws IOException {
    String text = "\uFEFFheads,label,when\n2,\"a \"\"b\"\",\nc\",2024-02-29\n5,5\" pipe,\n";
    String own = written(name, text);
    assertEquals(
        "[[2, a \"b\",\nc, 2024-02-29], [5, 5\" pipe, null]]",
        asked(own, "select heads, label, when from own join trials using (heads) order by heads")
            .toString());
    assertEquals(
        List.of(List.of("int", "string", "date")),
        asked(own, "select typeof(heads), typeof(label), typeof(when) from own limit 1"));
    assertEquals(text, Files.readString(folder.resolve(name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"heads\": 2, \"x\": 1.5}\n\n{\"heads\": 5}\n",
        " [\n{\"heads\": 2, \"x\": 1.5},\n{\"heads\": 5}\n]\n"
      })
  void jsonHasAnObjectOnEachLineOrIsAnArray(String text) throws IOException {
    assertEquals(
        "[[2, 1.5], [5, null]]",
        asked(written("a[b]:*.json", text), "select * from own order by heads").toString());
  }

  @Test
  void parquetIsRead() throws IOException {
    Path copy = folder.resolve("a[b]*{c} #?.parquet");
    try (Stream<Path> stored = Files.list(sweep.resolve("trials"))) {
      Files.copy(
          stored.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow(),
          copy);
    }
    assertEquals(
        List.of(List.of(2L)),
        asked("own=" + copy, "select count(*) from own join trials using (trial_id)"));
  }

  @Test
  void resultsOfQueriesCanBeReadAsTables() throws IOException {
    for (String format : List.of("csv", "json")) {
      Result stored =
          CommandLineRunner.run(
              "query",
              "--out",
              sweep.toString(),
              "--format",
              format,
              "select trial_id, gap_end, heads from trials");
      String own = written("stored." + format, stored.out());
      Result joined =
          CommandLineRunner.run(
              "query",
              "--out",
              sweep.toString(),
              "--table",
              own,
              "--format",
              "csv",
              "select count(*) as n from trials join own using (trial_id, gap_end, heads)");
      assertEquals("n\n2\n", joined.out(), joined.err());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "empty.csv      | ''                | no columns",
        "empty.json     | ''                | no columns",
        "broken.json    | '{\"heads\": 2'   | MALFORMED_RECORD",
        "short.csv      | a:b:c;1:2         | MALFORMED_RECORD",
        "long.csv       | a;1:2             | MALFORMED_RECORD",
        "broken.parquet | PAR1              | CANNOT_READ_FILE_FOOTER",
      })
  void filesOfAnotherFormatAreRefused(String name, String text, String part) throws IOException {
    String own = written(name, text.replace(':', ',').replace(';', '\n'));
    String message =
        assertThrows(UsageException.class, () -> asked(own, "select * from own")).getMessage();
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.contains(part), message);
  }

  @Test
  void otherEncodingsAreRefused() throws IOException {
    Path latin = Files.write(folder.resolve("latin.csv"), new byte[] {'a', '\n', (byte) 0xe9});
    String message =
        assertThrows(UsageException.class, () -> asked("own=" + latin, "select * from own"))
            .getMessage();
    assertTrue(message.endsWith("it is not text in UTF-8"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "FOLDER/own.csv          | it takes NAME=PATH",
        "own=                    | is a folder",
        "=FOLDER/own.csv         | '' is not a name",
        "1a=FOLDER/own.csv       | '1a' is not a name; it takes letters, digits and _",
        "a b=FOLDER/own.csv      | 'a b' is not a name",
        "a.b=FOLDER/own.csv      | 'a.b' is not a name",
        "Trials=FOLDER/own.csv   | 'Trials' is a table of the sweep",
        "ridge_gap=FOLDER/own.csv | 'ridge_gap' is a table of the sweep",
        "own=FOLDER/none.csv     | there is no such file",
        "own=FOLDER/*.csv        | there is no such file; the path is taken as it is",
        "own=FOLDER              | it is a folder; name a file",
        "own=FOLDER/own.txt      | must end with one of .csv, .json, .parquet",
        "own=FOLDER/own.csv.gz   | must end with one of .csv, .json, .parquet",
        "own=FOLDER/_own.parquet | rename it",
        "own=FOLDER/o:n.parquet  | rename it",
      })
  void optionsAreRefusedBeforeSparkStarts(String words, String part) throws IOException {
    for (String name : List.of("own.txt", "own.csv", "own.csv.gz", "_own.parquet", "o:n.parquet")) {
      Files.writeString(folder.resolve(name), "a\n1\n");
    }
    refused(part, words.replace("FOLDER", folder.toString()));
  }

  @Test
  void namesMustBeDistinct() throws IOException {
    String own = written("own.csv", "a\n1\n");
    refused("the name own is given twice", own, own.replaceFirst("own", "OWN"));
  }

  private static void refused(String part, String... files) {
    List<String> words = new ArrayList<>(List.of("query", "--out", sweep.toString(), "select 1"));
    for (String file : files) {
      words.addAll(List.of("--table", file));
    }
    Result result = CommandLineRunner.run(words.toArray(String[]::new));
    assertEquals(2, result.code(), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().startsWith("icl-sweep: --table"), result.err());
    assertTrue(result.err().contains(part), result.err());
    assertEquals("", result.out());
  }
}
