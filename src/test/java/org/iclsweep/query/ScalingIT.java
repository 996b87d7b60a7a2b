package org.iclsweep.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.iclsweep.spark.Session;
import org.iclsweep.table.Column;
import org.iclsweep.table.StoredTrial;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The exponents of power laws against closed forms and an independent computation. */
class ScalingIT {
  private static final List<String> COLUMNS =
      StoredTrial.TRIALS.stream().map(Column::name).toList();

  private static Session session;
  private static SparkSession spark;

  @BeforeAll
  static void open() {
    System.setProperty("spark.master", "local[2]");
    session = Session.open("test");
    spark = session.sized(false);
  }

  @AfterAll
  static void close() {
    session.close();
    System.clearProperty("spark.master");
  }

  private record Point(
      int heads, double noise, String norm, long seed, String status, Double rate) {
    Row row() {
      Object[] values = new Object[COLUMNS.size()];
      values[COLUMNS.indexOf("heads")] = heads;
      values[COLUMNS.indexOf("noise")] = noise;
      values[COLUMNS.indexOf("token_norm")] = norm;
      values[COLUMNS.indexOf("seed")] = seed;
      values[COLUMNS.indexOf("learning_rate")] = "auto";
      values[COLUMNS.indexOf("status")] = status;
      values[COLUMNS.indexOf("rate")] = rate;
      return RowFactory.create(values);
    }
  }

  private static List<Row> scaling(List<Point> points, int partitions) {
    StructType schema = new StructType();
    for (Column<?> column : StoredTrial.TRIALS) {
      schema = schema.add(column.name(), column.kind().sql());
    }
    Dataset<Row> rows = spark.createDataFrame(points.stream().map(Point::row).toList(), schema);
    rows.repartition(partitions).createOrReplaceTempView("trials");
    return spark.sql(Tables.sql("scaling")).collectAsList();
  }

  private static double number(Row row, String column) {
    return row.<Double>getAs(column);
  }

  /** Groups may differ by any factor; what has no positive measure or parameter is left out. */
  @Test
  void aPowerLawIsFoundExactly() {
    List<Point> points = new ArrayList<>();
    for (int heads : List.of(1, 2, 4, 8)) {
      for (long seed = 1; seed <= 3; seed++) {
        double rate = Math.pow(7, (double) seed) * Math.pow(heads, -1.5);
        points.add(new Point(heads, 0.1, "unit", seed, "budget", rate));
        points.add(new Point(heads, 0.2, "unit", seed, "budget", 3 * rate));
      }
    }
    points.add(new Point(16, 0.1, "unit", 1, "diverged", 5.0));
    points.add(new Point(32, 0.1, "unit", 1, "failed", null));
    points.add(new Point(64, 0.1, "unit", 1, "budget", -1.0));
    points.add(new Point(128, 0.0, "unit", 1, "budget", 1.0)); // the only one with noise 0
    List<Row> rows = scaling(points, 3);
    assertEquals(1, rows.size(), rows.toString()); // noise has two positive values
    Row row = rows.get(0);
    assertEquals("heads", row.getAs("parameter"));
    assertEquals("rate", row.getAs("measure"));
    assertEquals(-1.5, number(row, "slope"), 1e-13);
    assertEquals(1, number(row, "r_squared"), 1e-13);
    assertEquals(0, number(row, "standard_error"), 1e-13);
    assertEquals(4, row.<Integer>getAs("n_values"));
    assertEquals(1, number(row, "value_min"));
    assertEquals(8, number(row, "value_max"));
    assertEquals(24, row.<Long>getAs("n_points"));
    assertEquals(6, row.<Long>getAs("n_groups"));
  }

  @Test
  void aSingleGroupHasNoStandardError() {
    List<Point> points = new ArrayList<>();
    for (int heads : List.of(1, 2, 4)) {
      points.add(new Point(heads, 0.1, "unit", 1, "budget", 2.0));
    }
    Row row = scaling(points, 1).get(0);
    assertEquals(0, number(row, "slope"));
    assertNull(row.getAs("standard_error"));
    assertNull(row.getAs("r_squared")); // the measure does not vary
  }

  @Test
  void estimatesAreThoseOfAnIndependentComputationInAnyOrder() {
    Random random = new Random(3);
    for (int round = 0; round < 4; round++) {
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        points.add(
            new Point(
                1 << random.nextInt(5),
                0.1 * (1 + random.nextInt(2)),
                random.nextBoolean() ? "raw" : "unit",
                random.nextInt(4),
                "budget",
                Math.exp(random.nextGaussian())));
      }
      List<Row> rows = scaling(points, 1);
      assertEquals(1, rows.size());
      assertEstimates(points, rows.get(0));
      Collections.shuffle(points, random);
      assertEquals(rows, scaling(points, 5)); // bitwise
    }
  }

  /** Slope, clustered standard error and R^2 by their textbook formulas. */
  private static void assertEstimates(List<Point> points, Row row) {
    Map<List<Object>, List<Point>> groups =
        points.stream()
            .collect(
                Collectors.groupingBy(
                    p -> List.of(p.noise, p.norm, p.seed), HashMap::new, Collectors.toList()));
    groups.values().removeIf(g -> g.stream().map(Point::heads).distinct().count() < 2);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (List<Point> group : groups.values()) {
      double[] x = centred(group, p -> Math.log(p.heads));
      double[] y = centred(group, p -> Math.log(p.rate));
      for (int i = 0; i < x.length; i++) {
        xx += x[i] * x[i];
        xy += x[i] * y[i];
        yy += y[i] * y[i];
      }
    }
    double slope = xy / xx;
    double scores = 0;
    for (List<Point> group : groups.values()) {
      double[] x = centred(group, p -> Math.log(p.heads));
      double[] y = centred(group, p -> Math.log(p.rate));
      double score = 0;
      for (int i = 0; i < x.length; i++) {
        score += x[i] * (y[i] - slope * x[i]);
      }
      scores += score * score;
    }
    double size = groups.size();
    assertTrue(size > 5, "groups: " + size);
    assertEquals(slope, number(row, "slope"), 1e-12);
    assertEquals(Math.sqrt(size / (size - 1) * scores) / xx, number(row, "standard_error"), 1e-12);
    assertEquals(xy * xy / xx / yy, number(row, "r_squared"), 1e-12);
    assertEquals(groups.size(), row.<Long>getAs("n_groups"));
    assertEquals(groups.values().stream().mapToLong(List::size).sum(), row.<Long>getAs("n_points"));
  }

  private static double[] centred(List<Point> group, ToDoubleFunction<Point> value) {
    double mean = group.stream().mapToDouble(value).average().orElseThrow();
    return group.stream().mapToDouble(value).map(v -> v - mean).toArray();
  }
}
