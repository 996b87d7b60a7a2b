package org.iclsweep.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.iclsweep.spark.Column.Kind;
import org.iclsweep.sweep.CostModel;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.TrialResult;
import org.iclsweep.sweep.TrialResult.Measured;
import org.iclsweep.theory.RateFit;
import org.iclsweep.train.Status;
import org.iclsweep.train.Trajectory;

/**
 * A trial's result as it is stored: one row of {@code trials} and the rows of {@code trajectories}.
 *
 * @param attempt how often the trial was tried, this time included
 * @param result what it gave
 * @param host the machine it ran on
 * @param executor the Spark executor it ran in
 */
record StoredTrial(int attempt, TrialResult result, String host, String executor)
    implements Serializable {

  /** The columns of the table {@code trials}. */
  static final List<Column<StoredTrial>> TRIALS = trialColumns();

  /** The columns of the table {@code trajectories}. */
  static final List<Column<Step>> TRAJECTORIES =
      List.of(
          new Column<>("trial_id", Kind.TEXT, "the trial", Step::trialId),
          new Column<>("step", Kind.LONG, "updates before", s -> s.point().step()),
          new Column<>("gap", Kind.DOUBLE, "L - L_min", s -> s.point().gap()),
          new Column<>(
              "loss",
              Kind.DOUBLE,
              "population loss L",
              s -> s.measured().minimumLoss() + s.point().gap()),
          new Column<>("ridge_gap", Kind.DOUBLE, "distance from ridge", s -> s.point().ridgeGap()),
          new Column<>(
              "ridge_gap_ood", Kind.DOUBLE, "the same out of domain", s -> s.point().ridgeGapOod()),
          new Column<>(
              "ridge_gap_prompt",
              Kind.DOUBLE,
              "share of the prompt tokens",
              s -> s.point().ridgeGapPrompt()),
          new Column<>(
              "ridge_gap_query",
              Kind.DOUBLE,
              "share of the query tokens",
              s -> s.point().ridgeGapQuery()),
          new Column<>(
              "zeta",
              Kind.DOUBLE,
              "min_k lambda_min(B_k B_k'), at some steps",
              s -> s.point().zeta()),
          new Column<>(
              "bound",
              Kind.DOUBLE,
              "the rate bound on the gap",
              s ->
                  s.measured().bound() == null ? null : s.measured().bound().at(s.point().step())));

  /** One recorded step of one trial. */
  record Step(String trialId, Measured measured, Trajectory.Point point) {}

  /** The rows of {@code trajectories}; none for a failed trial. */
  List<Step> steps() {
    Measured measured = result.measured();
    if (measured == null) {
      return List.of();
    }
    String id = result.config().id();
    return measured.trajectory().points().stream()
        .map(point -> new Step(id, measured, point))
        .toList();
  }

  boolean failed() {
    return result.status() == Status.FAILED;
  }

  private static List<Column<StoredTrial>> trialColumns() {
    List<Column<StoredTrial>> columns = new ArrayList<>();
    columns.add(
        new Column<>("trial_id", Kind.TEXT, "name of the trial", t -> t.result.config().id()));
    columns.add(new Column<>("attempt", Kind.INT, "how often it was tried", StoredTrial::attempt));
    for (Parameter parameter : Parameter.values()) {
      columns.add(
          new Column<>(
              parameter.column(),
              Kind.of(parameter.domain().type()),
              parameter.description(),
              t -> t.parameter(parameter)));
    }
    columns.add(
        new Column<>(
            "status",
            Kind.TEXT,
            "converged, stalled, budget, diverged or failed",
            t -> lower(t.result.status())));
    columns.add(new Column<>("error", Kind.TEXT, "why it failed", t -> t.result.error()));
    measured(columns, "steps_run", Kind.LONG, "updates done", Measured::steps);
    measured(columns, "gap_start", Kind.DOUBLE, "gap at step 0", Measured::gapStart);
    measured(columns, "gap_end", Kind.DOUBLE, "last finite gap", Measured::gapEnd);
    fit(columns, "rate", Kind.DOUBLE, "measured late decay of log gap a step", f -> f.rate());
    fit(columns, "rate_r2", Kind.DOUBLE, "R^2 of that fit", f -> f.r2());
    fit(columns, "rate_from", Kind.LONG, "first step of the fit", f -> f.from());
    fit(columns, "rate_to", Kind.LONG, "last step of the fit", f -> f.to());
    measured(
        columns,
        "bound_rate",
        Kind.DOUBLE,
        "the rate bound's decay of log gap a step",
        m -> m.bound() == null ? null : m.bound().perStep());
    measured(columns, "zeta_0", Kind.DOUBLE, "zeta at the start", m -> m.start().zeta());
    measured(columns, "sigma_min", Kind.DOUBLE, "min_k sigma_min(B_k)", m -> m.start().sigmaMin());
    measured(columns, "sigma_max", Kind.DOUBLE, "max_k sigma_max(B_k)", m -> m.start().sigmaMax());
    measured(
        columns,
        "regime",
        Kind.TEXT,
        "theory, or the assumption that fails",
        m -> lower(m.regime()));
    measured(
        columns,
        "bound_held",
        Kind.BOOLEAN,
        "every recorded gap was under the bound",
        m -> m.bound() == null ? null : m.firstViolation() == null);
    measured(
        columns,
        "first_violation",
        Kind.LONG,
        "first recorded step above the bound",
        Measured::firstViolation);
    end(columns, "ridge_gap", "distance from ridge, 2 gap", e -> e.ridgeGap());
    end(columns, "ridge_gap_prompt", "share of the prompt tokens", e -> e.ridgeGapPrompt());
    end(columns, "ridge_gap_query", "share of the query tokens", e -> e.ridgeGapQuery());
    end(columns, "ridge_gap_ood", "distance from ridge out of domain", e -> e.ridgeGapOod());
    measured(
        columns,
        "best_gap",
        Kind.DOUBLE,
        "ridge optimum against the paper's best ridge",
        Measured::bestGap);
    measured(columns, "minimum_loss", Kind.DOUBLE, "L_min", Measured::minimumLoss);
    columns.add(new Column<>("seconds", Kind.DOUBLE, "wall time", t -> t.result.seconds()));
    columns.add(
        new Column<>(
            "predicted_seconds",
            Kind.DOUBLE,
            "wall time expected for all steps",
            t -> CostModel.seconds(t.result.config())));
    measured(columns, "kernel", Kind.TEXT, "inner loops used: vector, portable", Measured::kernel);
    measured(
        columns, "form", Kind.TEXT, "coordinates of the heads in training", m -> lower(m.form()));
    columns.add(new Column<>("host", Kind.TEXT, "machine", StoredTrial::host));
    columns.add(new Column<>("executor", Kind.TEXT, "Spark executor", StoredTrial::executor));
    columns.add(
        new Column<>("version", Kind.INT, "version of the mathematics", t -> Trial.VERSION));
    return List.copyOf(columns);
  }

  /** The stored value of a parameter: the asked rule and the resolved numbers of the rates. */
  private Object parameter(Parameter parameter) {
    TrialConfig config = result.config();
    Measured measured = result.measured();
    return switch (parameter) {
      case LEARNING_RATE -> config.rateRule();
      case LEARNING_RATE_Q -> measured == null ? asked(config.rateQ()) : (Double) measured.rateQ();
      case LEARNING_RATE_W -> measured == null ? asked(config.rateW()) : (Double) measured.rateW();
      default -> config.value(parameter);
    };
  }

  private static Double asked(OptionalDouble rate) {
    return rate.isPresent() ? rate.getAsDouble() : null;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static void measured(
      List<Column<StoredTrial>> columns,
      String name,
      Kind kind,
      String meaning,
      Function<Measured, Object> value) {
    columns.add(
        new Column<>(
            name,
            kind,
            meaning,
            t -> t.result.measured() == null ? null : value.apply(t.result.measured())));
  }

  private static void fit(
      List<Column<StoredTrial>> columns,
      String name,
      Kind kind,
      String meaning,
      Function<RateFit, Object> value) {
    measured(columns, name, kind, meaning, m -> m.fit() == null ? null : value.apply(m.fit()));
  }

  private static void end(
      List<Column<StoredTrial>> columns,
      String name,
      String meaning,
      Function<Trajectory.Point, Object> value) {
    measured(
        columns, name, Kind.DOUBLE, meaning, m -> m.end() == null ? null : value.apply(m.end()));
  }
}
