package org.iclsweep.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.linalg.Panels;
import org.iclsweep.model.Form;
import org.iclsweep.model.KernelTransformer;
import org.iclsweep.model.Transformer;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.LearningRate;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.Grams;
import org.iclsweep.task.PredictionGap;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.iclsweep.task.Templates;
import org.iclsweep.theory.AttentionSpectrum;
import org.iclsweep.theory.RoundingFloor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole training runs on small tasks. */
class TrainerTest {
  private static final Kernel KERNEL = Kernels.choice().kernel();

  /** A task that plain gradient descent solves within some hundred steps. */
  private static RidgeOptimum easy() {
    return new RidgeOptimum(RandomTasks.task(3, 8, 4, 4, 0.1, RandomTasks.stream(1)));
  }

  private static Trainer automatic(RidgeOptimum ridge, int heads) {
    return trainer(ridge, heads, OptimizerKind.GD, LearningRate.AUTO);
  }

  private static IntFunction<DMatrixRMaj> start(RidgeOptimum ridge) {
    return head -> Transformer.drawHead(head, ridge.task().dim(), 1, 17);
  }

  private static Transformer transformer(
      RidgeOptimum ridge, int heads, OptimizerKind kind, IntFunction<DMatrixRMaj> start) {
    Task task = ridge.task();
    Form form = kind.form(task.promptLength(), task.tokens(), task.dim());
    return new KernelTransformer(KERNEL, form, task, heads, start);
  }

  private static Trainer trainer(
      RidgeOptimum ridge, int heads, OptimizerKind kind, LearningRate rate) {
    Transformer transformer = transformer(ridge, heads, kind, start(ridge));
    return trainer(ridge, transformer, kind, rate, rate);
  }

  private static Trainer trainer(
      RidgeOptimum ridge,
      Transformer transformer,
      OptimizerKind kind,
      LearningRate learningRateQ,
      LearningRate learningRateW) {
    PopulationLoss population = new PopulationLoss(KERNEL, ridge);
    Measures.TestSettings test =
        new Measures.TestSettings(Templates.GAUSSIAN, Templates.Moments.OUT_OF_DOMAIN, 20, 1);
    Measures measures = new Measures(ridge, test);
    return new Trainer(
        population, population, transformer, measures, kind, learningRateQ, learningRateW);
  }

  private static Trainer.Outcome run(Trainer trainer, long steps, double tolerance) {
    return trainer.run(
        steps, RecordedSteps.logSpaced(steps), StopRule.standard(tolerance), point -> {});
  }

  private static long[] everyStep(long steps) {
    return LongStream.rangeClosed(0, steps).toArray();
  }

  private static void assertAllFinite(Trainer.Outcome outcome) {
    assertTrue(Double.isFinite(outcome.gapEnd()));
    for (Trajectory.Point point : outcome.trajectory().points()) {
      assertTrue(Double.isFinite(point.gap()), point.toString());
      assertTrue(Double.isFinite(point.ridgeGap()), point.toString());
      assertTrue(Double.isFinite(point.ridgeGapPrompt()), point.toString());
      assertTrue(Double.isFinite(point.ridgeGapQuery()), point.toString());
      assertTrue(Double.isFinite(point.ridgeGapOod()), point.toString());
      assertTrue(point.zeta() == null || Double.isFinite(point.zeta()), point.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 1e-2, 1e-6, 1e-12})
  void convergesAtTheFirstStepWithinTheTolerance(double tolerance) {
    Trainer.Outcome full = automatic(easy(), 12).run(3000, everyStep(3000), List.of(), point -> {});
    double[] gaps = full.trajectory().gaps();
    int first = 0;
    while (gaps[first] > tolerance * gaps[0]) {
      first++;
    }
    Trainer.Outcome outcome = run(automatic(easy(), 12), 3000, tolerance);
    assertEquals(Status.CONVERGED, outcome.status());
    assertEquals(first, outcome.steps());
    assertEquals(gaps[first], outcome.gapEnd());
    assertEquals(first, outcome.trajectory().last().step());
    assertEquals(gaps[first], outcome.trajectory().last().gap());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e2, 1e3, 1e8, 1e100, 1e160, 1e300})
  void divergesAtHugeRatesWithoutRecordingAnythingInfinite(double rate) {
    Trainer trainer = trainer(easy(), 12, OptimizerKind.GD, LearningRate.of(rate));
    double gapStart = trainer.bound().gapStart();
    Trainer.Outcome outcome = run(trainer, 2000, 1e-20);
    assertEquals(Status.DIVERGED, outcome.status());
    assertAllFinite(outcome);
    assertEquals(gapStart, outcome.trajectory().gapStart());
    assertEquals(outcome.gapEnd(), outcome.trajectory().last().gap());
  }

