package org.iclsweep.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.Form;
import org.iclsweep.model.KernelTransformer;
import org.iclsweep.model.Transformer;
import org.iclsweep.objective.ObjectiveKind;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.LearningRate;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.iclsweep.task.Templates;
import org.iclsweep.task.TestPrompts;
import org.iclsweep.task.TokenNorm;
import org.iclsweep.theory.Assumptions;
import org.iclsweep.theory.Conditions;
import org.iclsweep.theory.RateBound;
import org.iclsweep.theory.Regime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The conditions of the rate bound during whole runs, each compared with its definition. */
class DescentTest {
  private static final Kernel KERNEL = Kernels.choice().kernel();
  private static final double SLACK = 1e-12;

  static LongStream seeds() {
    return LongStream.range(0, 30);
  }

  /** A random task with its heads. */
  private record Case(RidgeOptimum ridge, int heads, long seed, double scale) {
    /** N from 2 to 6, H from N to 4N, K from 8 to 20, tokens of length one or as drawn. */
    static Case draw(long seed) {
      RandomStream stream = RandomTasks.stream(seed);
      int n = RandomTasks.between(2, 6, stream);
      int heads = RandomTasks.between(n, 4 * n, stream);
      int k = RandomTasks.between(8, 20, stream);
      int d = RandomTasks.between(2, 8, stream);
      int m = RandomTasks.between(1, 8, stream);
      TokenNorm norm = stream.nextUniform() < 0.5 ? TokenNorm.UNIT : TokenNorm.RAW;
      double noise = 0.01 + stream.nextUniform();
      DMatrixRMaj tokens = norm.dictionary(d, k, stream);
      Task task = new Task(tokens, RandomTasks.gaussian(m, k, stream), n, noise);
      return new Case(new RidgeOptimum(task), heads, seed, 1);
    }

    /** Q_h at the start. */
    DMatrixRMaj start(int head) {
      return Transformer.drawHead(head, ridge.task().dim(), scale, seed);
    }

    Trainer trainer(LearningRate learningRateQ, LearningRate learningRateW) {
      return trainer(OptimizerKind.GD, ObjectiveKind.POPULATION, learningRateQ, learningRateW);
    }

    Trainer trainer(
        OptimizerKind kind,
        ObjectiveKind objective,
        LearningRate learningRateQ,
        LearningRate learningRateW) {
      Task task = ridge.task();
      PopulationLoss population = new PopulationLoss(KERNEL, ridge);
      Form form = kind.form(task.promptLength(), task.tokens(), task.dim());
      return new Trainer(
          population,
          objective.create(
              KERNEL, population, new ObjectiveKind.Sampling(Templates.GAUSSIAN, 100, 20, seed)),
          new KernelTransformer(KERNEL, form, task, heads, this::start),
          new Measures(
              ridge,
              new Measures.TestSettings(Templates.GAUSSIAN, Templates.Moments.OUT_OF_DOMAIN, 5, 1)),
          kind,
          learningRateQ,
          learningRateW);
    }

    boolean fullRank(Trainer trainer) {
      var stream = new RandomStream(seed, "template_moments");
      return Assumptions.check(ridge, Templates.GAUSSIAN, trainer.start(), stream).fullRank();
    }

    double distance(Transformer transformer) {
      double square = 0;
      for (int h = 0; h < heads; h++) {
        DMatrixRMaj move = CommonOps_DDRM.subtract(transformer.q(h), start(h), null);
        square += Math.pow(NormOps_DDRM.normF(move), 2);
      }
      return Math.sqrt(square);
    }
  }

  /** The quantities of a run at each step, computed from the gradients. */
  private record Watched(
      Trainer.Outcome outcome, List<Double> decreases, List<Boolean> inside, double farthest) {
    static Watched run(Case it, Trainer trainer, long steps) {
      List<Double> decreases = new ArrayList<>();
      List<Boolean> inside = new ArrayList<>();
      double[] farthest = {0};
      Transformer transformer = trainer.transformer();
      PopulationLoss population = trainer.population();
      Trainer.Outcome outcome =
          trainer.run(
              steps,
              LongStream.rangeClosed(0, steps).toArray(),
              List.of(new StopRule.Divergence()),
              point -> {
                Transformer.Gradients gradients =
                    transformer.gradients(population.gradient(transformer.prediction()));
                decreases.add(
                    (trainer.learningRateQ() * Math.pow(gradients.normQ(), 2)
                            + trainer.learningRateW() * Math.pow(gradients.normW(), 2))
                        / 2);
                if (trainer.ball() != null) {
                  double q = it.distance(transformer) / trainer.ball().radiusQ();
                  double w = NormOps_DDRM.normF(transformer.w()) / trainer.ball().radiusW();
                  inside.add(q <= 1 && w <= 1);
                  farthest[0] = Math.max(farthest[0], Math.max(q, w));
                }
              });
      return new Watched(outcome, decreases, inside, farthest[0]);
    }

    Trajectory trajectory() {
      return outcome.trajectory();
    }

    /**
     * gap(t) - decrease(t) - gap(t+1), relative to gap(t); nonnegative if the descent inequality
     * holds.
     */
    double margin(int step) {
      double[] gaps = trajectory().gaps();
      return (gaps[step] - decreases.get(step) - gaps[step + 1]) / gaps[step];
    }

    int steps() {
      return (int) outcome.steps();
    }
  }

