package org.iclsweep.train;

import org.ejml.data.DMatrixRMaj;
import org.iclsweep.task.PredictionGap;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Templates;
import org.iclsweep.task.TestPrompts;

/**
 * How far a predictor is from ridge regression out of domain, in closed form, and from ridge
 * regression and the labels on test prompts of either domain. Not thread-safe.
 */
public final class Measures {
  private final PredictionGap outOfDomain;
  private final TestPrompts testInDomain;
  private final TestPrompts testOutOfDomain;

  /**
   * @param ridge the solved task
   * @param test what predictors are tested on
   */
  public Measures(RidgeOptimum ridge, Test test) {
    outOfDomain = new PredictionGap(ridge.rootGram(test.outOfDomain()), ridge.optimum());
    testInDomain = test.prompts(ridge, Templates.Domain.IN, "test_prompts/in");
    testOutOfDomain = test.prompts(ridge, test.outOfDomain(), "test_prompts/out");
  }

  /**
   * The doubles that it holds and works with.
   *
   * @param n N
   * @param k K
   */
  public static double numbers(double n, double k) {
    // Three roots of at most N rows, two predictors of samples, five comparisons' storage.
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
   * What predictors are tested on.
   *
   * @param templates the distribution of the templates
   * @param outOfDomain mean and standard deviation of out-of-domain templates
   * @param count test templates in and as many out of domain
   * @param seed the trial's seed
   */
  public record Test(Templates templates, Templates.Domain outOfDomain, int count, long seed) {
    private TestPrompts prompts(RidgeOptimum ridge, Templates.Domain domain, String stream) {
      return new TestPrompts(ridge, templates, domain, count, new RandomStream(seed, stream));
    }
  }

  /**
   * What was measured.
   *
   * @param ridgeOod the out-of-domain ridge gap, closed form
   * @param test on the in-domain test prompts
   * @param testOod on the out-of-domain test prompts
   */
  public record Errors(double ridgeOod, TestPrompts.Errors test, TestPrompts.Errors testOod) {}
}
