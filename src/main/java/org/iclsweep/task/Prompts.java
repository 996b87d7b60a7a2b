package org.iclsweep.task;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** Labels of randomly drawn prompts. */
public final class Prompts {
  private Prompts() {}

  /**
   * Draws prompts: for each, a template and then the noisy labels of all K tokens, y_k = lambda'
   * (z_k + eps_k). The first N columns are the labels shown in a prompt, the others the labels to
   * be predicted.
   *
   * <p>Given lambda, lambda' eps_k ~ N(0, tau |lambda|^2) independently over k, so one Gaussian
   * number per token has the distribution of all m. A larger sample extends a smaller one, and
   * prompts that differ in N or tau share templates and noise.
   *
   * @param task Not modified.
   * @param templates the distribution of the templates
   * @param moments its mean and standard deviation
   * @param count b, the number of prompts
   * @param stream Modified.
   * @return Y, b x K, one prompt per row
   */
  public static DMatrixRMaj labels(
      Task task, Templates templates, Templates.Moments moments, int count, RandomStream stream) {
    DMatrixRMaj labels = Matrices.zeros(count, task.tokens(), "labels");
    draw(task, templates, moments, new double[task.m()], labels, stream);
    return labels;
  }

  /**
   * Draws the same prompts into a given matrix. Allocates nothing.
   *
   * @param template working storage of m numbers. Modified.
   * @param labels receives Y, one prompt per row. Modified.
   */
  public static void draw(
      Task task,
      Templates templates,
      Templates.Moments moments,
      double[] template,
      DMatrixRMaj labels,
      RandomStream stream) {
    int tokens = task.tokens();
    double[] features = task.features().data;
    double[] y = labels.data;
    for (int row = 0; row < labels.numRows; row++) {
      templates.draw(template, moments, stream);
      int begin = row * tokens;
      Arrays.fill(y, begin, begin + tokens, 0);
      double square = 0;
      for (int i = 0; i < template.length; i++) {
        square += template[i] * template[i];
        for (int k = 0; k < tokens; k++) {
          y[begin + k] = Math.fma(template[i], features[i * tokens + k], y[begin + k]);
        }
      }
      double deviation = Math.sqrt(task.noise() * square);
      for (int k = 0; k < tokens; k++) {
        y[begin + k] = Math.fma(deviation, stream.nextGaussian(), y[begin + k]);
      }
    }
  }
}
