package org.iclsweep.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.iclsweep.sweep.CostModel;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.UsageException;

/**
 * The grid of a sweep as a Dataset: the product of the axes, with derived columns and filters.
 *
 * <p>Rows are made on the executors from their index; the driver never holds the grid.
 */
public final class Grid {
  private static final String VIOLATION = "violation";

  /** Where the parameters begin in a row of the grid, behind trial_id and predicted_seconds. */
  private static final int FIRST_PARAMETER = 2;

  private final Dataset<Row> trials;
  private final long size;

  private Grid(Dataset<Row> trials, long size) {
    this.trials = trials;
    this.size = size;
  }

  /**
   * Makes and checks a grid.
   *
   * @param spec its {@link SweepSpec#combinations()} must fit in a long
   * @throws UsageException if an expression is no SQL, names no column or cannot be evaluated, if a
   *     row is not a valid trial, or if there is no row
   */
  public static Grid of(Session session, SweepSpec spec) {
    Dataset<Row> rows =
        session
            .spark()
            .range(spec.combinations().longValueExact())
            .map(
                (MapFunction<Long, Row>) index -> axisRow(spec.combination(index)),
                Encoders.row(axisSchema()));
    for (SweepSpec.Let let : spec.lets()) {
      rows = derive(rows, let);
    }
    for (String where : spec.wheres()) {
      rows = filter(rows, where);
    }
    Dataset<Row> checked =
        rows.map((MapFunction<Row, Row>) Grid::trialRow, Encoders.row(trialSchema()));
    // Rates of their own for Q and w can make rows with different common rates the same trial.
    Dataset<Row> trials = checked.drop(VIOLATION).dropDuplicates("trial_id");
    String violation =
        SqlError.explained(
            "--let or --where", () -> checked.agg(functions.min(VIOLATION)).head().getString(0));
    if (violation != null) {
      throw new UsageException(violation);
    }
    long size = trials.count();
    if (size == 0) {
      throw new UsageException(
          "--where: none of the %s combinations is left; the grid is empty"
              .formatted(spec.combinations()));
    }
    return new Grid(trials, size);
  }

  private static Dataset<Row> derive(Dataset<Row> rows, SweepSpec.Let let) {
    return analyzed(
        "--let " + let,
        () -> rows.withColumn(let.parameter().column(), functions.expr(let.expression())));
  }

  private static Dataset<Row> filter(Dataset<Row> rows, String where) {
    String option = "--where \"" + where + "\"";
    Dataset<Row> filtered = analyzed(option, () -> rows.where(where));
    LogicalPlan plan = filtered.queryExecution().analyzed();
    if (plan instanceof Filter filter && filter.condition().references().isEmpty()) {
      throw new UsageException(
          option + ": it names no column; there are " + String.join(", ", rows.columns()));
    }
    return filtered;
  }

  private static Dataset<Row> analyzed(String option, Supplier<Dataset<Row>> expression) {
    Dataset<Row> rows = SqlError.explained(option, expression);
    if (!rows.queryExecution().analyzed().deterministic()) {
      throw new UsageException(
          option + ": it is random; a grid must be the same each time it is made");
    }
    return rows;
  }

  private static StructType axisSchema() {
    StructType schema = new StructType();
    for (Parameter parameter : Parameter.values()) {
      schema = schema.add(parameter.column(), Column.Kind.of(parameter.domain().type()).spark());
    }
    return schema;
  }

  private static StructType trialSchema() {
    StructType schema =
        new StructType()
            .add("trial_id", DataTypes.StringType)
            .add("predicted_seconds", DataTypes.DoubleType);
    for (var field : axisSchema().fields()) {
      schema = schema.add(field);
    }
    return schema.add(VIOLATION, DataTypes.StringType);
  }

  private static Row axisRow(Map<Parameter, Object> combination) {
    List<Object> values = new ArrayList<>();
    for (Parameter parameter : Parameter.values()) {
      values.add(combination.get(parameter));
    }
    return RowFactory.create(values.toArray());
  }

  private static Row trialRow(Row row) {
    List<Object> values = new ArrayList<>();
    try {
      TrialConfig config = config(row, 0);
      values.add(config.id());
      values.add(CostModel.seconds(config));
      for (Parameter parameter : Parameter.values()) {
        values.add(config.value(parameter));
      }
      values.add(null);
    } catch (IllegalArgumentException e) {
      values.addAll(Collections.nCopies(FIRST_PARAMETER + Parameter.values().length, null));
      values.add(e.getMessage());
    }
    return RowFactory.create(values.toArray());
  }

  /** The trial of a row of {@link #trials()} or {@link #missing}. */
  static TrialConfig config(Row row) {
    return config(row, FIRST_PARAMETER);
  }

  private static TrialConfig config(Row row, int first) {
    Map<Parameter, Object> values = new EnumMap<>(Parameter.class);
    int index = first;
    for (Parameter parameter : Parameter.values()) {
      values.put(parameter, row.get(index));
      index++;
    }
    return new TrialConfig(values);
  }

  /** The number of trials. */
  public long size() {
    return size;
  }

  /** The trials: {@code trial_id}, {@code predicted_seconds} and a column for each parameter. */
  Dataset<Row> trials() {
    return trials;
  }

  /** What the grid will cost, and how much of it is stored already. */
  public record Estimate(double seconds, double longestSeconds, long stored, long failed) {}

  /**
   * Estimates the grid.
   *
   * @param store the sweep's folder, which need not exist
   */
  public Estimate estimate(Session session, ResultStore store) {
    Row cost =
        trials.agg(functions.sum("predicted_seconds"), functions.max("predicted_seconds")).head();
    long stored = 0;
    long failed = 0;
    if (store.exists()) {
      Tables tables = Tables.of(session, store);
      tables.restrictTo(this);
      List<Object> counts =
          tables
              .query(
                  "select count_if(status != 'failed'), count_if(status = 'failed') from trials", 1)
              .rows()
              .get(0);
      stored = (Long) counts.get(0);
      failed = (Long) counts.get(1);
    }
    return new Estimate(cost.getDouble(0), cost.getDouble(1), stored, failed);
  }

  /**
   * The trials that are to be run, dearest first: those that are not stored, and those that failed.
   *
   * @param stored the table {@code trials} of the folder
   * @return the columns of {@link #trials()} and {@code attempt}, the number of this attempt
   */
  Dataset<Row> missing(Dataset<Row> stored) {
    return trials
        .join(
            stored.select("trial_id", "attempt", "status"), new String[] {"trial_id"}, "left_outer")
        .where("status is null or status = 'failed'")
        .withColumn("attempt", functions.expr("coalesce(attempt, 0) + 1"))
        .orderBy(functions.col("predicted_seconds").desc(), functions.col("trial_id"));
  }
}
