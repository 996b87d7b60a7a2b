package org.iclsweep.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.spark.Grid;
import org.iclsweep.spark.Session;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.Grids;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.UsageException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL can read the tables of a sweep and nothing else; other statements are refused unexecuted. */
class ReadOnlySqlIT {
  /** The folder that hostile SQL would write or read; it replaces FOLDER in the texts. */
  @TempDir private static Path folder;

  private static Session session;
  private static Tables tables;

  @BeforeAll
  static void train() throws IOException {
    Path sweep = folder.resolve("sweep");
    CommandLineRunner.storeTinySweep(sweep, "--heads", "2", "--seed", "1:2");
    Files.writeString(Files.createDirectory(folder.resolve("mine")).resolve("file.csv"), "a\n1\n");
    System.setProperty("spark.master", "local[2]");
    session = Session.open("test");
    tables = Tables.of(session, SweepFolder.local(sweep));
  }

  @AfterAll
  static void close() {
    session.close();
    System.clearProperty("spark.master");
  }

  /** The state that SQL could change: files with their contents, names in the working folder. */
  private static Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> here = Files.walk(folder);
        Stream<Path> work = Files.list(Path.of(""));
        Stream<Path> temporary = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      for (Path path : (Iterable<Path>) here::iterator) {
        boolean file = Files.isRegularFile(path);
        files.put(
            path.toString(), file ? Files.size(path) + " " + Files.getLastModifiedTime(path) : "");
      }
      work.forEach(path -> files.put(path.toString(), ""));
      temporary
          .filter(path -> path.getFileName().toString().startsWith("icl-sweep-warehouse"))
          .forEach(path -> files.put(path.toString(), ""));
    }
    return files;
  }

  private static String refusal(Executable action) throws IOException {
    Map<String, String> before = files();
    String message = assertThrows(UsageException.class, action).getMessage();
    assertEquals(before, files());
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert overwrite directory 'FOLDER/mine' using csv select 1",
        "insert overwrite local directory 'FOLDER/mine' stored as textfile select 1",
        "insert overwrite directory 'FOLDER/sweep/trials' using parquet select * from trials",
        "with t as (select 1) insert overwrite directory 'FOLDER/mine' using json select * from t",
        "from trials insert overwrite directory 'FOLDER/mine' using csv select 1"
            + " insert overwrite directory 'FOLDER/new' using csv select 2",
        "insert into trials select * from trials",
        "insert overwrite trials select * from trials",
        "create table t using parquet location 'FOLDER/new' as select 1",
        "create table t (a int) using csv options (path 'FOLDER/mine')",
        "create temporary view v using csv options (path 'FOLDER/mine/file.csv')",
        "create or replace temporary view trials as select 1",
        "create function f as 'java.lang.Runtime' using jar 'FOLDER/x.jar'",
        "drop table trials",
        "drop view trials",
        "alter view trials as select 1",
        "truncate table trials",
        "delete from trials",
        "update trials set heads = 1",
        "merge into trials using trials t on t.heads = 1 when matched then delete",
        "load data inpath 'FOLDER/mine/file.csv' into table trials",
        "cache table trials",
        "uncache table trials",
        "clear cache",
        "refresh 'FOLDER'",
        "add jar 'FOLDER/x.jar'",
        "add file 'FOLDER/mine/file.csv'",
        "list jars",
        "set spark.sql.ansi.enabled=false",
        "set",
        "reset",
        "set time zone 'UTC'",
        "use nothing",
        "declare variable x = 1",
        "execute immediate 'drop table trials'",
        "begin drop table trials; end",
        "call nothing.procedure()",
        "analyze table trials compute statistics",
        "explain select * from trials",
        "explain codegen insert overwrite directory 'FOLDER/mine' using csv select 1",
        "describe trials",
        "show tables",
        "show create table trials",
        "select * from csv.`FOLDER/mine/file.csv`",
        "select * from parquet.`/etc/passwd`",
        "select * from text.`/etc/passwd` join trials",
        "select * from `text`.`/etc/passwd`",
        "with t as (select * from text.`/etc/passwd`) select count(*) from trials",
        "with t as (with u as (table text.`/etc/passwd`) select * from u) select 1",
        "select (select first(value) from text.`/etc/passwd`) from trials",
        "select * from trials where exists (select * from text.`/etc/passwd`)",
        "select * from trials where error in (select value from text.`/etc/passwd`)",
        "select * from trials, lateral (select * from text.`/etc/passwd`)",
        "select 1 union all select * from text.`/etc/passwd`",
        "from trials |> join text.`/etc/passwd`",
        "select * from identifier('text.`/etc/passwd`')",
        "select * from identifier('te' || 'xt.`/etc/passwd`')",
        "select * from default.trials",
        "select * from trials version as of 1",
        "select * from stream trials",
        "with nothing as (select * from nothing) select 1",
        "with a as (select * from b), b as (select 1) select 1",
        "select * from (with a as (select 1) select * from a) join a",
        "select * from read_files('FOLDER/mine')",
        "select * from python_worker_logs()",
        "select * from nothing(table(trials))",
        "select reflect('java.lang.System', 'exit', 3)",
        "select java_method('java.lang.System', 'getProperty', 'user.home')",
        "select TRY_REFLECT('java.lang.System', 'exit', 3) from trials",
        "select `reflect`('java.lang.System', 'exit', 3)",
        "select system.builtin.reflect('java.lang.System', 'exit', 3)",
        "select identifier('reflect')('java.lang.System', 'exit', 3)",
        "select identifier('ref' || 'lect')('java.lang.System', 'exit', 3)",
        "select * from trials lateral view reflect('java.lang.System', 'exit', 3) t as x",
        "select transform(array(1), x -> reflect('java.lang.System', 'exit', x))",
        "select sum(heads) over w from trials"
            + " window w as (partition by reflect('java.lang.System', 'exit', 3))",
        "select * from trials order by reflect('java.lang.System', 'exit', 3)",
        "select * from values (reflect('java.lang.System', 'exit', 3))",
        "select /*+ repartition(reflect('java.lang.System', 'exit', 3)) */ * from trials",
        "select * from trials pivot (max(reflect('java.lang.System', 'exit', 3)) for m in (3))",
        "select transform(heads) using 'touch FOLDER/new' from trials",
        "select from_protobuf(X'00', 'm', '/etc/passwd')",
        "select from_xml('<a/>', 'a int', map('rowValidationXSDPath', '/etc/passwd'))",
        "select 1; drop table trials",
      })
  void otherStatementsAreRefused(String sql) throws IOException {
    String text = sql.replace("FOLDER", folder.toString());
    String message = refusal(() -> tables.query(text));
    assertTrue(message.startsWith("SQL: "), message);
    assertTrue(message.matches(".*line 1, pos \\d+.*"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from trials",
        "select count(*) from TRIALS t join trajectories using (trial_id) where step in (0, 5)",
        "table ridge_gap",
        "from trials |> where heads > 1 |> drop error |> aggregate count(*) as n group by m",
        "values (1, 'a'), (2, 'b')",
        "select * from values (1), (abs(-2)) as t(x)",
        "select * from range(3) join (select 1 as one)",
        "with a as (select heads from trials), b as (select * from a) select * from b, a",
        "with a as (select 1 as x) select (with a as (select 2 as x) select max(x) from a) from a",
        "select * from trials where heads = (select max(heads) from trials)"
            + " and exists (select * from convergence) and m in (select m from ridge_gap)",
        "select * from trials, lateral (select heads + 1 as more)",
        "select explode(array(1, 2))",
        "select * from explode(array(1, 2))",
        "select * from trials lateral view posexplode(array(1, 2)) t as p, x",
        "select transform(array(1, 2), x -> x + 1), filter(array(1), x -> x > 1)",
        "select rank() over w, sum(heads) over (order by seed) from trials"
            + " window w as (partition by m order by seed)",
        "select * from trials qualify row_number() over (partition by m order by seed) = 1",
        "select m, sum(heads) from trials group by grouping sets ((m), ()) having sum(heads) > 1",
        "select * from (select m, heads from trials) pivot (sum(heads) for m in (3, 4))",
        "select * from (select m, heads from trials) unpivot (v for n in (m, heads))",
        "select /*+ broadcast(t) */ * except (error) from trials t distribute by m sort by seed",
        "select m from trials union select 1 intersect select 1 except select 2",
        "select * from trials tablesample (5 rows) limit 3 offset 1",
        "select input_file_name() is not null, current_date, extract(year from current_date),"
            + " percentile_cont(0.5) within group (order by heads) from trials group by all",
        "select date'2024-02-29', interval '1' day, cast('1' as double), '1'::int, 'reflect', 'set'",
        "select heads as `insert`, m as `reflect` from trials order by all;",
      })
  void queriesOfTheTablesAreAllowed(String sql) {
    assertFalse(tables.query(sql).first(1).columns().isEmpty());
  }

  @Test
  void environmentVariablesAreNotSubstituted() {
    assertEquals(
        List.of(List.of("${env:PATH}")), tables.query("select '${env:PATH}'").first(1).rows());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "heads = reflect('java.lang.Integer', 'valueOf', '2')",
        "heads in (select 2 from text.`/etc/passwd`)",
        "exists (select * from trials)",
        "heads = (select count(*) from default.trials)",
        "heads > identifier('java_' || 'method')('java.lang.Math', 'random')",
        "nothing(heads)",
        "heads > 1; drop table trials",
        "insert overwrite directory 'FOLDER/mine' using csv select 1",
      })
  void conditionsReadOnlyColumns(String sql) throws IOException {
    String text = sql.replace("FOLDER", folder.toString());
    assertTrue(refusal(() -> tables.where(List.of(text))).startsWith("--where \"" + text));
    SweepSpec where = Grids.spec(List.of(), List.of(text), "heads=2,3");
    assertTrue(refusal(() -> Grid.of(session, where)).startsWith("--where \"" + text));
    SweepSpec let = Grids.spec(List.of("heads = if(" + text + ", 1, 2)"), List.of(), "m=2,3");
    assertTrue(refusal(() -> Grid.of(session, let)).startsWith("--let \"heads = if("));
  }

  @Test
  void conditionsMayListValues() {
    String some = "heads in (select * from values (2), (5)) and seed = 1";
    assertEquals(
        List.of(List.of(1L)),
        tables.where(List.of(some)).query("select count(*) from trials").first(1).rows());
  }

  @Test
  void refusalsNameTheMistakeAndTheAllowedTables() {
    assertEquals(
        "SQL: \"drop table trials\" at line 1, pos 0 is not allowed; SQL reads tables and does"
            + " nothing else, as in \"select * from trials\"; query without SQL lists tables and"
            + " columns",
        assertThrows(UsageException.class, () -> tables.query("drop table trials")).getMessage());
    assertEquals(
        "SQL: \"csv.`x.csv`\" at line 1, pos 14 is not one of the tables here; there are trials,"
            + " trajectories, convergence, ridge_gap, scaling, claims, and --table NAME=PATH adds a file",
        assertThrows(UsageException.class, () -> tables.query("select * from csv.`x.csv`"))
            .getMessage());
  }
}