  private static Regime regime(Case it, Trainer trainer, Trajectory trajectory) {
    var stream = new RandomStream(it.seed(), "template_moments");
    Assumptions assumptions =
        Assumptions.check(it.ridge(), Templates.GAUSSIAN, trainer.start(), stream);
    boolean few = it.heads() < it.ridge().task().promptLength();
    boolean defined = trainer.bound().defined();
    return Regime.of(true, false, few, assumptions, defined, trajectory.conditions());
  }

  /** Every guaranteed inequality holds at every step. */
  @ParameterizedTest
  @MethodSource("seeds")
  void theGuaranteedRateKeepsWhatItPromises(long seed) {
    Case it = Case.draw(seed);
    Trainer trainer = it.trainer(LearningRate.THEORY, LearningRate.THEORY);
    if (!it.fullRank(trainer)) {
      return;
    }
    assertTrue(trainer.learningRateQ() > 0 && trainer.learningRateW() > 0);
    assertTrue(trainer.bound().defined() && trainer.bound().perStep() > 0);
    Watched watched = Watched.run(it, trainer, 300);
    assertEquals(300, watched.steps());
    double[] gaps = watched.trajectory().gaps();
    double half = trainer.start().sigmaMin() / 2;
    for (int t = 0; t < 300; t++) {
      assertTrue(watched.margin(t) >= -SLACK, "step " + t + ": " + watched.margin(t));
      boolean visible = watched.decreases().get(t) > 1e-14 * gaps[t];
      assertTrue(visible ? gaps[t + 1] < gaps[t] : gaps[t + 1] <= gaps[t] * (1 + SLACK));
      assertTrue(trainer.bound().holds(t + 1, gaps[t + 1]));
      assertTrue(watched.inside().get(t), "step " + t + " is outside");
    }
    assertTrue(watched.farthest() < 1);
    for (Trajectory.Point point : watched.trajectory().points()) {
      if (point.dynamics() != null) {
        assertTrue(point.dynamics().sigmaMin() >= half);
        assertEquals(true, point.dynamics().inBall());
        if (point.step() < 300) {
          assertEquals(true, point.dynamics().descended());
        } else {
          assertNull(point.dynamics().descended());
        }
      }
    }
    assertEquals(new Conditions(null, null, null, null), watched.trajectory().conditions());
    assertEquals(Regime.THEORY, regime(it, trainer, watched.trajectory()));
  }

  @Test
  void mostRandomTasksHaveFullRank() {
    long full =
        seeds()
            .mapToObj(Case::draw)
            .filter(it -> it.fullRank(it.trainer(LearningRate.THEORY, LearningRate.THEORY)))
            .count();
    assertTrue(full >= 25, full + " of 30");
  }

  /** If the descent inequality holds for a step, the gap falls at least by the local rate. */
  @ParameterizedTest
  @MethodSource("seeds")
  void descendedIsTheInequalityAtEveryMeasuredStep(long seed) {
    Case it = Case.draw(seed);
    for (LearningRate rate : List.of(LearningRate.AUTO, LearningRate.of(3), LearningRate.of(30))) {
      Trainer trainer = it.trainer(rate, rate);
      Watched watched = Watched.run(it, trainer, 150);
      double[] gaps = watched.trajectory().gaps();
      List<Trajectory.Point> points = watched.trajectory().points();
      Long failed = null;
      for (int t = 0; t < points.size(); t++) {
        Trajectory.Dynamics dynamics = points.get(t).dynamics();
        if (dynamics == null) {
          continue;
        }
        assertNull(dynamics.inBall());
        if (t == points.size() - 1) {
          assertNull(dynamics.descended());
          continue;
        }
        assertNotNull(dynamics.descended());
        double margin = watched.margin(t);
        if (Math.abs(margin) > 1e-10) {
          assertEquals(margin > 0, dynamics.descended(), "step " + t + ": " + margin);
        }
        if (dynamics.descended()) {
          double local =
              RateBound.localRate(
                  trainer.learningRateW(), dynamics.zeta(), it.ridge().task().tokens());
          assertTrue(gaps[t + 1] <= (local + 1e-10) * gaps[t], "step " + t);
        } else if (failed == null) {
          failed = points.get(t).step();
        }
      }
      assertEquals(failed, watched.trajectory().conditions().descentFailedAt());
    }
  }

  /** A learning rate of w that is a thousand times too large raises the gap in the first step. */
  @ParameterizedTest
  @MethodSource("seeds")
  void stepsThatAreFarTooLargeDoNotDescend(long seed) {
    Case it = Case.draw(seed);
    double safe = it.trainer(LearningRate.AUTO, LearningRate.AUTO).learningRateW();
    LearningRate rate = LearningRate.of(1000 * safe);
    Trainer trainer = it.trainer(rate, rate);
    Watched watched = Watched.run(it, trainer, 20);
    assertEquals(0L, watched.trajectory().conditions().descentFailedAt());
    if (it.fullRank(trainer)) {
      assertEquals(Regime.RATE_TOO_LARGE, regime(it, trainer, watched.trajectory()));
    }
  }

