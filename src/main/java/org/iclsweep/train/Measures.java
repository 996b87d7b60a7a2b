package org.iclsweep.train;

import org.ejml.data.DMatrixRMaj;
import org.iclsweep.task.PredictionGap;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Templates;
import org.iclsweep.task.TestPrompts;

/**
 * Distances of a predictor from ridge regression out of moments, in closed form, and from ridge
 * regression and the labels on test prompts of both domains. Not thread-safe.
 */
public final class Measures {
  private final PredictionGap outOfDomain;
  private final TestPrompts testInDomain;
  private final TestPrompts testOutOfDomain;

  /**
   * @param ridge the solved task
   * @param settings the choice of test prompts
   */
  public Measures(RidgeOptimum ridge, TestSettings settings) {
    outOfDomain = new PredictionGap(ridge.rootGram(settings.outOfDomain()), ridge.optimum());
    testInDomain = settings.prompts(ridge, Templates.Moments.IN_DOMAIN, "test_prompts/in");
    testOutOfDomain = settings.prompts(ridge, settings.outOfDomain(), "test_prompts/out");
  }

  /**
   * The number of doubles held, including working storage.
   *
   * @param n N
   * @param k K
   */
  public static double numbers(double n, double k) {
    // Three roots of at most N rows, two predictors of samples, storage of five comparisons.
    return 3 * n * n + 2 * n * k + 5 * 2 * n * k;
  }

  /**
   * Measures a predictor.
   *
   * @param predictor B, N x K. Not modified.
   */
  public Errors measure(DMatrixRMaj predictor) {
    return new Errors(
        outOfDomain.against(predictor).total(),
        testInDomain.measure(predictor),
        testOutOfDomain.measure(predictor));
  }

  /**
   * The choice of test prompts.
   *
   * @param templates the distribution of the templates
   * @param outOfDomain the mean and standard deviation of out-of-domain templates
   * @param count the number of test templates in each domain
   * @param seed the trial's seed
   */
  public record TestSettings(
      Templates templates, Templates.Moments outOfDomain, int count, long seed) {
    private TestPrompts prompts(RidgeOptimum ridge, Templates.Moments moments, String stream) {
      return new TestPrompts(ridge, templates, moments, count, new RandomStream(seed, stream));
    }
  }

  /**
   * The measured errors of a predictor.
   *
   * @param ridgeOod the out-of-domain ridge gap, in closed form
   * @param test the errors on the in-domain test prompts
   * @param testOod the errors on the out-of-domain test prompts
   */
  public record Errors(double ridgeOod, TestPrompts.Errors test, TestPrompts.Errors testOod) {}
}
