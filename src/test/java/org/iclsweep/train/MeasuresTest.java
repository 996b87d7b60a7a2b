package org.iclsweep.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.stream.LongStream;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.task.PredictionGap;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Templates;
import org.iclsweep.task.TestPrompts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The measurements of a predictor. */
class MeasuresTest {
  static LongStream seeds() {
    return LongStream.range(0, 10);
  }

  /** Each number belongs to its own distribution, and test prompts to their own stream. */
  @ParameterizedTest
  @MethodSource("seeds")
  void numbersAreThoseOfTheirDistributions(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    RidgeOptimum ridge = new RidgeOptimum(RandomTasks.small(stream));
    DMatrixRMaj predictor =
        RandomTasks.gaussian(ridge.task().promptLength(), ridge.task().tokens(), stream);
    Templates.Moments domain = new Templates.Moments(0.3 * seed, 2.5);
    for (Templates templates : Templates.values()) {
      Measures measures =
          new Measures(ridge, new Measures.TestSettings(templates, domain, 15, seed));
      Measures.Errors errors = measures.measure(predictor);
      PredictionGap out = new PredictionGap(ridge.rootGram(domain), ridge.optimum());
      assertEquals(out.against(predictor).total(), errors.ridgeOod());
      assertEquals(
          prompts(ridge, templates, Templates.Moments.IN_DOMAIN, seed, "test_prompts/in")
              .measure(predictor),
          errors.test());
      assertEquals(
          prompts(ridge, templates, domain, seed, "test_prompts/out").measure(predictor),
          errors.testOod());
      assertEquals(errors, measures.measure(predictor), "nothing is left over");
    }
  }

  private static TestPrompts prompts(
      RidgeOptimum ridge, Templates templates, Templates.Moments domain, long seed, String stream) {
    return new TestPrompts(ridge, templates, domain, 15, new RandomStream(seed, stream));
  }

  /** This holds even if both distributions are the same. */
  @ParameterizedTest
  @MethodSource("seeds")
  void promptsInAndOutOfDomainAndOfOtherSeedsAreOthers(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    RidgeOptimum ridge = new RidgeOptimum(RandomTasks.small(stream));
    DMatrixRMaj zero = new DMatrixRMaj(ridge.task().promptLength(), ridge.task().tokens());
    Measures.Errors errors = measure(ridge, zero, seed);
    Measures.Errors others = measure(ridge, zero, seed + 1);
    PredictionGap in = new PredictionGap(ridge.rootGram(), ridge.optimum());
    assertEquals(in.against(zero).total(), errors.ridgeOod(), 1e-12 * errors.ridgeOod());
    assertEquals(errors.ridgeOod(), others.ridgeOod());
    assertNotEquals(errors.test().query(), errors.testOod().query());
    assertNotEquals(errors.test().query(), others.test().query());
    assertNotEquals(errors.testOod().query(), others.testOod().query());
  }

  private static Measures.Errors measure(RidgeOptimum ridge, DMatrixRMaj predictor, long seed) {
    var test =
        new Measures.TestSettings(Templates.RADEMACHER, Templates.Moments.IN_DOMAIN, 10, seed);
    return new Measures(ridge, test).measure(predictor);
  }
}
