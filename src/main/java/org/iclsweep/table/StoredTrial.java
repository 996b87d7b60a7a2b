package org.iclsweep.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.iclsweep.optimizer.LearningRate;
import org.iclsweep.sweep.CostModel;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.TrialResult;
import org.iclsweep.sweep.TrialResult.Measured;
import org.iclsweep.sweep.TrialResult.Theory;
import org.iclsweep.table.Column.Kind;
import org.iclsweep.theory.RateBound;
import org.iclsweep.theory.RateFit;
import org.iclsweep.train.Status;
import org.iclsweep.train.Trajectory;

/**
 * A trial's result as stored: one row of {@code trials} and the rows of {@code trajectories}.
 *
 * @param attempt the number of the attempt, from 1
 * @param result the result of the attempt
 * @param host the machine it ran on
 * @param executor the Spark executor it ran in
 * @param model the file of its trained model relative to the sweep's folder, or null if it is not
 *     kept
 */
public record StoredTrial(
    int attempt, TrialResult result, String host, String executor, String model)
    implements Serializable {

  /** A trial without a kept model. */
  public StoredTrial(int attempt, TrialResult result, String host, String executor) {
    this(attempt, result, host, executor, null);
  }

  /** The status of a failed trial, which has no rows in {@code trajectories}. */
  public static final String FAILED = lower(Status.FAILED);

  /** The status of a diverged trial, whose last steps have no rows. */
  public static final String DIVERGED = lower(Status.DIVERGED);

  /** The columns of the table {@code trials}. */
  public static final List<Column<StoredTrial>> TRIALS = trialColumns();

  /** The same columns, for rows given as arrays of values. */
  public static final List<Column<Object[]>> VALUES = valueColumns();

  /** The columns of the table {@code trajectories}. */
  public static final List<Column<Step>> TRAJECTORIES = trajectoryColumns();

  /** One recorded step of one trial. */
  public record Step(
      String trialId, int attempt, TrialConfig config, Measured measured, Trajectory.Point point) {
    private double localRate(double zeta) {
      return RateBound.localRate(measured.learningRateW(), zeta, config.tokens());
    }

    private Double bound(long step) {
      RateBound bound = measured.theory().bound();
      return bound == null ? null : bound.at(step);
    }
  }

  /** The rows of {@code trajectories}; none for a failed trial. */
  public List<Step> steps() {
    Measured measured = result.measured();
    if (measured == null) {
      return List.of();
    }
    String id = result.config().id();
    return measured.trajectory().points().stream()
        .map(point -> new Step(id, attempt, result.config(), measured, point))
        .toList();
  }

  /** The values of the row of {@code trials}, in the order of its columns. */
  public Object[] row() {
    return TRIALS.stream().map(column -> column.stored(this)).toArray();
  }

  public boolean failed() {
    return result.status() == Status.FAILED;
  }

  /** The remaining fraction of the gap; infinite if the trial diverged or failed. */
  public double remaining() {
    return failed() || result.status() == Status.DIVERGED
        ? Double.POSITIVE_INFINITY
        : result.measured().gapEnd() / result.measured().gapStart();
  }

  private static List<Column<Object[]>> valueColumns() {
    List<Column<Object[]>> columns = new ArrayList<>();
    for (Column<StoredTrial> column : TRIALS) {
      int index = columns.size();
      columns.add(new Column<>(column.name(), column.kind(), column.meaning(), row -> row[index]));
    }
    return List.copyOf(columns);
  }

  private static List<Column<StoredTrial>> trialColumns() {
    List<Column<StoredTrial>> columns = new ArrayList<>();
    columns.add(
        new Column<>("trial_id", Kind.TEXT, "name of the trial", t -> t.result.config().id()));
    columns.add(
        new Column<>("attempt", Kind.INT, "number of the attempt, from 1", StoredTrial::attempt));
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
    columns.add(new Column<>("error", Kind.TEXT, "reason of a failure", t -> t.result.error()));
    measured(columns, "steps_run", Kind.LONG, "number of updates", Measured::steps);
    measured(
        columns,
        "rate_halvings",
        Kind.INT,
        "with --learning-rate descent, how often the automatic rate was halved",
        Measured::halvings);
    measured(
        columns,
        "steps_discarded",
        Kind.LONG,
        "with --learning-rate descent, updates with the larger rates",
        Measured::discarded);
    measured(
        columns,
        "steps_to_tolerance",
        Kind.LONG,
        "updates until gap / gap(0) reached the tolerance",
        Measured::stepsToTolerance);
    measured(columns, "gap_start", Kind.DOUBLE, "gap at step 0", Measured::gapStart);
    measured(columns, "gap_end", Kind.DOUBLE, "last finite gap", Measured::gapEnd);
    end(columns, "loss_end", "training loss at the end", e -> e.loss());
    rateColumns(columns);
    theoryColumns(columns);
    errorColumns(columns);
    columns.add(
        new Column<>("seconds", Kind.DOUBLE, "wall time, in seconds", t -> t.result.seconds()));
    columns.add(
        new Column<>(
            "predicted_seconds",
            Kind.DOUBLE,
            "predicted wall time of all steps",
            t -> CostModel.predictedSeconds(t.result.config())));
    measured(
        columns, "kernel", Kind.TEXT, "kernel that trained: vector or portable", Measured::kernel);
    measured(
        columns,
        "form",
        Kind.TEXT,
        "coordinates in which the heads were trained",
        m -> lower(m.form()));
    columns.add(new Column<>("host", Kind.TEXT, "name of the machine", StoredTrial::host));
    columns.add(
        new Column<>("executor", Kind.TEXT, "id of the Spark executor", StoredTrial::executor));
    columns.add(
        new Column<>(
            "model", Kind.TEXT, "file of the model kept with --keep-model", StoredTrial::model));
    columns.add(
        new Column<>("version", Kind.INT, "version of the mathematics", t -> Trial.VERSION));
    return List.copyOf(columns);
  }

  private static void rateColumns(List<Column<StoredTrial>> columns) {
    fit(
        columns,
        "rate",
        Kind.DOUBLE,
        "fitted decay of log gap per step, if the late curve is straight",
        f -> f.rate());
    fit(columns, "rate_low", Kind.DOUBLE, "lower end of its 95% interval", f -> f.low());
    fit(columns, "rate_high", Kind.DOUBLE, "upper end of its 95% interval", f -> f.high());
    fit(columns, "rate_r2", Kind.DOUBLE, "R^2 of that fit", f -> f.r2());
    fit(columns, "rate_from", Kind.LONG, "first step of the fit", f -> f.from());
    fit(columns, "rate_to", Kind.LONG, "last step of the fit", f -> f.to());
    fit(
        columns,
        "rate_orders",
        Kind.DOUBLE,
        "orders of magnitude that the fit spans",
        f -> f.orders());
    measured(
        columns,
        "rate_fit",
        Kind.TEXT,
        "late part of log gap: straight, bent, flat or short",
        m -> m.fit() == null ? null : lower(m.fit().shape()));
    measured(
        columns,
        "rate_end",
        Kind.DOUBLE,
        "decay of log gap per step over the last third of the steps, if the curve is bent",
        m -> m.fit() == null ? null : m.fit().end());
    fit(
        columns,
        "half_life",
        Kind.DOUBLE,
        "steps in which the gap halves at that rate",
        f -> f.halfLife());
  }

  private static void theoryColumns(List<Column<StoredTrial>> columns) {
    theory(
        columns,
        "bound_rate",
        Kind.DOUBLE,
        "decay of log gap per step in the rate bound",
        t -> t.bound() == null ? null : t.bound().perStep());
    theory(columns, "zeta_0", Kind.DOUBLE, "zeta at the start", t -> t.start().zeta());
    end(columns, "zeta_end", "zeta at the end", e -> e.zeta());
    theory(columns, "sigma_min", Kind.DOUBLE, "min_k sigma_min(B_k)", t -> t.start().sigmaMin());
    theory(columns, "sigma_max", Kind.DOUBLE, "max_k sigma_max(B_k)", t -> t.start().sigmaMax());
    theory(
        columns,
        "regime",
        Kind.TEXT,
        "theory, or the assumption or condition that fails",
        t -> lower(t.regime()));
    theory(
        columns,
        "bound_held",
        Kind.BOOLEAN,
        "whether every recorded gap was under the bound",
        t -> t.bound() == null ? null : t.firstViolation() == null);
    theory(
        columns,
        "first_violation",
        Kind.LONG,
        "first recorded step above the bound, or the step of divergence",
        Theory::firstViolation);
    theory(
        columns,
        "gram_definite",
        Kind.BOOLEAN,
        "whether M is positive definite",
        t -> t.assumptions().positiveDefinite());
    theory(
        columns,
        "tokens_distinct",
        Kind.BOOLEAN,
        "whether no token is zero and no two are equal",
        t -> t.assumptions().distinctTokens());
    theory(
        columns,
        "template_moments",
        Kind.BOOLEAN,
        "whether sampled templates have mean 0 and variance 1",
        t -> t.assumptions().templateMoments());
    theory(
        columns,
        "full_rank",
        Kind.BOOLEAN,
        "whether every B_k has rank N at the start",
        t -> t.assumptions().fullRank());
    theory(
        columns,
        "sigma_halved_at",
        Kind.LONG,
        "first measured step with sigma_min below half its start",
        t -> t.conditions().sigmaHalvedAt());
    theory(
        columns,
        "descent_failed_at",
        Kind.LONG,
        "first measured step that broke the descent inequality",
        t -> t.conditions().descentFailedAt());
    theory(
        columns,
        "climbed_at",
        Kind.LONG,
        "first step at which the gap rose by more than rounding",
        t -> t.conditions().climbedAt());
    theory(
        columns,
        "ball_left_at",
        Kind.LONG,
        "first measured step outside the guaranteed rate's ball",
        t -> t.conditions().ballLeftAt());
    theory(
        columns,
        "ball_q",
        Kind.DOUBLE,
        "radius of that ball for Q",
        t -> t.ball() == null ? null : t.ball().radiusQ());
    theory(
        columns,
        "ball_w",
        Kind.DOUBLE,
        "radius of that ball for w",
        t -> t.ball() == null ? null : t.ball().radiusW());
    measured(
        columns,
        "floor_start",
        Kind.DOUBLE,
        "for H < N, the smallest gap that w can reach with the heads at the start",
        m -> m.floor() == null ? null : m.floor().start());
    measured(
        columns,
        "floor_end",
        Kind.DOUBLE,
        "for H < N, the smallest gap that w can reach with the heads at the end",
        m -> m.floor() == null ? null : m.floor().end());
  }

  private static void errorColumns(List<Column<StoredTrial>> columns) {
    end(columns, "ridge_gap", "mean squared distance from ridge, 2 gap", e -> e.ridgeGap());
    end(
        columns,
        "ridge_gap_prompt",
        "part of ridge_gap over prompt tokens",
        e -> e.ridgeGapPrompt());
    end(columns, "ridge_gap_query", "part of ridge_gap over query tokens", e -> e.ridgeGapQuery());
    end(
        columns,
        "ridge_gap_ood",
        "mean squared distance from ridge out of domain",
        e -> e.ridgeGapOod());
    end(columns, "sampled_ridge_gap", "ridge_gap on test prompts", e -> e.test().ridgeGap());
    end(
        columns,
        "sampled_ridge_gap_ood",
        "ridge_gap_ood on test prompts",
        e -> e.testOod().ridgeGap());
    end(columns, "error_prompt", "test error on prompt tokens", e -> e.test().prompt());
    end(columns, "error_query", "test error on query tokens", e -> e.test().query());
    end(
        columns,
        "error_prompt_ood",
        "test error on prompt tokens out of domain",
        e -> e.testOod().prompt());
    end(
        columns,
        "error_query_ood",
        "test error on query tokens out of domain",
        e -> e.testOod().query());
    measured(
        columns,
        "best_gap",
        Kind.DOUBLE,
        "mean squared distance between the ridge optimum and the paper's best ridge",
        Measured::bestGap);
    measured(
        columns,
        "best_error",
        Kind.DOUBLE,
        "test error of the paper's best ridge",
        m -> m.bestTest().total());
    measured(
        columns,
        "best_error_ood",
        Kind.DOUBLE,
        "test error of the paper's best ridge out of domain",
        m -> m.bestTestOod().total());
    measured(
        columns,
        "minimum_loss",
        Kind.DOUBLE,
        "minimum of the population loss, L_min",
        Measured::minimumLoss);
  }

  private static List<Column<Step>> trajectoryColumns() {
    List<Column<Step>> columns = new ArrayList<>();
    columns.add(new Column<>("trial_id", Kind.TEXT, "name of the trial", Step::trialId));
    columns.add(new Column<>("attempt", Kind.INT, "number of the attempt, from 1", Step::attempt));
    columns.add(new Column<>("step", Kind.LONG, "number of updates so far", s -> s.point().step()));
    point(columns, "gap", "L - L_min", p -> p.gap());
    point(
        columns,
        "loss",
        "training loss: population loss L, or mean over the training set",
        p -> p.loss());
    point(columns, "ridge_gap", "mean squared distance from ridge", p -> p.ridgeGap());
    point(
        columns,
        "ridge_gap_ood",
        "mean squared distance from ridge out of domain",
        p -> p.ridgeGapOod());
    point(
        columns,
        "ridge_gap_prompt",
        "part of ridge_gap over prompt tokens",
        p -> p.ridgeGapPrompt());
    point(
        columns, "ridge_gap_query", "part of ridge_gap over query tokens", p -> p.ridgeGapQuery());
    point(columns, "sampled_ridge_gap", "ridge_gap on test prompts", p -> p.test().ridgeGap());
    point(
        columns,
        "sampled_ridge_gap_ood",
        "ridge_gap_ood on test prompts",
        p -> p.testOod().ridgeGap());
    point(columns, "error_prompt", "test error on prompt tokens", p -> p.test().prompt());
    point(columns, "error_query", "test error on query tokens", p -> p.test().query());
    point(
        columns,
        "error_prompt_ood",
        "test error on prompt tokens out of domain",
        p -> p.testOod().prompt());
    point(
        columns,
        "error_query_ood",
        "test error on query tokens out of domain",
        p -> p.testOod().query());
    dynamics(columns, "zeta", Kind.DOUBLE, "min_k lambda_min(B_k B_k')", (s, d) -> d.zeta());
    dynamics(
        columns,
        "local_rate",
        Kind.DOUBLE,
        "1 - eta_w zeta / K, the theory's factor for the next step",
        (s, d) -> s.localRate(d.zeta()));
    dynamics(
        columns,
        "gradient_norm_q",
        Kind.DOUBLE,
        "norm of the gap's gradient in Q",
        (s, d) -> d.gradient().q());
    dynamics(
        columns,
        "gradient_norm_w",
        Kind.DOUBLE,
        "norm of the gap's gradient in w",
        (s, d) -> d.gradient().w());
    dynamics(
        columns,
        "descended",
        Kind.BOOLEAN,
        "whether the next step obeyed the descent inequality",
        (s, d) -> d.descended());
    dynamics(
        columns,
        "in_ball",
        Kind.BOOLEAN,
        "whether the parameters are in the guaranteed rate's ball",
        (s, d) -> d.inBall());
    columns.add(
        new Column<>(
            "bound", Kind.DOUBLE, "the rate bound on the gap", s -> s.bound(s.point().step())));
    return List.copyOf(columns);
  }

  private static void point(
      List<Column<Step>> columns,
      String name,
      String meaning,
      Function<Trajectory.Point, Object> value) {
    columns.add(new Column<>(name, Kind.DOUBLE, meaning, s -> value.apply(s.point())));
  }

  /** Adds a column that is measured at about 20 of the recorded steps. */
  private static void dynamics(
      List<Column<Step>> columns,
      String name,
      Kind kind,
      String meaning,
      BiFunction<Step, Trajectory.Dynamics, Object> value) {
    columns.add(
        new Column<>(
            name,
            kind,
            meaning,
            s -> s.point().dynamics() == null ? null : value.apply(s, s.point().dynamics())));
  }

  /**
   * Returns the stored value of a parameter: for learning rates the requested rule and the resolved
   * numbers.
   */
  private Object parameter(Parameter parameter) {
    TrialConfig config = result.config();
    Measured measured = result.measured();
    return switch (parameter) {
      case LEARNING_RATE_Q ->
          measured == null ? requested(config.learningRateQ()) : (Double) measured.learningRateQ();
      case LEARNING_RATE_W ->
          measured == null ? requested(config.learningRateW()) : (Double) measured.learningRateW();
      default -> key(config, parameter);
    };
  }

  /** Returns the stored value of a parameter that distinguishes configurations. */
  private static Object key(TrialConfig config, Parameter parameter) {
    return parameter == Parameter.LEARNING_RATE
        ? config.learningRateRule()
        : config.value(parameter);
  }

  /** Returns the values of the columns {@link TableNames#KEYS} in the rows of a trial. */
  public static List<Object> keys(TrialConfig config) {
    List<Object> keys = new ArrayList<>();
    for (Parameter parameter : Parameter.values()) {
      if (parameter.key()) {
        keys.add(key(config, parameter));
      }
    }
    return keys;
  }

  private static Double requested(LearningRate rate) {
    return rate.rule() == LearningRate.Rule.NUMBER ? rate.number() : null;
  }

  /** Returns the name of a constant as written in tables, in lower case. */
  public static String lower(Enum<?> constant) {
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

  private static void theory(
      List<Column<StoredTrial>> columns,
      String name,
      Kind kind,
      String meaning,
      Function<Theory, Object> value) {
    measured(columns, name, kind, meaning, m -> value.apply(m.theory()));
  }

  private static void fit(
      List<Column<StoredTrial>> columns,
      String name,
      Kind kind,
      String meaning,
      Function<RateFit.Line, Object> value) {
    measured(
        columns,
        name,
        kind,
        meaning,
        m -> m.fit() == null || m.fit().line() == null ? null : value.apply(m.fit().line()));
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
