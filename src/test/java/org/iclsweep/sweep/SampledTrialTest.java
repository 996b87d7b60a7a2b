package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import org.iclsweep.theory.Regime;
import org.iclsweep.train.Status;
import org.iclsweep.train.Trainer;
import org.iclsweep.train.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole trials that train on prompts, and what all trials are tested on. */
class SampledTrialTest {
  private static final List<String> SMALL =
      List.of("m=5", "heads=6", "prompt_length=4", "noise=0.1", "tokens=12", "dim=6", "steps=60");

  private static TrialConfig small(String... more) {
    List<String> axes = new ArrayList<>(SMALL);
    for (String axis : more) {
      String name = axis.substring(0, axis.indexOf('=') + 1);
      axes.removeIf(other -> other.startsWith(name));
      axes.add(axis);
    }
    return Grids.trial(axes.toArray(String[]::new));
  }

  private static TrialResult.Measured measured(String... more) {
    TrialResult result = Trial.run(small(more));
    assertNull(result.error());
    return result.measured();
  }

  private static List<Trajectory.Point> points(TrialResult.Measured measured) {
    return measured.trajectory().points();
  }

  private static Trainer trainer(TrialConfig config) {
    Kernel kernel = Kernels.choice().kernel();
    TrialSetup setup = new TrialSetup(config);
    return setup.trainer(kernel, setup.transformer(kernel));
  }

  @ParameterizedTest
  @CsvSource({"sampled, gd", "sampled, adam", "fresh, gd", "fresh, adam"})
  void aTrialGivesTheSameBitsEachTime(String objective, String optimizer) {
    String[] axes = {
      "objective=" + objective, "optimizer=" + optimizer, "training_prompts=50", "batch_size=8"
    };
    TrialResult.Measured first = measured(axes);
    TrialResult.Measured second = measured(axes);
    assertEquals(points(first), points(second));
    assertEquals(first.end(), second.end());
    assertEquals(first.fit(), second.fit());
    assertEquals(61, points(first).size());
    assertTrue(first.gapEnd() < first.gapStart());
    assertEquals(optimizer.equals("adam") ? Regime.ADAM : Regime.SAMPLED, first.theory().regime());
    assertNull(first.theory().bound());
  }

  /** Recording uses up no batch. */
  @ParameterizedTest
  @CsvSource({"sampled, gd", "sampled, adam", "fresh, gd", "fresh, adam"})
  void whatIsRecordedDoesNotChangeTheSteps(String objective, String optimizer) {
    TrialConfig config =
        small(
            "objective=" + objective,
            "optimizer=" + optimizer,
            "training_prompts=50",
            "batch_size=8");
    long[] every = LongStream.rangeClosed(0, 60).toArray();
    Trainer.Outcome all = trainer(config).run(60, every, List.of(), point -> {});
    Trainer.Outcome ends = trainer(config).run(60, new long[] {0}, List.of(), point -> {});
    assertEquals(all.gapEnd(), ends.gapEnd());
    assertEquals(all.trajectory().last(), ends.trajectory().last());
    Trainer plain = trainer(config);
    double gap = 0;
    for (int step = 0; step < 60; step++) {
      gap = plain.step();
    }
    assertEquals(all.gapEnd(), gap);
  }

