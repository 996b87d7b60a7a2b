package org.iclsweep.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.format.NumberFormatter;
import org.iclsweep.spark.Session;
import org.iclsweep.store.SweepFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of all types in all output formats. */
class ValuesIT {
  @TempDir private static Path folder;

  private static Session session;
  private static Tables tables;

  @BeforeAll
  static void train() {
    Result result =
        CommandLineRunner.run(
            ("run --heads 2 --m 3 --prompt-length 3 --tokens 6 --dim 4 --steps 5 --no-report --out "
                    + folder.resolve("sweep"))
                .split(" ", -1));
    assertEquals(0, result.code(), result.err());
    System.setProperty("spark.master", "local[2]");
    session = Session.open("test");
    tables = Tables.of(session, SweepFolder.local(folder.resolve("sweep")));
  }

  @AfterAll
  static void close() {
    session.close();
    System.clearProperty("spark.master");
  }

  private static String printed(Consumer<PrintStream> writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writer.accept(new PrintStream(bytes, true, UTF_8));
    return bytes.toString(UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cast('nan' as double)                      | NaN                 | NaN                  | \"NaN\"",
        "cast('inf' as float)                       | Infinity            | Infinity             | \"Infinity\"",
        "-cast('inf' as double)                     | -Infinity           | -Infinity            | \"-Infinity\"",
        "0.1D + 0.2D                                | 0.3                 | 0.30000000000000004  | 0.30000000000000004",
        "1e-300D                                    | 1.00e-300           | 1.0E-300             | 1.0E-300",
        "1.50                                       | 1.5                 | 1.50                 | 1.50",
        "1 / 3bd                                    | 0.3333              | 0.333333             | 0.333333",
        "cast(1e-10 as decimal(20,12))              | 1.00e-10            | 1.00E-10             | 1.00E-10",
        "cast(12345678901234567890 as decimal(38))  | 12345678901234567890 | 12345678901234567890 | 12345678901234567890",
        "cast(100 as decimal(10,2))                 | 100                 | 100.00               | 100.00",
        "9223372036854775807                        | 9223372036854775807 | 9223372036854775807  | 9223372036854775807",
        "cast(7 as tinyint)                         | 7                   | 7                    | 7",
        "true                                       | true                | true                 | true",
        "null                                       | -                   | \"\"                 | null",
        "cast(null as array<int>)                   | -                   | \"\"                 | null",
        "'it''s'                                    | it's                | it's                 | \"it's\"",
        "date'2024-02-29'                           | 2024-02-29          | 2024-02-29           | \"2024-02-29\"",
        "timestamp_ntz'2024-02-29 01:02:03.5'       | 2024-02-29 01:02:03.5 | 2024-02-29T01:02:03.500 | \"2024-02-29T01:02:03.500\"",
        "interval '1' day                           | INTERVAL '1' DAY    | INTERVAL '1' DAY     | \"INTERVAL '1' DAY\"",
        "make_interval(1, 2)                        | 1 years 2 months    | 1 years 2 months     | \"1 years 2 months\"",
        "time'10:00:01'                             | 10:00:01            | 10:00:01             | \"10:00:01\"",
        "X'1FFF'                                    | H/8=                | H/8=                 | \"H/8=\"",
        "parse_json('{\"a\": [1]}')                 | {\"a\":[1]}         | \"{\"\"a\"\":[1]}\"  | {\"a\":[1]}",
        "array()                                    | []                  | []                   | []",
        "array(1, 2.5)                              | [1, 2.5]            | \"[1.0,2.5]\"        | [1.0,2.5]",
        "array(1e-9D, null, cast('nan' as double))  | [1.00e-09, -, NaN]  | \"[1.0E-9,null,\"\"NaN\"\"]\" | [1.0E-9,null,\"NaN\"]",
        "array(array(1), null)                      | [[1], -]            | \"[[1],null]\"       | [[1],null]",
        "map('a', 0.123456D, 'b', null)             | {a: 0.1235, b: -}   | \"{\"\"a\"\":0.123456,\"\"b\"\":null}\" | {\"a\":0.123456,\"b\":null}",
        "map(array(1), 2)                           | {[1]: 2}            | \"{\"\"[1]\"\":2}\"  | {\"[1]\":2}",
        "struct(1 as a, null as b)                  | {a: 1, b: -}        | \"{\"\"a\"\":1,\"\"b\"\":null}\" | {\"a\":1,\"b\":null}",
        "named_struct('a', array(struct(X'1F' as x))) | {a: [{x: Hw==}]}  | \"{\"\"a\"\":[{\"\"x\"\":\"\"Hw==\"\"}]}\" | {\"a\":[{\"x\":\"Hw==\"}]}",
        "array(interval '1' day)                    | [PT24H]             | \"[\"\"INTERVAL '1' DAY\"\"]\" | [\"INTERVAL '1' DAY\"]",
      })
  void valuesArePrintedInEveryFormat(String sql, String table, String csv, String json) {
    QueryResult result = tables.query("select " + sql + " as x");
    assertEquals(table, NumberFormatter.cell(result.first(1).rows().get(0).get(0)));
    assertEquals("x\n" + csv + "\n", printed(result::csv));
    assertEquals("[\n{\"x\":" + json + "}\n]\n", printed(result::json));
  }

  @Test
  void columnsOfTheSameNameAreKept() {
    QueryResult result = tables.query("select 1 as x, array(2) as x, date'2024-01-01' as x");
    assertEquals(List.of("x", "x", "x"), result.first(1).columns());
    assertEquals(
        "1 [2] 2024-01-01",
        result.first(1).rows().get(0).stream()
            .map(NumberFormatter::cell)
            .collect(Collectors.joining(" ")));
    assertEquals("x,x,x\n1,[2],2024-01-01\n", printed(result::csv));
  }

  @Test
  void rowsAreReadByColumn() {
    List<Map<String, Object>> rows = new ArrayList<>();
    tables.query("select 1 as x, array(2) as y").each(rows::add);
    assertEquals(List.of(Map.of("x", 1, "y", List.of(2))), rows);
  }
}
