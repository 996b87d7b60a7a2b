package org.iclsweep.sweep;

import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.theory.Assumptions;
import org.iclsweep.theory.Conditions;
import org.iclsweep.theory.HeadFloor;
import org.iclsweep.theory.RateBound;
import org.iclsweep.theory.RateFit;
import org.iclsweep.theory.Regime;
import org.iclsweep.train.Measures;
import org.iclsweep.train.Status;
import org.iclsweep.train.Trainer;
import org.iclsweep.train.Trajectory;

/** The evaluation of a trained trial: its rate, its errors and the theory applied to it. */
final class TrialEvaluation {
  private final TrialSetup setup;
  private final TrialConfig config;
  private final Attempt attempt;
  private final Trainer trainer;
  private final Trainer.Outcome outcome;
  private final boolean diverged;

  TrialEvaluation(TrialSetup setup, TrialTraining.Trained trained) {
    this.setup = setup;
    config = setup.config();
    attempt = trained.attempt();
    trainer = attempt.trainer();
    outcome = trained.outcome();
    diverged = outcome.status() == Status.DIVERGED;
  }

  /** Computes the numbers of the trial. */
  TrialResult.Measured measured() {
    RidgeOptimum ridge = setup.ridge();
    Trajectory trajectory = outcome.trajectory();
    RateFit fit = diverged ? null : RateFit.late(trajectory.steps(), trajectory.gaps());
    double gapStart = trainer.bound().gapStart();
    boolean reached = outcome.gapEnd() <= config.tolerance() * gapStart;
    Measures.Errors best = setup.measures().measure(ridge.best());
    return new TrialResult.Measured(
        outcome.status(),
        outcome.steps(),
        gapStart,
        outcome.gapEnd(),
        reached && !diverged ? outcome.steps() : null,
        fit,
        theory(),
        diverged ? null : trajectory.last(),
        floor(),
        ridge.bestGap(),
        best.test(),
        best.testOod(),
        ridge.minimumLoss(),
        trainer.learningRateQ(),
        trainer.learningRateW(),
        config.halves() ? attempt.halvings() : null,
        attempt.discarded(),
        trajectory,
        trainer.transformer().kernel(),
        trainer.transformer().form());
  }

  private TrialResult.Floor floor() {
    if (attempt.floorStart() == null) {
      return null;
    }
    Double end = diverged ? null : (Double) HeadFloor.of(setup.ridge(), trainer.transformer());
    return new TrialResult.Floor(attempt.floorStart(), end);
  }

  private TrialResult.Theory theory() {
    boolean gradientDescent = config.optimizer() == OptimizerKind.GD;
    boolean sampled = config.objective().sampled();
    var templateStream = new RandomStream(config.seed(), "template_moments");
    Assumptions assumptions =
        Assumptions.check(setup.ridge(), config.templates(), trainer.start(), templateStream);
    Conditions conditions = outcome.trajectory().conditions();
    boolean defined = trainer.bound().defined();
    RateBound bound = gradientDescent && !sampled && defined ? trainer.bound() : null;
    return new TrialResult.Theory(
        assumptions,
        trainer.start(),
        bound,
        bound == null ? null : firstViolation(bound),
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

  /** Returns the first recorded step above the bound, or else the step of divergence, or null. */
  private Long firstViolation(RateBound bound) {
    return outcome.trajectory().points().stream()
        .filter(point -> !bound.holds(point.step(), point.gap()))
        .map(Trajectory.Point::step)
        .findFirst()
        .orElse(diverged ? outcome.steps() : null);
  }
}
