package org.iclsweep.cli;

import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.sweep.Parameter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables of a sweep read by DuckDB, which shares no code with their writer, and the aggregates
 * recomputed in its SQL.
 *
 * <p>Some trials were trained twice; only the newer attempt is stored.
 */
class DuckDbIT {
  private static final String KEYS =
      Stream.of(Parameter.values())
          .filter(
              p ->
                  !Set.of(Parameter.SEED, Parameter.LEARNING_RATE_Q, Parameter.LEARNING_RATE_W)
                      .contains(p))
          .map(Parameter::column)
          .collect(Collectors.joining(", "));

  /** Tolerance of sums, whose terms may be added in another order. */
  private static final double OF_SUMS = 1e-12;

  @TempDir private static Path folder;

  private static Connection duck;
  private static Path sweep;

  /**
   * Four configurations with five seeds. Two seeds are trained twice, one failed the second time.
   */
  @BeforeAll
  static void makeSweep() throws Exception {
    Properties offline = new Properties();
    offline.put("autoinstall_known_extensions", "false");
    duck = DriverManager.getConnection("jdbc:duckdb:", offline);
    sweep = folder.resolve("sweep");
    run("--seed 1:4");
    SweepFolders.add(
        sweep,
        "trials",
        sweep,
        trials -> failed(trials.where("seed = 2")).withColumn("attempt", lit(2)));
    run("--seed 1,4,5 --force");
    try (Statement statement = duck.createStatement()) {
      for (String table :
          List.of("trials", "trajectories", "convergence", "ridge_gap", "scaling")) {
        statement.execute(
            "create view %s as select * from read_parquet('%s/%s/*.parquet')"
                .formatted(table, sweep, table));
      }
    }
  }

  private static void run(String more) {
    String grid = "run --m 4 --heads 2,6 --prompt-length 3,4 --tokens 9 --dim 5 --steps 300 --out ";
    List<String> words = new ArrayList<>(List.of((grid + sweep + " " + more).split(" ", -1)));
    Result result = CommandLineRunner.run(words.toArray(String[]::new));
    assertEquals(0, result.code(), result.err());
  }

  /** Rows of failed trials, without measurements. */
  private static Dataset<Row> failed(Dataset<Row> trials) {
    Set<String> kept =
        Stream.concat(
                Stream.of(Parameter.values()).map(Parameter::column),
                Stream.of(
                    "trial_id", "seconds", "predicted_seconds", "host", "executor", "version"))
            .collect(Collectors.toSet());
    Dataset<Row> failed = trials;
    for (StructField field : trials.schema().fields()) {
      if (!kept.contains(field.name())) {
        failed = failed.withColumn(field.name(), lit(null).cast(field.dataType()));
      }
    }
    return failed.withColumn("status", lit("failed")).withColumn("error", lit("of a test"));
  }

  @AfterAll
  static void close() throws SQLException {
    duck.close();
  }

