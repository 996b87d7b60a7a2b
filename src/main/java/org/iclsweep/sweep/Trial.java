package org.iclsweep.sweep;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.ejml.concurrency.EjmlConcurrency;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.KernelTransformer;
import org.iclsweep.model.Transformer;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.iclsweep.theory.Assumptions;
import org.iclsweep.theory.Conditions;
import org.iclsweep.theory.HeadFloor;
import org.iclsweep.theory.RateBound;
import org.iclsweep.theory.RateFit;
import org.iclsweep.theory.Regime;
import org.iclsweep.train.Measures;
import org.iclsweep.train.RecordedSteps;
import org.iclsweep.train.Status;
import org.iclsweep.train.StopRule;
import org.iclsweep.train.Trainer;
import org.iclsweep.train.Trajectory;

/** Runs one trial end to end: draws the task, solves it, trains and measures. */
public final class Trial {
  /**
   * The version of the mathematics. It is incremented with every change that may alter any bit of a
   * trial's numbers. Trials of different versions never share an id or a folder.
   */
  public static final int VERSION = 4;

  private Trial() {}

  /**
   * Runs a trial on the calling thread. A runtime exception or lack of memory within the trial is
   * not thrown; it gives a result of status {@link Status#FAILED}.
   */
  public static TrialResult run(TrialConfig config) {
    return run(config, point -> {});
  }

  /**
   * Runs a trial on the calling thread and reports its recorded points.
   *
   * @param config the trial
   * @param watcher receives each recorded point as it is measured
   */
  public static TrialResult run(TrialConfig config, Consumer<Trajectory.Point> watcher) {
    return run(config, watcher, Checkpoints.NONE, Duration.ofDays(1), Double.POSITIVE_INFINITY);
  }

  /**
   * Runs a trial on the calling thread, resuming from its last checkpoint if any. Its numbers are
   * bitwise identical to those of an uninterrupted run. A checkpoint that is damaged or not of this
   * trial is reported to {@link Checkpoints#warn}, and the trial starts over. The last checkpoint
   * is removed when the trial ends, whatever its status, but kept after an {@link Error} other than
   * a lack of memory.
   *
   * @param config the trial
   * @param watcher receives each recorded point as it is measured; those before the checkpoint are
   *     not repeated
   * @param checkpoints the checkpoints of this trial
   * @param interval the minimum time between checkpoints; zero writes one after each step
   * @param limit the maximum total seconds of all parts of the trial, beyond which it fails; may be
   *     infinite
   * @throws IllegalArgumentException if the interval is negative or the limit is not above 0
   */
  public static TrialResult run(
      TrialConfig config,
      Consumer<Trajectory.Point> watcher,
      Checkpoints checkpoints,
      Duration interval,
      double limit) {
    if (interval.isNegative() || !(limit > 0)) {
      throw new IllegalArgumentException("interval " + interval + ", limit " + limit);
    }
    // EJML must not use more cores than Spark gave this task, nor choose its algorithms by them.
    EjmlConcurrency.USE_CONCURRENT = false;
    EjmlConcurrency.setMaxThreads(1);
    Checkpointing checkpointing = new Checkpointing(config.id(), checkpoints, interval, limit);
    TrialResult result = result(config, watcher, checkpointing);
    checkpointing.end();
    return result;
  }

  private static TrialResult result(
      TrialConfig config, Consumer<Trajectory.Point> watcher, Checkpointing checkpointing) {
    try {
      TrialResult.Measured measured = train(config, watcher, checkpointing);
      return new TrialResult(config, measured.status(), null, measured, checkpointing.seconds());
    } catch (RuntimeException | OutOfMemoryError e) {
      return new TrialResult(config, Status.FAILED, sentence(e), null, checkpointing.seconds());
    }
  }

  /**
   * Returns the message of this program's own checks unchanged, that of others with their kind in
   * front.
   */
  private static String sentence(Throwable e) {
    boolean foreseen = e instanceof IllegalStateException || e instanceof IllegalArgumentException;
    if (foreseen && e.getMessage() != null) {
      return e.getMessage();
    }
    String kind =
        e instanceof OutOfMemoryError
            ? "out of memory"
            : "unexpected " + e.getClass().getSimpleName();
    return e.getMessage() == null ? kind : kind + ": " + e.getMessage();
  }