  @Test
  void oneHeadStalls() {
    RidgeOptimum ridge =
        new RidgeOptimum(RandomTasks.task(5, 12, 4, 4, 0.1, RandomTasks.stream(2)));
    Trainer.Outcome outcome = run(automatic(ridge, 1), 100_000, 1e-20);
    assertEquals(Status.STALLED, outcome.status());
    assertTrue(outcome.steps() >= 1000 && outcome.steps() < 100_000);
    assertTrue(outcome.gapEnd() > 0.01 * outcome.trajectory().gapStart());
  }

  @Test
  void runsItsBudget() {
    Trainer.Outcome outcome = run(automatic(easy(), 12), 7, 1e-20);
    assertEquals(Status.BUDGET, outcome.status());
    assertEquals(7, outcome.steps());
    assertArrayEquals(everyStep(7), outcome.trajectory().steps());
  }

  @Test
  void aPlateauAtTheRoundingFloorIsStalled() {
    Trainer.Outcome outcome = run(automatic(easy(), 12), 50_000, 0);
    assertEquals(Status.STALLED, outcome.status());
    assertTrue(outcome.gapEnd() <= RoundingFloor.RELATIVE * outcome.trajectory().gapStart());
    assertTrue(outcome.steps() < 50_000);
  }

  @Test
  void theLastStepIsRecordedInAnyCase() {
    Trainer.Outcome outcome =
        automatic(easy(), 12).run(50, new long[] {0, 20, 1000}, List.of(), point -> {});
    assertArrayEquals(new long[] {0, 20, 50}, outcome.trajectory().steps());
    Trainer.Outcome stopped =
        automatic(easy(), 12)
            .run(5000, new long[] {0, 5000}, List.of(new StopRule.Tolerance(1e-3)), point -> {});
    assertEquals(Status.CONVERGED, stopped.status());
    assertArrayEquals(new long[] {0, stopped.steps()}, stopped.trajectory().steps());
  }

  @Test
  void theWatcherSeesEachRecordedPointInOrder() {
    List<Trajectory.Point> seen = new ArrayList<>();
    Trainer.Outcome outcome =
        automatic(easy(), 12).run(300, RecordedSteps.logSpaced(300), List.of(), seen::add);
    List<Trajectory.Point> recorded = outcome.trajectory().points();
    assertEquals(recorded.size(), seen.size());
    int last = recorded.size() - 1;
    // Whether a step descends, and whether a point is the last, is known only after the watcher
    // call.
    for (int i = 0; i <= last; i++) {
      assertEquals(recorded.get(i).step(), seen.get(i).step());
      assertEquals(recorded.get(i).gap(), seen.get(i).gap());
      assertEquals(recorded.get(i).test(), seen.get(i).test());
      if (i < last) {
        assertEquals(recorded.get(i).zeta(), seen.get(i).zeta());
      }
    }
  }

