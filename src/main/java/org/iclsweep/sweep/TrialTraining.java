package org.iclsweep.sweep;

import java.util.List;
import java.util.function.Consumer;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.Transformer;
import org.iclsweep.theory.HeadFloor;
import org.iclsweep.train.RecordedSteps;
import org.iclsweep.train.StopRule;
import org.iclsweep.train.Trainer;
import org.iclsweep.train.Trajectory;

/**
 * The training of a trial: one attempt, or with the learning rate {@code descent} as many as it
 * takes until no step raises the gap. Used once.
 */
final class TrialTraining {
  private final TrialSetup setup;
  private final TrialConfig config;
  private final Consumer<Trajectory.Point> watcher;
  private final Checkpointing checkpointing;

  /** The same for all attempts and expensive to compute; null if H >= N or not yet computed. */
  private Double floorStart;

  /**
   * @param setup the trial
   * @param watcher receives each recorded point as it is measured
   * @param checkpointing the checkpoints of the trial
   */
  TrialTraining(TrialSetup setup, Consumer<Trajectory.Point> watcher, Checkpointing checkpointing) {
    this.setup = setup;
    this.config = setup.config();
    this.watcher = watcher;
    this.checkpointing = checkpointing;
  }

  /** The last attempt and its outcome. */
  record Trained(Attempt attempt, Trainer.Outcome outcome) {}

  /**
   * Trains from the last checkpoint, or else from the start.
   *
   * @throws IllegalStateException if the numbers at the start are beyond double precision, or the
   *     trial exceeds its time limit
   */
  Trained train() {
    Attempt attempt = checkpointing.restore(this::attempt);
    Trainer.Outcome outcome = run(attempt);
    while (endsAtClimb(attempt) && outcome.trajectory().climbed()) {
      int halvings = attempt.halvings() + 1;
      long discarded = attempt.discarded() + outcome.steps();
      // Only one attempt at a time is held in memory.
      attempt = null;
      attempt = attempt(halvings, discarded);
      outcome = run(attempt);
    }
    return new Trained(attempt, outcome);
  }

  private Attempt attempt(int halvings, long discarded) {
    Kernel kernel = Kernels.choice().kernel();
    Transformer start = setup.transformer(kernel);
    Trainer trainer = setup.trainer(kernel, start, halvings);
    if (floorStart == null && config.heads() < config.promptLength()) {
      floorStart = HeadFloor.of(setup.ridge(), start);
    }
    return new Attempt(halvings, discarded, trainer, floorStart);
  }

  private Trainer.Outcome run(Attempt attempt) {
    return attempt
        .trainer()
        .run(
            config.steps(),
            RecordedSteps.logSpaced(config.steps()),
            stopRules(attempt),
            watcher,
            () -> checkpointing.between(attempt));
  }

  private List<StopRule> stopRules(Attempt attempt) {
    if (endsAtClimb(attempt)) {
      return StopRule.descent(config.tolerance());
    }
    return config.objective().sampled()
        ? StopRule.sampled(config.tolerance())
        : StopRule.standard(config.tolerance());
  }

  /** Returns whether an attempt ends at the first step that raises the gap. */
  private boolean endsAtClimb(Attempt attempt) {
    return config.halves() && attempt.halvings() < Attempt.MAX_HALVINGS;
  }
}