  @ParameterizedTest
  @ValueSource(strings = {"heads=1", "learning_rate=1e-9"})
  void trialsThatSamplePromptsNeverStall(String axis) {
    String[] axes = {axis, "steps=20000", "batch_size=64", "training_prompts=200"};
    List<String> all = new ArrayList<>(List.of(axes));
    assertEquals(Status.STALLED, measured(axes).status());
    for (String objective : List.of("sampled", "fresh")) {
      all.add("objective=" + objective);
      TrialResult.Measured measured = measured(all.toArray(String[]::new));
      assertEquals(Status.BUDGET, measured.status());
      assertEquals(20_000, measured.steps());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sampled", "fresh"})
  void trialsThatSamplePromptsConvergeAndDivergeLikeOthers(String objective) {
    String asked = "objective=" + objective;
    TrialResult.Measured converged = measured(asked, "tolerance=0.5", "steps=2000");
    assertEquals(Status.CONVERGED, converged.status());
    assertTrue(converged.gapEnd() <= 0.5 * converged.gapStart());
    assertEquals(converged.steps(), converged.stepsToTolerance());
    assertEquals(Status.DIVERGED, measured(asked, "learning_rate=1e6", "steps=500").status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"population", "fresh"})
  void withoutATrainingSetTheLossIsTheMinimumAndTheGap(String objective) {
    for (String optimizer : List.of("gd", "adam")) {
      TrialResult.Measured measured =
          measured("objective=" + objective, "optimizer=" + optimizer, "batch_size=16");
      for (Trajectory.Point point : points(measured)) {
        assertEquals(measured.minimumLoss() + point.gap(), point.loss());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gd", "adam"})
  void theLossOverTheTrainingSetFalls(String optimizer) {
    TrialResult.Measured measured =
        measured(
            "objective=sampled",
            "optimizer=" + optimizer,
            "training_prompts=200",
            "batch_size=20",
            "learning_rate=0.02",
            "steps=400");
    double start = points(measured).get(0).loss();
    assertTrue(measured.end().loss() < 0.5 * start);
    assertNotEquals(measured.minimumLoss() + measured.end().gap(), measured.end().loss());
  }

  /** Then every step goes down the gradient of the recorded loss itself. */
  @Test
  void withBatchesOfTheWholeSetTheLossFallsAtEveryStep() {
    for (int seed = 1; seed <= 5; seed++) {
      TrialResult.Measured measured =
          measured(
              "objective=sampled",
              "training_prompts=64",
              "batch_size=64",
              "learning_rate=0.02",
              "steps=3000",
              "seed=" + seed);
      List<Trajectory.Point> points = points(measured);
      for (int i = 1; i < points.size(); i++) {
        double before = points.get(i - 1).loss();
        assertTrue(points.get(i).loss() < before, points.get(i).step() + " of seed " + seed);
      }
      assertTrue(measured.end().loss() < 0.5 * points.get(0).loss());
    }
  }

  /** A_hat after some steps. */
  private static DMatrixRMaj trained(TrialConfig config, int steps) {
    Trainer trainer = trainer(config);
    for (int step = 0; step < steps; step++) {
      var unused = trainer.step();
    }
    return trainer.transformer().prediction().toMatrix();
  }

  /**
   * The distance of a fresh trial's A_hat from that of the population loss after 50 steps, root
   * mean square over ten seeds; each is a sum of many independent numbers.
   */
  @Test
  void freshBatchesTendToThePopulationLossAsTheyGrow() {
    int[] sizes = {64, 6400};
    double[] squares = new double[2];
    for (int seed = 1; seed <= 10; seed++) {
      DMatrixRMaj population = trained(small("learning_rate=0.05", "seed=" + seed), 50);
      for (int i = 0; i < 2; i++) {
        TrialConfig config =
            small(
                "learning_rate=0.05", "objective=fresh", "batch_size=" + sizes[i], "seed=" + seed);
        DMatrixRMaj difference = CommonOps_DDRM.subtract(trained(config, 50), population, null);
        squares[i] += Math.pow(NormOps_DDRM.normF(difference), 2);
      }
      assertTrue(NormOps_DDRM.normF(population) > 0.1);
    }
    assertEquals(10, Math.sqrt(squares[0] / squares[1]), 2.5);
  }

  /**
   * The training loss at the start, where A_hat is 0 for all, root mean square over 60 seeds
   * relative to the population loss; each such mean has a standard error of some 10%.
   */
  @Test
  void theTrainingLossTendsToThePopulationLossAsTheSetGrows() {
    int[] sizes = {100, 10_000};
    double[] squares = new double[2];
    for (int i = 0; i < 2; i++) {
      for (int seed = 1; seed <= 60; seed++) {
        TrialResult.Measured measured =
            measured(
                "objective=sampled",
                "training_prompts=" + sizes[i],
                "batch_size=10",
                "steps=1",
                "test_templates=1",
                "seed=" + seed);
        Trajectory.Point start = points(measured).get(0);
        squares[i] += Math.pow(start.loss() / (measured.minimumLoss() + start.gap()) - 1, 2);
      }
    }
    assertEquals(10, Math.sqrt(squares[0] / squares[1]), 4);
    assertTrue(Math.sqrt(squares[1] / 60) < 0.02);
  }

  /** Few prompts are fitted better than their distribution allows. */
  @Test
  void trainingOnFewPromptsOverfits() {
    String[] few = {
      "objective=sampled", "training_prompts=20", "batch_size=20", "heads=12", "steps=20000"
    };
    TrialResult.Measured measured = measured(few);
    assertTrue(measured.end().loss() < 0.9 * measured.minimumLoss());
    assertTrue(points(measured).get(0).loss() > measured.minimumLoss());
    for (Trajectory.Point point : points(measured)) {
      assertTrue(point.gap() > 1e-3 * measured.gapStart(), point.toString());
    }
    few[1] = "training_prompts=20000";
    few[2] = "batch_size=200";
    TrialResult.Measured many = measured(few);
    assertTrue(many.gapEnd() < 0.1 * measured.gapEnd());
  }

  @Test
  void theStartIsMeasuredAlikeForAllObjectivesAndOptimizers() {
    Trajectory.Point expected = points(measured()).get(0);
    for (String objective : List.of("population", "sampled", "fresh")) {
      for (String optimizer : List.of("gd", "adam")) {
        Trajectory.Point start =
            points(
                    measured(
                        "objective=" + objective,
                        "optimizer=" + optimizer,
                        "steps=1",
                        "batch_size=4",
                        "training_prompts=9"))
                .get(0);
        assertEquals(expected.gap(), start.gap());
        assertEquals(expected.test(), start.test());
        assertEquals(expected.testOod(), start.testOod());
        assertEquals(expected.ridgeGapOod(), start.ridgeGapOod());
      }
    }
  }

  /** A point with the numbers of another where they are out of domain. */
  private static Trajectory.Point outOfDomainOf(Trajectory.Point other, Trajectory.Point point) {
    return new Trajectory.Point(
        point.step(),
        point.gap(),
        point.loss(),
        point.ridgeGapPrompt(),
        point.ridgeGapQuery(),
        other.ridgeGapOod(),
        point.test(),
        other.testOod(),
        point.dynamics());
  }

  @ParameterizedTest
  @ValueSource(strings = {"population", "sampled", "fresh"})
  void outOfDomainOptionsChangeNothingElse(String objective) {
    String asked = "objective=" + objective;
    TrialResult.Measured first = measured(asked);
    for (String axis : List.of("ood_mean=-2", "ood_variance=0.3", "ood_variance=0")) {
      TrialResult.Measured second = measured(asked, axis);
      for (int i = 0; i < points(first).size(); i++) {
        Trajectory.Point a = points(first).get(i);
        Trajectory.Point b = points(second).get(i);
        assertEquals(a, outOfDomainOf(a, b));
        assertNotEquals(a.ridgeGapOod(), b.ridgeGapOod());
        assertNotEquals(a.testOod().ridgeGap(), b.testOod().ridgeGap());
        assertNotEquals(a.testOod().query(), b.testOod().query());
      }
      assertEquals(first.bestTest(), second.bestTest());
      assertNotEquals(first.bestTestOod(), second.bestTestOod());
      assertEquals(first.bestGap(), second.bestGap());
      assertEquals(first.fit(), second.fit());
      assertEquals(first.theory(), second.theory());
      assertEquals(first.learningRateQ(), second.learningRateQ());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"population", "sampled", "fresh"})
  void theNumberOfTestTemplatesChangesTestsAlone(String objective) {
    String asked = "objective=" + objective;
    TrialResult.Measured first = measured(asked);
    TrialResult.Measured second = measured(asked, "test_templates=50");
    for (int i = 0; i < points(first).size(); i++) {
      Trajectory.Point a = points(first).get(i);
      Trajectory.Point b = points(second).get(i);
      assertEquals(a.gap(), b.gap());
      assertEquals(a.loss(), b.loss());
      assertEquals(a.ridgeGapOod(), b.ridgeGapOod());
      assertEquals(a.dynamics(), b.dynamics());
      assertNotEquals(a.test().query(), b.test().query());
      assertNotEquals(a.testOod().query(), b.testOod().query());
    }
  }

  /** The templates' distribution has its say in prompts, not in what is in closed form. */
  @Test
  void templatesChangePromptsAlone() {
    TrialResult.Measured gaussian = measured();
    TrialResult.Measured uniform = measured("templates=uniform");
    assertEquals(gaussian.trajectory().gaps()[60], uniform.trajectory().gaps()[60]);
    assertNotEquals(gaussian.end().test(), uniform.end().test());
    TrialResult.Measured fresh = measured("objective=fresh");
    TrialResult.Measured freshUniform = measured("objective=fresh", "templates=uniform");
    assertNotEquals(fresh.gapEnd(), freshUniform.gapEnd());
    assertEquals(fresh.gapStart(), freshUniform.gapStart());
  }

  /** No number of a point is below zero that cannot be, also with few prompts and no noise. */
  @ParameterizedTest
  @CsvSource({"2, 0.1, 5", "3, 0.1, 5", "3, 0, 2", "30, 0, 2", "2, 0, 5"})
  void errorsAreNeverNegative(int prompts, double noise, int m) {
    TrialResult.Measured measured =
        measured(
            "objective=sampled",
            "training_prompts=" + prompts,
            "batch_size=" + prompts,
            "test_templates=" + prompts,
            "noise=" + noise,
            "m=" + m,
            "heads=12",
            "steps=3000");
    for (Trajectory.Point point : points(measured)) {
      assertTrue(point.loss() >= 0, point.toString());
      assertFalse(point.test().prompt() < 0 || point.test().query() < 0, point.toString());
      assertTrue(point.test().ridgeGap() >= 0, point.toString());
    }
    assertTrue(measured.bestTest().prompt() >= 0, measured.bestTest().toString());
    assertTrue(measured.bestTestOod().prompt() >= 0, measured.bestTestOod().toString());
  }
}
