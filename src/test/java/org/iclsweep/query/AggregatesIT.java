package org.iclsweep.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.iclsweep.spark.Session;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.table.Column;
import org.iclsweep.table.ColumnDescription;
import org.iclsweep.table.StoredTrial;
import org.iclsweep.table.TableNames;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The SQL aggregates against the same statistics from Commons Math. */
class AggregatesIT {
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

  /** A row of trials with only the columns that aggregates read. */
  private static Row trial(int heads, String status, Double rate, Double gap, double bound) {
    Object[] values = new Object[COLUMNS.size()];
    values[COLUMNS.indexOf("heads")] = heads;
    values[COLUMNS.indexOf("status")] = status;
    values[COLUMNS.indexOf("rate")] = rate;
    values[COLUMNS.indexOf("gap_start")] = 1.0;
    values[COLUMNS.indexOf("gap_end")] = gap;
    values[COLUMNS.indexOf("tolerance")] = 1e-3;
    values[COLUMNS.indexOf("steps_run")] = gap == null ? null : 1000L * heads;
    values[COLUMNS.indexOf("steps_to_tolerance")] =
        status.equals("converged") ? 1000L * heads : null;
    values[COLUMNS.indexOf("regime")] = "theory";
    values[COLUMNS.indexOf("bound_held")] = status.equals("converged") ? Boolean.TRUE : null;
    values[COLUMNS.indexOf("bound_rate")] = bound;
    values[COLUMNS.indexOf("ridge_gap")] = gap == null ? null : 2 * gap;
    return RowFactory.create(values);
  }

  private static StructType schema() {
    StructType schema = new StructType();
    for (Column<?> column : StoredTrial.TRIALS) {
      schema = schema.add(column.name(), column.kind().sql());
    }
    return schema;
  }

  private static Row aggregate(String name, List<Row> trials) {
    Dataset<Row> rows = spark.createDataFrame(trials, schema());
    rows.createOrReplaceTempView("trials");
    return spark.sql(Tables.sql(name)).collectAsList().get(0);
  }

  @Test
  void keysAreAllParametersButTheSeed() {
    List<String> keys =
        Stream.of(Parameter.values())
            .filter(
                p ->
                    p != Parameter.SEED
                        && p != Parameter.LEARNING_RATE_Q
                        && p != Parameter.LEARNING_RATE_W)
            .map(Parameter::column)
            .collect(Collectors.toList());
    for (String name : TableNames.BY_CONFIGURATION) {
      Row row = aggregate(name, List.of(trial(1, "budget", 0.1, 0.5, 0.01)));
      assertEquals(keys, List.of(row.schema().fieldNames()).subList(0, keys.size()));
      assertEquals("n", row.schema().fieldNames()[keys.size()]);
    }
  }

  @Test
  void columnsAreThoseDescribed() {
    for (String name : TableNames.AGGREGATES) {
      spark
          .createDataFrame(List.of(trial(1, "budget", 0.1, 0.5, 0.01)), schema())
          .createOrReplaceTempView("trials");
      StructType computed = spark.sql(Tables.sql(name)).schema();
      assertEquals(
          ColumnDescription.of(name).stream().map(d -> d.column() + " " + d.type()).toList(),
          Stream.of(computed.fields())
              .map(field -> field.name() + " " + field.dataType().simpleString())
              .toList());
    }
  }

