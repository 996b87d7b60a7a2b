package org.iclsweep.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.iclsweep.query.Tables;
import org.iclsweep.report.data.SqlSource;
import org.iclsweep.report.page.Facts;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.table.ColumnDescription;
import org.iclsweep.table.TableNames;

/** A sweep whose trials are given by a test, in the tables of a Spark session. */
final class HandMade implements SqlSource {
  private static final String TRIALS =
      ColumnDescription.of(TableNames.TRIALS).stream()
          .map(column -> column.column() + " " + column.type())
          .collect(Collectors.joining(", "));
  private static final String STEPS =
      "trial_id string, step bigint, gap double, bound double, loss double, ridge_gap double,"
          + " ridge_gap_ood double, zeta double";

  private static final String CLAIMS =
      "number int, claim string, source string, verdict string, evidence string, query string";

  private final SparkSession spark;
  private final List<Row> claims = new ArrayList<>();
  private final List<Row> trials = new ArrayList<>();
  private final List<Row> steps = new ArrayList<>();

  HandMade(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Adds a trial.
   *
   * @param values columns that differ from those of a trial that ran all its steps and reached a
   *     gap of 1e-6; null for missing values
   * @param gaps its gaps at the steps 0, 10, 20 ...; none for a trial without a trajectory
   */
  HandMade trial(Map<String, ?> values, double... gaps) {
    StructType schema = StructType.fromDDL(TRIALS);
    Map<String, Object> row = new LinkedHashMap<>();
    for (String column : schema.fieldNames()) {
      row.put(column, null);
    }
    row.put("trial_id", "%040x".formatted(trials.size() + 1));
    row.putAll(Map.of("m", 4, "heads", 2, "prompt_length", 3, "noise", 0.1, "tokens", 9, "dim", 5));
    row.putAll(Map.of("init_scale", 1.0, "token_norm", "unit", "representation", "gaussian"));
    row.putAll(Map.of("templates", "gaussian", "objective", "population", "optimizer", "gd"));
    row.putAll(Map.of("training_prompts", 100, "batch_size", 10, "learning_rate", "auto"));
    row.putAll(Map.of("steps", 100, "test_templates", 10, "ood_mean", 1.0, "ood_variance", 4.0));
    row.putAll(Map.of("tolerance", 1e-20, "seed", 1L, "status", "budget", "steps_run", 100L));
    row.putAll(Map.of("gap_end", 1e-6, "rate", 0.1, "bound_rate", 0.01, "regime", "theory"));
    row.putAll(Map.of("bound_held", true, "ridge_gap", 2e-6, "ridge_gap_ood", 8e-6));
    row.putAll(Map.of("best_gap", 0.5, "seconds", 0.25));
    row.putAll(values);
    if (row.size() != schema.size()) {
      throw new IllegalArgumentException(row.keySet() + " are not the columns " + TRIALS);
    }
    trials.add(RowFactory.create(row.values().toArray()));
    for (int i = 0; i < gaps.length; i++) {
      double bound = gaps[0] * Math.exp(-0.1 * i);
      steps.add(
          RowFactory.create(
              row.get("trial_id"),
              10L * i,
              gaps[i],
              bound,
              gaps[i] + 0.2,
              2 * gaps[i],
              8 * gaps[i],
              null));
    }
    return this;
  }

  /** Adds a claim. */
  HandMade claim(String source, String claim, String verdict, String evidence, String query) {
    claims.add(RowFactory.create(claims.size() + 1, claim, source, verdict, evidence, query));
    return this;
  }

  /** The report of these trials with the given facts and heat maps. */
  Report report(Facts facts, List<List<Parameter>> heatMaps) {
    spark
        .createDataFrame(trials, StructType.fromDDL(TRIALS))
        .cache()
        .createOrReplaceTempView(TableNames.TRIALS);
    spark
        .createDataFrame(steps, StructType.fromDDL(STEPS))
        .createOrReplaceTempView(TableNames.TRAJECTORIES);
    for (String aggregate : TableNames.AGGREGATES) {
      spark.sql(Tables.sql(aggregate)).cache().createOrReplaceTempView(aggregate);
    }
    spark
        .createDataFrame(claims, StructType.fromDDL(CLAIMS))
        .createOrReplaceTempView(TableNames.CLAIMS);
    return Report.of(this, trial -> Optional.empty(), facts, heatMaps);
  }

  Report report(List<List<Parameter>> heatMaps) {
    return report(
        new Facts(
            "/results/made",
            OptionalLong.empty(),
            OptionalLong.empty(),
            List.of(),
            List.of(),
            "now"),
        heatMaps);
  }

  Report report() {
    return report(List.of());
  }

  @Override
  public void query(String sql, Consumer<Map<String, Object>> row) {
    for (Row each : spark.sql(sql).collectAsList()) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (String column : each.schema().fieldNames()) {
        values.put(column, each.getAs(column));
      }
      row.accept(values);
    }
  }
}