  @Test
  void zetaIsMeasuredAtTheStartTheEndAndEveryTenthPoint() {
    Trainer trainer = automatic(easy(), 12);
    Trainer.Outcome outcome = trainer.run(47, everyStep(47), List.of(), point -> {});
    List<Trajectory.Point> points = outcome.trajectory().points();
    for (int i = 0; i < points.size(); i++) {
      assertEquals(i % 10 == 0 || i == 47, points.get(i).zeta() != null, "point " + i);
    }
    assertEquals(trainer.start().zeta(), points.get(0).zeta());
    RidgeOptimum ridge = easy();
    AttentionSpectrum spectrum = new AttentionSpectrum(ridge.rootGram(), 8, 12);
    assertNotNull(outcome.trajectory().last().zeta());
    assertEquals(
        spectrum.measure(trainer.transformer()).zeta(), outcome.trajectory().last().zeta());
  }

  @ParameterizedTest
  @EnumSource(OptimizerKind.class)
  void twoRunsGiveIdenticalBits(OptimizerKind kind) {
    List<Trajectory.Point> first =
        run(trainer(easy(), 5, kind, LearningRate.AUTO), 400, 1e-20).trajectory().points();
    List<Trajectory.Point> second =
        run(trainer(easy(), 5, kind, LearningRate.AUTO), 400, 1e-20).trajectory().points();
    assertEquals(first, second);
    assertNotEquals(first.get(0).gap(), first.get(first.size() - 1).gap());
  }

  /** The choice of recorded steps does not change the training. */
  @Test
  void recordingDoesNotChangeTheRun() {
    Trainer.Outcome dense = automatic(easy(), 6).run(200, everyStep(200), List.of(), p -> {});
    Trainer.Outcome sparse = automatic(easy(), 6).run(200, new long[] {0}, List.of(), p -> {});
    assertEquals(dense.gapEnd(), sparse.gapEnd());
    assertEquals(dense.trajectory().last(), sparse.trajectory().last());
  }

  /**
   * L = 1/(2K) trace((P - I)' E y y' (P - I)), with A_hat in the first N rows of P, is the loss
   * over the labels of all tokens. Its error, like that of its minimum, is about K eps of its
   * terms, so the difference can be compared while the gap is well above it.
   */
  @Test
  void gapIsTheLossDifferenceWhereThatCanBeSeen() {
    RidgeOptimum ridge = easy();
    Task task = ridge.task();
    int k = task.tokens();
    DMatrixRMaj moment = CommonOps_DDRM.multTransA(task.features(), task.features(), null);
    for (int i = 0; i < k; i++) {
      moment.add(i, i, task.m() * task.noise());
    }
    Trainer trainer = automatic(ridge, 12);
    int[] compared = {0};
    trainer.run(
        500,
        RecordedSteps.logSpaced(500),
        List.of(),
        point -> {
          DMatrixRMaj error = CommonOps_DDRM.identity(k);
          CommonOps_DDRM.scale(-1, error);
          Panels prediction = trainer.transformer().prediction();
          for (int i = 0; i < task.promptLength(); i++) {
            for (int j = 0; j < k; j++) {
              error.add(i, j, prediction.get(i, j));
            }
          }
          DMatrixRMaj form =
              CommonOps_DDRM.multTransA(error, CommonOps_DDRM.mult(moment, error, null), null);
          double loss = CommonOps_DDRM.trace(form) / (2 * k);
          double size =
              NormOps_DDRM.normF(moment) * Math.pow(NormOps_DDRM.normF(error), 2) / (2 * k);
          double tolerance =
              4
                  * k
                  * UtilEjml.EPS
                  * (size + NormOps_DDRM.conditionP2(Grams.of(ridge.task())) * loss);
          assertEquals(loss - ridge.minimumLoss(), point.gap(), tolerance);
          if (point.gap() > 1000 * tolerance) {
            compared[0]++;
          }
        });
    assertTrue(compared[0] > 100, "points with a gap far above rounding: " + compared[0]);
  }

