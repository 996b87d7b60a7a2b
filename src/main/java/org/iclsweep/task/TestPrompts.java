package org.iclsweep.task;

import java.io.Serializable;
import org.ejml.data.DMatrixRMaj;

/**
 * Measures the errors of a predictor on a sample of prompts not used in training, as in the paper.
 * Not thread-safe.
 */
public final class TestPrompts {
  private final PromptSample sample;
  private final PredictionGap fromOptimum;

  /**
   * Draws the prompts.
   *
   * @param ridge the solved task
   * @param templates the distribution of the templates
   * @param moments their mean and standard deviation
   * @param count the number of prompts, one template each
   * @param stream Modified.
   */
  public TestPrompts(
      RidgeOptimum ridge,
      Templates templates,
      Templates.Moments moments,
      int count,
      RandomStream stream) {
    DMatrixRMaj labels = Prompts.labels(ridge.task(), templates, moments, count, stream);
    sample = new PromptSample(labels, ridge.task().promptLength());
    fromOptimum = new PredictionGap(sample.root(), ridge.optimum());
  }

  /**
   * Measures a predictor.
   *
   * @param predictor B, N x K. Not modified.
   */
  public Errors measure(DMatrixRMaj predictor) {
    PredictionGap.Split error = sample.error(predictor);
    return new Errors(fromOptimum.against(predictor).total(), error.prompt(), error.query());
  }

  /**
   * Means over the sample.
   *
   * @param ridgeGap (1/K) |y_hat - y_star|^2, where y_star is the prediction of the ridge optimum
   * @param prompt the prompt tokens' contribution to (1/K) |y_hat - y|^2, where y are the true
   *     labels
   * @param query the query tokens' contribution to it
   */
  public record Errors(double ridgeGap, double prompt, double query) implements Serializable {
    /** (1/K) |y_hat - y|^2. */
    public double total() {
      return prompt + query;
    }

    /** Whether all numbers are finite. */
    public boolean finite() {
      return Double.isFinite(ridgeGap) && Double.isFinite(total());
    }
  }
}
