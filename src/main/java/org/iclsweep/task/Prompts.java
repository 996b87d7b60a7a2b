package org.iclsweep.task;

import org.ejml.data.DMatrixRMaj;

/** Labels of randomly drawn prompts. */
public final class Prompts {
  private Prompts() {}

  /**
   * Draws prompts: a template each, then the noisy labels of all K tokens, y_k = lambda' (z_k +
   * eps_k). The first N columns are what a prompt shows, the others what it asks for.
   *
   * @param task Not modified.
   * @param templates the distribution of the templates
   * @param domain its mean and standard deviation
   * @param count b, the number of prompts
   * @param stream Modified.
   * @return Y, b x K, one prompt a row
   */
  public static DMatrixRMaj labels(
      Task task, Templates templates, Templates.Domain domain, int count, RandomStream stream) {
    DMatrixRMaj labels = Sizes.matrix(count, task.tokens(), "labels");
    double[] template = new double[task.m()];
    double noiseDeviation = Math.sqrt(task.noise());
    for (int row = 0; row < count; row++) {
      templates.draw(template, domain, stream);
      for (int k = 0; k < task.tokens(); k++) {
        double label = 0;
        for (int i = 0; i < template.length; i++) {
          double noise = noiseDeviation * stream.nextGaussian();
          label += template[i] * (task.features().unsafe_get(i, k) + noise);
        }
        labels.unsafe_set(row, k, label);
      }
    }
    return labels;
  }
}
