package org.iclsweep.sweep;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.ejml.concurrency.EjmlConcurrency;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.train.Status;
import org.iclsweep.train.Trajectory;

/** Runs one trial end to end: sets it up, trains it and evaluates it. */
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
   * Runs a trial on the calling thread and hands over its trained model.
   *
   * @param config the trial
   * @param keeper receives the model at the end, unless the trial diverged or failed
   */
  public static TrialResult runKeeping(TrialConfig config, ModelKeeper keeper) {
    return run(
        config,
        point -> {},
        keeper,
        Checkpoints.NONE,
        Duration.ofDays(1),
        Double.POSITIVE_INFINITY);
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

  /** Runs a trial as below without keeping its model. */
  public static TrialResult run(
      TrialConfig config,
      Consumer<Trajectory.Point> watcher,
      Checkpoints checkpoints,
      Duration interval,
      double limit) {
    return run(config, watcher, null, checkpoints, interval, limit);
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
   * @param keeper receives the model at the end, unless the trial diverged or failed; null if it is
   *     not kept. If it throws, the trial fails.
   * @param checkpoints the checkpoints of this trial
   * @param interval the minimum time between checkpoints; zero writes one after each step
   * @param limit the maximum total seconds of all parts of the trial, beyond which it fails; may be
   *     infinite
   * @throws IllegalArgumentException if the interval is negative or the limit is not above 0
   * @throws MovedException if the trial {@linkplain Checkpoints#moving() moves}
   */
  public static TrialResult run(
      TrialConfig config,
      Consumer<Trajectory.Point> watcher,
      ModelKeeper keeper,
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
    TrialResult result = result(config, watcher, keeper, checkpointing);
    checkpointing.end();
    return result;
  }

  private static TrialResult result(
      TrialConfig config,
      Consumer<Trajectory.Point> watcher,
      ModelKeeper keeper,
      Checkpointing checkpointing) {
    try {
      TrialSetup setup = new TrialSetup(config);
      var trained = new TrialTraining(setup, watcher, checkpointing).train();
      TrialResult.Measured measured = new TrialEvaluation(setup, trained).measured();
      if (keeper != null && measured.status() != Status.DIVERGED) {
        keeper.keep(TrainedModel.of(trained.attempt().trainer().transformer(), setup.ridge()));
      }
      return new TrialResult(config, measured.status(), null, measured, checkpointing.seconds());
    } catch (MovedException e) {
      throw e;
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
}
