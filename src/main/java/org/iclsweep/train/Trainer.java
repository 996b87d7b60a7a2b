package org.iclsweep.train;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.model.Transformer;
import org.iclsweep.model.UpdateRule;
import org.iclsweep.objective.Objective;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.LearningRate;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.state.Resumable;
import org.iclsweep.state.State;
import org.iclsweep.task.PredictionGap;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.theory.AttentionSpectrum;
import org.iclsweep.theory.AttentionSpectrum.Extremes;
import org.iclsweep.theory.Ball;
import org.iclsweep.theory.GuaranteedLearningRate;
import org.iclsweep.theory.RateBound;

/**
 * Trains one transformer and records its trajectory.
 *
 * <p>A trainer is used once. {@link #run} trains from the start or resumes from a state read
 * earlier; afterwards {@link #transformer()} holds the trained parameters. Not thread-safe.
 */
public final class Trainer implements Resumable {
  /** Every tenth recorded step has dynamics: zeta costs K singular value decompositions. */
  public static final int DYNAMICS_EVERY = 10;

  private final Transformer transformer;
  private final PopulationLoss population;
  private final Objective objective;
  private final Measures measures;
  private final boolean descends;
  private final DMatrixRMaj predicted;
  private final AttentionSpectrum spectrum;
  private final Extremes start;
  private final double learningRateQ;
  private final double learningRateW;
  private final Ball ball;
  private final UpdateRule optimizer;
  private final RateBound bound;

  private final Trajectory trajectory = new Trajectory();
  private long step;
  private double gap;
  private double gapEnd;
  private int next;

  /**
   * Prepares a run: measures the start and resolves the learning rates.
   *
   * @param population the population loss, whose gap is recorded for every objective
   * @param objective the loss that training minimises
   * @param transformer the transformer at its start. Trained in place.
   * @param measures the measurements at recorded steps
   * @param kind the optimizer
   * @param requestedQ the requested eta_Q
   * @param requestedW the requested eta_w
   * @throws IllegalStateException if the gap at the start is not a finite number
   */
  public Trainer(
      PopulationLoss population,
      Objective objective,
      Transformer transformer,
      Measures measures,
      OptimizerKind kind,
      LearningRate requestedQ,
      LearningRate requestedW) {
    this.population = population;
    this.objective = objective;
    this.transformer = transformer;
    this.measures = measures;
    RidgeOptimum ridge = population.ridge();
    int tokens = ridge.task().tokens();
    descends = kind == OptimizerKind.GD && objective == population;
    predicted = new DMatrixRMaj(ridge.task().promptLength(), tokens);
    spectrum = new AttentionSpectrum(ridge.rootGram(), tokens, transformer.heads());
    transformer.forward();
    double gapStart = population.gap(transformer.prediction());
    if (!Double.isFinite(gapStart)) {
      throw new IllegalStateException(
          "the gap at step 0 is %s, beyond double precision; the noise, the features or init_scale are too large"
              .formatted(gapStart));
    }
    start = spectrum.measure(transformer);
    double automatic = kind.automaticLearningRate(tokens, start.sigmaMax());
    boolean theory =
        requestedQ.equals(LearningRate.THEORY) || requestedW.equals(LearningRate.THEORY);
    GuaranteedLearningRate guaranteed =
        theory ? new GuaranteedLearningRate(ridge, start, gapStart) : null;
    learningRateW = resolved(requestedW, automatic, () -> guaranteed.learningRateW());
    learningRateQ = resolved(requestedQ, automatic, () -> guaranteed.learningRateQ(learningRateW));
    ball = theory ? guaranteed.ball() : null;
    optimizer = kind.create(population.kernel(), transformer.heads(), learningRateQ, learningRateW);
    bound = RateBound.of(learningRateW, start.zeta(), tokens, gapStart);
    gap = gapStart;
    gapEnd = gapStart;
  }

  private static double resolved(
      LearningRate requested, double automatic, DoubleSupplier guaranteed) {
    return switch (requested.rule()) {
      case AUTO -> automatic;
      case THEORY -> guaranteed.getAsDouble();
      case DESCENT -> automatic * requested.number();
      case NUMBER -> requested.number();
    };
  }

  /**
   * Trains until the budget is exhausted or a rule ends the run.
   *
   * @param steps the budget of updates
   * @param recorded the steps to record, increasing, beginning with 0; the last step of the run is
   *     always recorded. Not modified.
   * @param rules checked after every step, in order
   * @param watcher receives each recorded point as it is measured
   * @return the outcome
   */
  public Outcome run(
      long steps, long[] recorded, List<StopRule> rules, Consumer<Trajectory.Point> watcher) {
    return run(steps, recorded, rules, watcher, () -> {});
  }