  private static void assertUnchecked(Trajectory trajectory) {
    assertTrue(trajectory.points().stream().filter(point -> point.dynamics() != null).count() >= 4);
    for (Trajectory.Point point : trajectory.points()) {
      assertTrue(point.dynamics() == null || point.dynamics().descended() == null);
    }
    assertNull(trajectory.conditions().descentFailedAt());
  }

  @Test
  void adamIsNotCheckedForDescent() {
    Case it = Case.draw(3);
    LearningRate rate = LearningRate.of(10);
    Trainer trainer = it.trainer(OptimizerKind.ADAM, ObjectiveKind.POPULATION, rate, rate);
    assertUnchecked(Watched.run(it, trainer, 33).trajectory());
  }

  @ParameterizedTest
  @EnumSource(value = ObjectiveKind.class, mode = EnumSource.Mode.EXCLUDE, names = "POPULATION")
  void batchesAreNotCheckedForDescent(ObjectiveKind objective) {
    Case it = Case.draw(3);
    Trainer trainer = it.trainer(OptimizerKind.GD, objective, LearningRate.AUTO, LearningRate.AUTO);
    assertUnchecked(Watched.run(it, trainer, 33).trajectory());
  }

  /** eta_w is the guaranteed one, eta_Q millions of times larger. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aLargeRateOfQLeavesTheBall(long seed) {
    Case it = Case.draw(seed);
    Trainer trainer = it.trainer(LearningRate.of(5), LearningRate.THEORY);
    if (!it.fullRank(trainer)) {
      return;
    }
    assertNotNull(trainer.ball());
    Watched watched = Watched.run(it, trainer, 500);
    Long left = null;
    for (Trajectory.Point point : watched.trajectory().points()) {
      if (point.dynamics() != null) {
        boolean inside = watched.inside().get((int) point.step());
        assertEquals(inside, point.dynamics().inBall());
        left = left == null && !inside ? (Long) point.step() : left;
      }
    }
    assertEquals(left, watched.trajectory().conditions().ballLeftAt());
    Regime regime = regime(it, trainer, watched.trajectory());
    if (left != null) {
      assertTrue(regime.compareTo(Regime.RATE_TOO_LARGE) >= 0 && regime != Regime.THEORY);
    } else {
      assertFalse(regime == Regime.LEFT_BALL);
    }
  }

  @Test
  void onlyAGuaranteedRateHasABall() {
    Case it = Case.draw(1);
    LearningRate number = LearningRate.of(0.01);
    assertNull(it.trainer(LearningRate.AUTO, number).ball());
    assertNull(it.trainer(number, number).ball());
    assertNotNull(it.trainer(LearningRate.THEORY, number).ball());
    assertNotNull(it.trainer(number, LearningRate.THEORY).ball());
  }

  private static Trajectory.Point point(long step, double sigma, Boolean inBall, boolean measured) {
    TestPrompts.Errors none = new TestPrompts.Errors(0, 0, 0);
    Trajectory.Dynamics dynamics =
        new Trajectory.Dynamics(sigma, new Transformer.GradientNorms(1, 1), inBall, null);
    return new Trajectory.Point(step, 1, 1, 1, 1, 1, none, none, measured ? dynamics : null);
  }

  private static Trajectory trajectory(Trajectory.Point... points) {
    Trajectory trajectory = new Trajectory();
    for (Trajectory.Point point : points) {
      assertTrue(trajectory.put(point));
    }
    return trajectory;
  }

  @Test
  void sigmaIsHalvedBelowHalfItsStart() {
    assertNull(
        trajectory(point(0, 1, null, true), point(3, 0.5, null, true))
            .conditions()
            .sigmaHalvedAt());
    Trajectory halved =
        trajectory(
            point(0, 1, null, true),
            point(2, 0.1, null, false),
            point(3, 0.7, null, true),
            point(5, Math.nextDown(0.5), null, true),
            point(6, 0.9, null, true),
            point(7, 0.1, null, true));
    assertEquals(5L, halved.conditions().sigmaHalvedAt());
    assertNull(
        trajectory(point(0, 0, null, true), point(3, 0, null, true)).conditions().sigmaHalvedAt());
  }

  @Test
  void theFirstStepOutsideIsKept() {
    Trajectory left =
        trajectory(
            point(0, 1, true, true),
            point(2, 1, false, false),
            point(4, 1, false, true),
            point(6, 1, true, true));
    assertEquals(4L, left.conditions().ballLeftAt());
    assertNull(left.conditions().descentFailedAt());
    left.descended(false);
    assertEquals(6L, left.conditions().descentFailedAt());
    assertEquals(true, left.last().dynamics().inBall());
    left.descended(true);
    assertNull(left.conditions().descentFailedAt());
  }
}