  /**
   * Returns the kernel used by trials of this process and the reason for it, in one line.
   *
   * @throws IllegalStateException if this JVM cannot run the requested kernel
   */
  public static String kernel() {
    Kernels.Choice choice = Kernels.choice();
    Kernel kernel = choice.kernel();
    return "%s (%s): %s".formatted(kernel.name(), kernel.description(), choice.reason());
  }

  /** Returns what makes trials slow on this machine, in one line; empty if nothing does. */
  public static Optional<String> slowness() {
    return Kernels.slowness();
  }

  /**
   * Creates the task of a trial. It depends on the seed, K, d, m, the token norm and the
   * representation; N and tau only determine how it is used.
   *
   * @throws IllegalArgumentException if a matrix is too large for an array
   */
  public static Task task(TrialConfig config) {
    var tokenStream = new RandomStream(config.seed(), "dictionary");
    var featureStream = new RandomStream(config.seed(), "representation");
    var dictionary = config.tokenNorm().dictionary(config.dim(), config.tokens(), tokenStream);
    var features =
        config
            .representation()
            .features(
                config.m(), dictionary, config.tokenNorm().length(config.dim()), featureStream);
    return new Task(dictionary, features, config.promptLength(), config.noise());
  }

  private static TrialResult.Measured train(
      TrialConfig config, Consumer<Trajectory.Point> watcher, Checkpointing checkpointing) {
    RidgeOptimum ridge = new RidgeOptimum(task(config));
    Kernel kernel = Kernels.choice().kernel();
    Measures measures = new Measures(ridge, config.test());
    boolean fewHeads = config.heads() < config.promptLength();
    // The same for all attempts and expensive to compute.
    Double[] floor = new Double[1];
    Attempt.Maker attempts =
        (halvings, discarded) -> {
          Transformer start = transformer(config, kernel, ridge.task());
          PopulationLoss population = new PopulationLoss(kernel, ridge);
          Trainer trainer = trainer(config, halvings, population, start, measures);
          if (fewHeads && floor[0] == null) {
            floor[0] = HeadFloor.of(ridge, start);
          }
          return new Attempt(halvings, discarded, trainer, floor[0]);
        };
    Attempt attempt = checkpointing.restore(attempts);
    Trainer.Outcome outcome = run(config, attempt, watcher, checkpointing);
    while (givesUp(config, attempt) && outcome.trajectory().climbed()) {
      int halvings = attempt.halvings() + 1;
      long discarded = attempt.discarded() + outcome.steps();
      // Only one attempt at a time is held in memory.
      attempt = null;
      attempt = attempts.make(halvings, discarded);
      outcome = run(config, attempt, watcher, checkpointing);
    }
    return measured(config, ridge, measures, attempt, outcome);
  }

  /** Returns whether an attempt ends at the first step that raises the gap. */
  private static boolean givesUp(TrialConfig config, Attempt attempt) {
    return config.halves() && attempt.halvings() < Attempt.MAX_HALVINGS;
  }

  private static Trainer.Outcome run(
      TrialConfig config,
      Attempt attempt,
      Consumer<Trajectory.Point> watcher,
      Checkpointing checkpointing) {
    return attempt
        .trainer()
        .run(
            config.steps(),
            RecordedSteps.logSpaced(config.steps()),
            stopRules(config, attempt),
            watcher,
            () -> checkpointing.between(attempt));
  }

