package org.iclsweep.sweep;

import java.util.Optional;
import java.util.function.Consumer;
import org.ejml.concurrency.EjmlConcurrency;
import org.iclsweep.model.Transformer;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.iclsweep.theory.RateBound;
import org.iclsweep.theory.RateFit;
import org.iclsweep.theory.Regime;
import org.iclsweep.train.RecordedSteps;
import org.iclsweep.train.Status;
import org.iclsweep.train.StopRule;
import org.iclsweep.train.Trainer;
import org.iclsweep.train.Trajectory;

/** One trial end to end: draw the task, solve it, train, measure. */
public final class Trial {
  /**
   * The version of the mathematics. It goes up with every change that may change a number of a
   * trial in any bit; trials of different versions never share an id or a folder.
   */
  public static final int VERSION = 1;

  private Trial() {}

  /**
   * Runs a trial on the calling thread. What goes wrong inside is a result of status {@link
   * Status#FAILED}; nothing is thrown for it.
   */
  public static TrialResult run(TrialConfig config) {
    return run(config, point -> {});
  }

  /**
   * Runs a trial on the calling thread and lets it be watched.
   *
   * @param config what to run
   * @param watcher told each recorded point as it is measured
   */
  public static TrialResult run(TrialConfig config, Consumer<Trajectory.Point> watcher) {
    // EJML must neither use more cores than Spark gave this task nor choose its algorithms by them.
    EjmlConcurrency.USE_CONCURRENT = false;
    EjmlConcurrency.setMaxThreads(1);
    long begin = System.nanoTime();
    try {
      TrialResult.Measured measured = train(config, watcher);
      return new TrialResult(config, measured.status(), null, measured, secondsSince(begin));
    } catch (RuntimeException | OutOfMemoryError e) {
      String error = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      if (e instanceof OutOfMemoryError) {
        error = "out of memory: " + error;
      }
      return new TrialResult(config, Status.FAILED, error, null, secondsSince(begin));
    }
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  /**
   * The task of a trial: it depends on the seed, K, d, m and the kinds of token and representation;
   * N and the noise only choose how it is used.
   *
   * @throws IllegalArgumentException if a matrix does not fit in an array
   */
  public static Task task(TrialConfig config) {
    var tokenStream = new RandomStream(config.seed(), "dictionary");
    var featureStream = new RandomStream(config.seed(), "representation");
    var dictionary = config.tokenNorm().dictionary(config.dim(), config.tokens(), tokenStream);
    var features = config.representation().features(config.m(), dictionary, featureStream);
    return new Task(dictionary, features, config.promptLength(), config.noise());
  }

  private static TrialResult.Measured train(
      TrialConfig config, Consumer<Trajectory.Point> watcher) {
    RidgeOptimum ridge = new RidgeOptimum(task(config));
    var heads =
        Transformer.drawHeads(config.heads(), config.dim(), config.initScale(), config.seed());
    Trainer trainer = new Trainer(ridge, heads, config.optimizer(), config.rateQ(), config.rateW());
    Trainer.Outcome outcome =
        trainer.run(
            config.steps(),
            RecordedSteps.logSpaced(config.steps()),
            StopRule.standard(config.tolerance()),
            watcher);

    Trajectory trajectory = outcome.trajectory();
    boolean diverged = outcome.status() == Status.DIVERGED;
    Optional<RateFit> fit =
        diverged ? Optional.empty() : RateFit.late(trajectory.steps(), trajectory.gaps());
    boolean gradientDescent = config.optimizer() == OptimizerKind.GD;
    RateBound bound = gradientDescent && trainer.bound().defined() ? trainer.bound() : null;
    return new TrialResult.Measured(
        outcome.status(),
        outcome.steps(),
        trainer.bound().gapStart(),
        outcome.gapEnd(),
        fit.orElse(null),
        bound,
        trainer.start(),
        Regime.of(
            gradientDescent,
            ridge.singular(),
            config.heads(),
            config.promptLength(),
            trainer.start(),
            trainer.bound()),
        bound == null ? null : firstViolation(bound, trajectory),
        diverged ? null : trajectory.last(),
        ridge.bestGap(),
        ridge.minimumLoss(),
        trainer.rateQ(),
        trainer.rateW(),
        trajectory);
  }

  private static Long firstViolation(RateBound bound, Trajectory trajectory) {
    return trajectory.points().stream()
        .filter(point -> !bound.holds(point.step(), point.gap()))
        .map(Trajectory.Point::step)
        .findFirst()
        .orElse(null);
  }
}
