package org.iclsweep.train;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.model.Transformer;
import org.iclsweep.model.UpdateRule;
import org.iclsweep.objective.PopulationLoss;
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
  private final DMatrixRMaj predicted;
  private final AttentionSpectrum spectrum;
  private final Extremes start;
  private final double rateQ;
  private final double rateW;
  private final UpdateRule optimizer;
  private final RateBound bound;

  /**
   * Prepares a run: measures the start and settles the learning rates.
   *
   * @param ridge the solved task
   * @param transformer at its start. Trained in place.
   * @param kernel what loss and optimizer compute with
   * @param kind the optimizer
   * @param askedQ eta_Q, or empty for the automatic rate
   * @param askedW eta_w, or empty for the automatic rate
   * @throws IllegalStateException if the gap at the start is not a finite number
   */
  public Trainer(
      RidgeOptimum ridge,
      Transformer transformer,
      Kernel kernel,
      OptimizerKind kind,
      OptionalDouble askedQ,
      OptionalDouble askedW) {
    this.transformer = transformer;
    int tokens = ridge.task().tokens();
    loss = new PopulationLoss(kernel, ridge);
    inDomain = new PredictionGap(ridge.gram(), ridge.optimum());
    outOfDomain = new PredictionGap(ridge.gram(Templates.Domain.OUT), ridge.optimum());
    predicted = new DMatrixRMaj(ridge.task().promptLength(), tokens);
    spectrum = new AttentionSpectrum(ridge.rootGram(), tokens, transformer.heads());
    transformer.forward();
    double gapStart = loss.gap(transformer.prediction());
    if (!Double.isFinite(gapStart)) {
      throw new IllegalStateException("the gap at the start is " + gapStart + ", not finite");
    }
    start = spectrum.measure(transformer);
    double automatic = kind.automaticRate(tokens, start.sigmaMax());
    rateQ = askedQ.orElse(automatic);
    rateW = askedW.orElse(automatic);
    optimizer = kind.create(kernel, transformer.heads(), rateQ, rateW);
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
    double gap = bound.gapStart();
    for (long step = 0; ; step++) {
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
      gap = step();
    }
  }

  /**
   * One update, apart from any run. Allocates nothing.
   *
   * @return the gap after it
   */
  public double step() {
    transformer.step(loss.gradient(), optimizer);
    return loss.gap(transformer.prediction());
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
    transformer.prediction().get(0, predicted);
    PredictionGap.Split split = inDomain.against(predicted);
    return new Trajectory.Point(
        step,
        gap,
        split.prompt(),
        split.query(),
        outOfDomain.against(predicted).total(),
        withZeta ? spectrum.zeta(transformer) : null);
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