  private static TrialResult.Measured measured(
      TrialConfig config,
      RidgeOptimum ridge,
      Measures measures,
      Attempt attempt,
      Trainer.Outcome outcome) {
    Trainer trainer = attempt.trainer();
    Transformer transformer = trainer.transformer();
    Trajectory trajectory = outcome.trajectory();
    boolean diverged = outcome.status() == Status.DIVERGED;
    RateFit fit = diverged ? null : RateFit.late(trajectory.steps(), trajectory.gaps());
    double gapStart = trainer.bound().gapStart();
    boolean reached = outcome.gapEnd() <= config.tolerance() * gapStart;
    Measures.Errors best = measures.measure(ridge.best());
    return new TrialResult.Measured(
        outcome.status(),
        outcome.steps(),
        gapStart,
        outcome.gapEnd(),
        reached && !diverged ? outcome.steps() : null,
        fit,
        theory(config, trainer, outcome),
        diverged ? null : trajectory.last(),
        attempt.floorStart() == null
            ? null
            : new TrialResult.Floor(
                attempt.floorStart(), diverged ? null : HeadFloor.of(ridge, transformer)),
        ridge.bestGap(),
        best.test(),
        best.testOod(),
        ridge.minimumLoss(),
        trainer.rateQ(),
        trainer.rateW(),
        config.halves() ? attempt.halvings() : null,
        attempt.discarded(),
        trajectory,
        transformer.kernel(),
        transformer.form());
  }

  /**
   * Creates the trainer of a trial's first attempt.
   *
   * @param population the population loss of its task
   * @param transformer the transformer at its start; trained in place
   * @param measures the measurements at recorded steps
   */
  public static Trainer trainer(
      TrialConfig config, PopulationLoss population, Transformer transformer, Measures measures) {
    return trainer(config, 0, population, transformer, measures);
  }

  private static Trainer trainer(
      TrialConfig config,
      int halvings,
      PopulationLoss population,
      Transformer transformer,
      Measures measures) {
    return new Trainer(
        population,
        config.objective().create(population.kernel(), population, config.sampling()),
        transformer,
        measures,
        config.optimizer(),
        config.rateQ().halved(halvings),
        config.rateW().halved(halvings));
  }

  private static List<StopRule> stopRules(TrialConfig config, Attempt attempt) {
    if (givesUp(config, attempt)) {
      return StopRule.descent(config.tolerance());
    }
    return config.objective().sampled()
        ? StopRule.sampled(config.tolerance())
        : StopRule.standard(config.tolerance());
  }

  private static TrialResult.Theory theory(
      TrialConfig config, Trainer trainer, Trainer.Outcome outcome) {
    boolean gradientDescent = config.optimizer() == OptimizerKind.GD;
    boolean sampled = config.objective().sampled();
    var templateStream = new RandomStream(config.seed(), "template_moments");
    Assumptions assumptions =
        Assumptions.check(
            trainer.population().ridge(), config.templates(), trainer.start(), templateStream);
    Conditions conditions = outcome.trajectory().conditions();
    boolean defined = trainer.bound().defined();
    RateBound bound = gradientDescent && !sampled && defined ? trainer.bound() : null;
    return new TrialResult.Theory(
        assumptions,
        trainer.start(),
        bound,
        bound == null ? null : firstViolation(bound, outcome),
        trainer.ball(),
        conditions,
        Regime.of(
            gradientDescent,
            sampled,
            config.heads() < config.promptLength(),
            assumptions,
            defined,
            conditions));
  }

  /**
   * Creates the transformer of a trial at its start.
   *
   * @param kernel the kernel used for computation
   * @param task the trial's task
   */
  static Transformer transformer(TrialConfig config, Kernel kernel, Task task) {
    return new KernelTransformer(kernel, config.form(), task, config.heads(), start(config));
  }

  /** Returns Q_h of a trial at its start as a function of h; each call creates a new matrix. */
  public static IntFunction<DMatrixRMaj> start(TrialConfig config) {
    return head -> Transformer.drawHead(head, config.dim(), config.initScale(), config.seed());
  }

  /** Returns the first recorded step above the bound, or else the step of divergence, or null. */
  private static Long firstViolation(RateBound bound, Trainer.Outcome outcome) {
    return outcome.trajectory().points().stream()
        .filter(point -> !bound.holds(point.step(), point.gap()))
        .map(Trajectory.Point::step)
        .findFirst()
        .orElse(outcome.status() == Status.DIVERGED ? outcome.steps() : null);
  }
}