  /**
   * Trains as above, with an action after every step.
   *
   * @param steps the budget of updates
   * @param recorded as above; the same in every part of a run
   * @param rules checked after every step, in order
   * @param watcher receives each recorded point as it is measured, in this part of the run only
   * @param between called after every step; may {@linkplain #exchange write the state}
   * @return the outcome, including earlier parts
   */
  public Outcome run(
      long steps,
      long[] recorded,
      List<StopRule> rules,
      Consumer<Trajectory.Point> watcher,
      Runnable between) {
    while (true) {
      boolean finite = Double.isFinite(gap);
      if (finite) {
        gapEnd = gap;
      }
      if (next < recorded.length && recorded[next] == step) {
        if (finite && trajectory.put(measure(next % DYNAMICS_EVERY == 0))) {
          watcher.accept(trajectory.last());
        } else if (step == 0) {
          throw new IllegalStateException(
              "the loss or a distance from ridge regression at step 0 is beyond double precision;"
                  + " the noise, the features or the out-of-domain templates are too large");
        }
        next++;
      }
      Optional<Status> end = stop(rules);
      if (end.isPresent() || step == steps) {
        if (finite) {
          var unused = trajectory.put(measure(true));
        }
        return new Outcome(end.orElse(Status.BUDGET), step, gapEnd, trajectory);
      }
      double before = gap;
      gap = step();
      if (descends && finite) {
        checkDescent(before);
      }
      step++;
      between.run();
    }
  }

  /**
   * {@inheritDoc} Must be called before {@link #run} or between two of its steps.
   *
   * @throws IOException if the state cannot be written or read, or does not belong to this run
   */
  @Override
  public void exchange(State state) throws IOException {
    step = state.exchange(step);
    gap = state.exchange(gap);
    gapEnd = state.exchange(gapEnd);
    next = state.exchange(next);
    optimizer.exchange(state);
    objective.exchange(state);
    transformer.exchange(state, optimizer);
    trajectory.exchange(state);
  }

  /**
   * Recomputes the derived quantities after a state has been read.
   *
   * @throws IOException if the stored gap differs from the gap of the stored parameters
   */
  public void resume() throws IOException {
    transformer.forward();
    double computed = population.gap(transformer.prediction());
    if (Double.compare(computed, gap) != 0) {
      throw new IOException(
          "the stored gap is %s, but the parameters give %s".formatted(gap, computed));
    }
  }

  /** The number of updates in all parts of the run. */
  public long stepsDone() {
    return step;
  }

  private void checkDescent(double before) {
    if (bound.climbed(before, gap)) {
      trajectory.climbed(step + 1);
    }
    Trajectory.Dynamics dynamics = trajectory.last().dynamics();
    if (trajectory.last().step() == step && dynamics != null) {
      double q = dynamics.gradient().q();
      double w = dynamics.gradient().w();
      trajectory.descended(
          bound.descended(before, gap, (learningRateQ * q * q + learningRateW * w * w) / 2));
    }
  }

  /**
   * Performs one update, without recording it in a run. Allocates nothing.
   *
   * @return the gap after the update
   */
  public double step() {
    transformer.step(objective.gradient(transformer.prediction()), optimizer);
    return population.gap(transformer.prediction());
  }

  private Optional<Status> stop(List<StopRule> rules) {
    for (StopRule rule : rules) {
      Optional<Status> status = rule.check(step, gap, trajectory);
      if (status.isPresent()) {
        return status;
      }
    }
    return Optional.empty();
  }

  private Trajectory.Point measure(boolean withDynamics) {
    transformer.prediction().get(0, predicted);
    Measures.Errors errors = measures.measure(predicted);
    PredictionGap.Split ridgeGap = population.ridgeGap();
    return new Trajectory.Point(
        step,
        gap,
        objective.loss(predicted, gap),
        ridgeGap.prompt(),
        ridgeGap.query(),
        errors.ridgeOod(),
        errors.test(),
        errors.testOod(),
        withDynamics ? dynamics() : null);
  }

  private Trajectory.Dynamics dynamics() {
    return new Trajectory.Dynamics(
        spectrum.sigmaMin(transformer),
        transformer.gradientNorms(population.gradient(transformer.prediction())),
        ball == null ? null : (Boolean) ball.contains(transformer),
        null);
  }

  /** The transformer: at its start before {@link #run}, trained afterwards. */
  public Transformer transformer() {
    return transformer;
  }

  /** The population loss of the task. */
  public PopulationLoss population() {
    return population;
  }

  /** The extreme singular values of the B_k at the start. */
  public Extremes start() {
    return start;
  }

  /** The rate bound computed at the start. */
  public RateBound bound() {
    return bound;
  }

  /** The ball of the guarantee, or null if neither rate is a guaranteed one. */
  public Ball ball() {
    return ball;
  }

  /** eta_Q as used. */
  public double learningRateQ() {
    return learningRateQ;
  }

  /** eta_w as used. */
  public double learningRateW() {
    return learningRateW;
  }

  /**
   * The outcome of a run.
   *
   * @param status the reason for its end
   * @param steps the number of updates done
   * @param gapEnd the last finite gap
   * @param trajectory the recorded steps
   */
  public record Outcome(Status status, long steps, double gapEnd, Trajectory trajectory) {}
}