  private static List<Map<String, Object>> rows(String sql) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Checks that integers and texts are equal, and doubles within a relative tolerance. */
  private static void assertSame(
      List<Map<String, Object>> expected, List<Map<String, Object>> actual, double tolerance) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      for (Map.Entry<String, Object> entry : expected.get(i).entrySet()) {
        String column = entry.getKey();
        assertTrue(actual.get(i).containsKey(column), column);
        Object value = actual.get(i).get(column);
        if (entry.getValue() == null) {
          assertNull(value, column);
        } else if (entry.getValue() instanceof Double number) {
          assertEquals(number, (Double) value, tolerance * Math.abs(number), column);
        } else if (entry.getValue() instanceof Number number) {
          assertEquals(number.longValue(), ((Number) value).longValue(), column);
        } else {
          assertEquals(entry.getValue(), value, column);
        }
      }
    }
  }

  private static List<Map<String, Object>> stored(String table) throws SQLException {
    return rows("select * from %s order by heads, prompt_length".formatted(table));
  }

  private static List<Map<String, Object>> recomputed(String columns) throws SQLException {
    return rows(
        "select %s, %s from (select *, status in ('diverged', 'failed') as bad from trials) group by %s order by heads, prompt_length"
            .formatted(KEYS, columns, KEYS));
  }

  private static String range(String column, String name) {
    return "min(%s) as %s_min, max(%s) as %s_max, ".formatted(column, name, column, name);
  }

  /** The median of an even number is the geometric mean of the two in the middle. */
  private static String median(String column, String name) {
    String sorted = "list_sort(list(%s) filter (%s is not null))".formatted(column, column);
    String lower = "%s[(count(%s) + 1) // 2]".formatted(sorted, column);
    String upper = "%s[count(%s) // 2 + 1]".formatted(sorted, column);
    return "case when %s = %s then %s else sqrt(%s) * sqrt(%s) end as %s"
        .formatted(lower, upper, lower, lower, upper, name);
  }

  @Test
  void attemptsAreAsExpected() throws SQLException {
    assertEquals(
        List.of(
            Map.of("seed", 1L, "attempt", 2, "status", "budget", "n", 4L),
            Map.of("seed", 2L, "attempt", 2, "status", "failed", "n", 4L),
            Map.of("seed", 3L, "attempt", 1, "status", "budget", "n", 4L),
            Map.of("seed", 4L, "attempt", 2, "status", "budget", "n", 4L),
            Map.of("seed", 5L, "attempt", 1, "status", "budget", "n", 4L)),
        rows("select seed, attempt, status, count(*) as n from trials group by all order by seed"));
  }

  @Test
  void eachTrialIsStoredOnce() throws SQLException {
    assertEquals(
        List.of(Map.of("n", 20L, "ids", 20L)),
        rows("select count(*) as n, count(distinct trial_id) as ids from trials"));
    // Nothing is left of a failed trial's earlier attempt.
    assertEquals(
        List.of(Map.of("trials", 16L, "others", 0L)),
        rows(
            "select count(distinct trial_id) as trials, count(*) filter (t.trial_id is null) as"
                + " others from trajectories left join trials t using (trial_id, attempt)"));
    assertEquals(
        rows("select count(*) as n from trajectories"),
        rows("select count(*) as n from (select distinct trial_id, step from trajectories)"));
  }

  @Test
  void convergenceIsTheSame() throws SQLException {
    List<Map<String, Object>> stored = stored("convergence");
    assertEquals(4, stored.size());
    String gap = "case when not bad then gap_end end";
    assertSame(
        recomputed(
            "count(*) as n, "
                + Stream.of("converged", "stalled", "budget", "diverged", "failed")
                    .map(s -> "count(*) filter (status = '%s') as n_%s, ".formatted(s, s))
                    .collect(Collectors.joining())
                + "count(rate) as n_fit,"
                + " count(*) filter (regime = 'theory') as n_theory,"
                + " count(*) filter (regime = 'theory' and bound_held) as n_bound_held, "
                + range("rate", "rate")
                + range("bound_rate", "bound_rate")
                + range("steps_to_tolerance", "steps_to_tolerance")
                + range(gap, "gap_end")
                + median(gap, "gap_end_median")),
        stored,
        0);
    // Student's t for 0 to 3 degrees of freedom.
    String half =
        "[null, 12.706204736, 4.302652730, 3.182446305][count(rate)] * stddev_samp(rate) / sqrt(count(rate))";
    assertSame(
        recomputed(
            "avg(rate) as rate, avg(rate) - %s as rate_low, avg(rate) + %s as rate_high,"
                    .formatted(half, half)
                + " quantile_cont(rate, 0.5) as rate_median,"
                + " quantile_cont(bound_rate, 0.5) as bound_rate,"
                + " quantile_cont(steps_to_tolerance::double, 0.5) as steps_to_tolerance,"
                + " exp(avg(ln(%s))) as gap_end_geometric_mean".formatted(gap)),
        stored,
        OF_SUMS);
    assertTrue(stored.stream().anyMatch(r -> r.get("rate_low") != null), stored.toString());
  }

  @Test
  void ridgeGapIsTheSame() throws SQLException {
    List<Map<String, Object>> stored = stored("ridge_gap");
    List<String> columns =
        List.of("ridge_gap", "ridge_gap_prompt", "ridge_gap_query", "ridge_gap_ood", "best_gap");
    assertSame(
        recomputed(
            "count(*) as n, count(ridge_gap) as n_trained, "
                + columns.stream()
                    .map(c -> range(c, c) + median(c, c + "_median"))
                    .collect(Collectors.joining(", "))),
        stored,
        0);
    // At N = m the best gap is 0, and so is its mean.
    assertSame(
        recomputed(
            columns.stream()
                .map(
                    c ->
                        "case when min(%s) = 0 then 0 else exp(avg(ln(nullif(%s, 0)))) end as %s_geometric_mean"
                            .formatted(c, c, c))
                .collect(Collectors.joining(", "))),
        stored,
        OF_SUMS);
    assertEquals(0.0, stored.get(1).get("best_gap_geometric_mean"));
  }

  @Test
  void sparkAndDuckDbReadAllColumnsAlike() throws Exception {
    for (String table : List.of("trials", "trajectories")) {
      List<Map<String, Object>> columns = rows("describe " + table);
      List<String> described =
          CommandLineRunner.run(
                  "query",
                  "--out",
                  sweep.toString(),
                  "--format",
                  "csv",
                  "select * from " + table + " where false")
              .lines();
      assertEquals(
          List.of(described.get(0).split(",", -1)),
          columns.stream().map(c -> (String) c.get("column_name")).toList());
      List<String> sums = new ArrayList<>(List.of("count(*) as n"));
      for (Map<String, Object> column : columns) {
        String name = (String) column.get("column_name");
        sums.add("count(%s) as %s_n".formatted(name, name));
        if (Set.of("DOUBLE", "BIGINT", "INTEGER").contains(column.get("column_type"))) {
          sums.add("min(%s) as %s_min".formatted(name, name));
          sums.add("max(%s) as %s_max".formatted(name, name));
        }
      }
      String sql = "select %s from %s".formatted(String.join(", ", sums), table);
      Result spark =
          CommandLineRunner.run("query", "--out", sweep.toString(), "--format", "csv", sql);
      assertEquals(0, spark.code(), spark.err());
      Map<String, Object> duckRow = rows(sql).get(0);
      List<String> names = List.of(spark.lines().get(0).split(",", -1));
      List<String> values = List.of(spark.lines().get(1).split(",", -1));
      assertEquals(List.copyOf(duckRow.keySet()), names);
      for (int i = 0; i < names.size(); i++) {
        Object value = duckRow.get(names.get(i));
        if (value == null) {
          assertEquals("", values.get(i).replace("\"", ""), names.get(i));
        } else {
          assertEquals(
              ((Number) value).doubleValue(), Double.parseDouble(values.get(i)), names.get(i));
        }
      }
    }
  }
}