  @Test
  void rateHasAStudentInterval() {
    Random random = new Random(1);
    for (int n : List.of(2, 3, 5, 10, 30, 31, 32, 60)) {
      DescriptiveStatistics rates = new DescriptiveStatistics();
      List<Row> trials = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        double rate = 1 + random.nextGaussian();
        rates.addValue(rate);
        trials.add(trial(1, "budget", rate, 0.5, 0.01));
      }
      Row row = aggregate("convergence", trials);
      double half =
          new TDistribution(n - 1).inverseCumulativeProbability(0.975)
              * rates.getStandardDeviation()
              / Math.sqrt(n);
      assertEquals((long) n, row.<Long>getAs("n_fit"));
      assertEquals(rates.getMean(), row.<Double>getAs("rate"), 1e-14);
      // The quantiles in the file have nine decimals; beyond 30, the expansion is accurate to 2e-6.
      double precision = n > 31 ? 2e-6 : 1e-8;
      assertEquals(rates.getMean() - half, row.<Double>getAs("rate_low"), precision * half + 1e-14);
      assertEquals(
          rates.getMean() + half, row.<Double>getAs("rate_high"), precision * half + 1e-14);
    }
  }

  @Test
  void oneTrialHasNoInterval() {
    Row row = aggregate("convergence", List.of(trial(1, "budget", 0.1, 0.5, 0.01)));
    assertEquals(0.1, row.<Double>getAs("rate"));
    assertNull(row.getAs("rate_low"));
    assertNull(row.getAs("rate_high"));
    assertNull(row.getAs("steps_to_tolerance"));
  }

  @Test
  void divergedAndFailedTrialsAreCountedAndNotAveraged() {
    List<Row> trials =
        List.of(
            trial(1, "converged", 0.5, 1e-4, 0.1),
            trial(1, "budget", 0.4, 1e-2, 0.2),
            trial(1, "stalled", 0.3, 1e-1, 0.3),
            trial(1, "diverged", null, 1e9, 0.4),
            trial(1, "failed", null, null, 0.5));
    Row row = aggregate("convergence", trials);
    for (String status : List.of("converged", "stalled", "budget", "diverged", "failed")) {
      assertEquals(1L, row.<Long>getAs("n_" + status), status);
    }
    assertEquals(5L, row.<Long>getAs("n"));
    assertEquals(5L, row.<Long>getAs("n_theory"));
    assertEquals(1L, row.<Long>getAs("n_bound_held"));
    assertEquals(1e-2, row.<Double>getAs("gap_end_median"));
    assertEquals(Math.pow(1e-7, 1.0 / 3), row.<Double>getAs("gap_end_geometric_mean"), 1e-12);
    assertEquals(1000.0, row.<Double>getAs("steps_to_tolerance"));
  }

  @Test
  void aZeroGapMakesTheGeometricMeanZero() {
    List<Row> trials =
        List.of(trial(1, "converged", 0.5, 0.0, 0.1), trial(1, "converged", 0.5, 1e-4, 0.1));
    assertEquals(0.0, aggregate("convergence", trials).<Double>getAs("gap_end_geometric_mean"));
    assertEquals(0.0, aggregate("ridge_gap", trials).<Double>getAs("ridge_gap_geometric_mean"));
  }

  @Test
  void nothingToAverageGivesNulls() {
    List<Row> trials = List.of(trial(1, "failed", null, null, 0.1));
    Row row = aggregate("convergence", trials);
    assertNull(row.getAs("rate"));
    assertNull(row.getAs("gap_end_geometric_mean"));
    assertNull(aggregate("ridge_gap", trials).getAs("ridge_gap_geometric_mean"));
  }

  @Test
  void resultsDoNotDependOnTheOrderOfRows() {
    Random random = new Random(2);
    List<Row> trials = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      trials.add(trial(1, "budget", random.nextDouble(), random.nextDouble(), 0.1));
    }
    for (String name : TableNames.BY_CONFIGURATION) {
      String first = Arrays.toString(bits(aggregate(name, trials)));
      for (int i = 0; i < 5; i++) {
        Collections.shuffle(trials, random);
        assertEquals(first, Arrays.toString(bits(aggregate(name, trials))));
      }
      assertTrue(first.contains("0."));
    }
  }

  private static Object[] bits(Row row) {
    Object[] values = new Object[row.length()];
    Arrays.setAll(values, row::get);
    return values;
  }
}