  /** The same squares are summed in different orders, with N + K roundings each. */
  @Test
  void ridgeGapsOfAPointAreThoseOfTheTransformer() {
    RidgeOptimum ridge = easy();
    Trainer trainer = automatic(ridge, 6);
    Trajectory.Point end = run(trainer, 20, 1e-20).trajectory().last();
    DMatrixRMaj prediction = trainer.transformer().prediction().toMatrix();
    PredictionGap.Split in =
        new PredictionGap(ridge.rootGram(), ridge.optimum()).against(prediction);
    PredictionGap.Split out =
        new PredictionGap(ridge.rootGram(Templates.Moments.OUT_OF_DOMAIN), ridge.optimum())
            .against(prediction);
    double relative = 2 * (ridge.task().promptLength() + ridge.task().tokens()) * UtilEjml.EPS;
    assertEquals(in.prompt(), end.ridgeGapPrompt(), relative * in.prompt());
    assertEquals(in.query(), end.ridgeGapQuery(), relative * in.query());
    assertEquals(out.total(), end.ridgeGapOod());
    assertEquals(end.ridgeGapPrompt() + end.ridgeGapQuery(), end.ridgeGap());
  }

  @Test
  void theAutomaticRateLowersTheGapAtEveryStep() {
    RidgeOptimum ridge =
        new RidgeOptimum(RandomTasks.task(10, 50, 20, 16, 0.05, RandomTasks.stream(4)));
    Trainer trainer = automatic(ridge, 32);
    double sigma = trainer.start().sigmaMax();
    assertEquals(50 / (sigma * sigma), trainer.learningRateQ());
    assertEquals(50 / (sigma * sigma), trainer.learningRateW());
    long[] steps = everyStep(500);
    double[] gaps = trainer.run(500, steps, List.of(), point -> {}).trajectory().gaps();
    for (int i = 1; i < gaps.length; i++) {
      assertTrue(gaps[i] < gaps[i - 1], "step " + i);
    }
    assertTrue(gaps[500] < 1e-2 * gaps[0]);
  }

  @Test
  void theGapStaysUnderTheRateBoundInTheTheorysRegime() {
    Trainer trainer = automatic(easy(), 12);
    Trainer.Outcome outcome = run(trainer, 3000, 1e-20);
    assertTrue(trainer.bound().perStep() > 0);
    for (Trajectory.Point point : outcome.trajectory().points()) {
      assertTrue(trainer.bound().holds(point.step(), point.gap()), point.toString());
    }
  }

  @Test
  void askedRatesAreUsedSeparately() {
    RidgeOptimum ridge = easy();
    Trainer trainer =
        trainer(
            ridge,
            transformer(ridge, 5, OptimizerKind.GD, start(ridge)),
            OptimizerKind.GD,
            LearningRate.of(1e-9),
            LearningRate.of(0.5));
    assertEquals(1e-9, trainer.learningRateQ());
    assertEquals(0.5, trainer.learningRateW());
    double[] before = trainer.transformer().q(0).data;
    run(trainer, 20, 1e-20);
    double[] after = trainer.transformer().q(0).data;
    double moved = 0;
    for (int i = 0; i < before.length; i++) {
      moved = Math.max(moved, Math.abs(after[i] - before[i]));
    }
    assertTrue(moved > 0 && moved < 1e-6, "Q moved by " + moved);
    assertTrue(NormOps_DDRM.normF(trainer.transformer().w()) > 0.1);
  }

  @Test
  void aStartThatIsNotFiniteIsRefused() {
    RidgeOptimum ridge = easy();
    Transformer transformer =
        transformer(
            ridge,
            3,
            OptimizerKind.GD,
            head -> {
              DMatrixRMaj q = start(ridge).apply(head);
              if (head == 1) {
                Arrays.fill(q.data, Double.NaN);
              }
              return q;
            });
    assertThrows(
        IllegalStateException.class,
        () -> trainer(ridge, transformer, OptimizerKind.GD, LearningRate.AUTO, LearningRate.AUTO));
  }
}
