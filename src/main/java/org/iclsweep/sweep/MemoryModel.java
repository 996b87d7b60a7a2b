package org.iclsweep.sweep;

import java.util.Locale;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.linalg.Panels;
import org.iclsweep.model.KernelTransformer;
import org.iclsweep.train.Measures;

/** Predicts the memory of a trial during training from its sizes alone. */
public final class MemoryModel {
  private static final int BYTES = 8;

  /** The fraction of the heap available to trials; the JVM and Spark use the rest. */
  private static final double USABLE = 0.8;

  private static final double GIGA = 1e9;

  private MemoryModel() {}

  /**
   * Rejects a trial that exceeds this process's memory.
   *
   * @throws UsageException if memory is insufficient; the message names the sizes and the remedy
   */
  public static void checkMemory(TrialConfig config) {
    checkMemory(
        bytes(config),
        1,
        (double) Runtime.getRuntime().maxMemory(),
        "raise --driver-memory or make it smaller");
  }

  /**
   * Rejects trials that exceed the available memory.
   *
   * @param bytes the size of the largest trial in bytes
   * @param together the number of trials that run at a time
   * @param heap the size of their heap in bytes
   * @param remedy the remedy named in the message
   * @throws UsageException if memory is insufficient; the message names the sizes and the remedy
   */
  public static void checkMemory(double bytes, long together, double heap, String remedy) {
    if (bytes * (double) together > USABLE * heap) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "memory: the largest trial needs %.1f GB%s, but there are %.1f GB; %s",
              bytes / GIGA,
              together == 1 ? "" : " and " + together + " run at a time",
              heap / GIGA,
              remedy));
    }
  }

  /**
   * The bytes of a trial's matrices: the task and its solution, the transformer, the optimizer's
   * state, and the workspace of the loss and the measures. During setup a trial briefly needs a few
   * more matrices of d x d, d x K and m x m.
   */
  public static double bytes(TrialConfig config) {
    Kernel kernel = Kernels.choice().kernel();
    double n = config.promptLength();
    double k = config.tokens();
    double d = config.dim();
    double heads = config.heads();
    int width = kernel.panelWidth();
    double zeroPadded = Panels.zeroPadded(k, width);
    double task = (d + config.m()) * k;
    double solution = n * n + 2 * n * k;
    double loss = 2 * n * Panels.zeroPadded(n, width) + (4 * n + 1) * zeroPadded;
    double measures = Measures.numbers(n, k) + n * k + 4 * n * heads + n * n;
    double objective = config.objective().numbers(kernel, n, k, config.sampling());
    double transformer =
        KernelTransformer.numbers(
            kernel,
            config.form(),
            config.promptLength(),
            config.tokens(),
            config.dim(),
            config.heads());
    double parameters = heads * (d * Panels.zeroPadded(d, width) + zeroPadded);
    double optimizer = config.optimizer().doublesPerParameter() * parameters;
    return BYTES * (task + solution + loss + measures + objective + transformer + optimizer);
  }
}
