package org.iclsweep.train;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.model.Transformer;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.Optimizer;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.PredictionGap;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Templates;
import org.iclsweep.theory.AttentionSpectrum;
import org.iclsweep.theory.AttentionSpectrum.Extremes;
import org.iclsweep.theory.RateBound;

/**
 * Trains one transformer by full-batch steps and records its way.
 *
 * <p>A trainer is used once: {@link #run} trains from the start, and afterwards {@link
 * #transformer()} holds the trained parameters. One thread at a time.
 */
public final class Trainer {
  /** Zeta costs K singular value decompositions, so only every tenth recorded step has it. */
  private static final int ZETA_EVERY = 10;

  private final Transformer transformer;
  private final PopulationLoss loss;
  private final PredictionGap inDomain;
  private final PredictionGap outOfDomain;
  private final AttentionSpectrum spectrum;
  private final Extremes start;
  private final double rateQ;
  private final double rateW;
  private final Optimizer optimizer;
  private final RateBound bound;

  /**
   * Prepares a run: measures the start and settles the learning rates.
   *
   * @param ridge the solved task
   * @param heads Q_1 .. Q_H at the start, each d x d. Kept and trained in place.
   * @param kind the optimizer
   * @param askedQ eta_Q, or empty for the automatic rate
   * @param askedW eta_w, or empty for the automatic rate
   * @throws IllegalStateException if the gap at the start is not a finite number
   */
  public Trainer(
      RidgeOptimum ridge,
      DMatrixRMaj[] heads,
      OptimizerKind kind,
      OptionalDouble askedQ,
      OptionalDouble askedW) {
    int tokens = ridge.task().tokens();
    transformer = new Transformer(ridge.task(), heads);
    loss = new PopulationLoss(ridge);
    inDomain = new PredictionGap(ridge.gram(), ridge.optimum());
    outOfDomain = new PredictionGap(ridge.gram(Templates.Domain.OUT), ridge.optimum());
    spectrum = new AttentionSpectrum(ridge.rootGram(), tokens, heads.length);
    transformer.forward();
    double gapStart = loss.gap(transformer.prediction());
    if (!Double.isFinite(gapStart)) {
      throw new IllegalStateException("the gap at the start is " + gapStart + ", not finite");
    }
    start = spectrum.measure(transformer);
    double automatic = kind.automaticRate(tokens, start.sigmaMax());
    rateQ = askedQ.orElse(automatic);
    rateW = askedW.orElse(automatic);
    optimizer = kind.create(rateQ, rateW);
    bound = RateBound.of(rateW, start.zeta(), tokens, gapStart);
  }

  /**
   * Trains until the budget is used up or a rule says stop.
   *
   * @param steps the budget of updates
   * @param recorded increasing, beginning with 0; the last step of the run is recorded in any case.
   *     Not modified.
   * @param rules asked after every step, in order
   * @param watcher told each recorded point as it is measured
   * @return how it went
   */
  public Outcome run(
      long steps, long[] recorded, List<StopRule> rules, Consumer<Trajectory.Point> watcher) {
    Trajectory trajectory = new Trajectory();
    double gapEnd = bound.gapStart();
    int next = 0;
    for (long step = 0; ; step++) {
      transformer.forward();
      double gap = loss.gap(transformer.prediction());
      boolean finite = Double.isFinite(gap);
      if (finite) {
        gapEnd = gap;
      }
      if (next < recorded.length && recorded[next] == step) {
        if (finite && trajectory.put(measure(step, gap, next % ZETA_EVERY == 0))) {
          watcher.accept(trajectory.last());
        }
        next++;
      }
      Optional<Status> end = stop(step, gap, trajectory, rules);
      if (end.isPresent() || step == steps) {
        if (finite) {
          var unused = trajectory.put(measure(step, gap, true));
        }
        return new Outcome(end.orElse(Status.BUDGET), step, gapEnd, trajectory);
      }
      transformer.backward(loss.gradient());
      optimizer.step(transformer);
    }
  }

  private static Optional<Status> stop(
      long step, double gap, Trajectory trajectory, List<StopRule> rules) {
    for (StopRule rule : rules) {
      Optional<Status> status = rule.check(step, gap, trajectory);
      if (status.isPresent()) {
        return status;
      }
    }
    return Optional.empty();
  }

  private Trajectory.Point measure(long step, double gap, boolean withZeta) {
    PredictionGap.Split split = inDomain.against(transformer.prediction());
    return new Trajectory.Point(
        step,
        gap,
        split.prompt(),
        split.query(),
        outOfDomain.against(transformer.prediction()).total(),
        withZeta ? spectrum.measure(transformer).zeta() : null);
  }

  /** The transformer: at its start before {@link #run}, trained afterwards. */
  public Transformer transformer() {
    return transformer;
  }

  /** The objective that the transformer is trained on. */
  public PopulationLoss loss() {
    return loss;
  }

  /** The extreme singular values of the B_k at the start. */
  public Extremes start() {
    return start;
  }

  /** The rate bound, from the start. */
  public RateBound bound() {
    return bound;
  }

  /** eta_Q as used. */
  public double rateQ() {
    return rateQ;
  }

  /** eta_w as used. */
  public double rateW() {
    return rateW;
  }

  /**
   * How a run went.
   *
   * @param status why it ended
   * @param steps the number of updates done
   * @param gapEnd the last finite gap
   * @param trajectory the recorded steps
   */
  public record Outcome(Status status, long steps, double gapEnd, Trajectory trajectory) {}
}
