package org.iclsweep.sweep;

import java.util.Locale;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.linalg.Panels;
import org.iclsweep.model.KernelTransformer;
import org.iclsweep.train.Measures;

/** How much memory a trial holds while it trains, from its sizes alone. */
public final class MemoryModel {
  private static final int BYTES = 8;

  /** The fraction of a heap that trials can fill; the rest is the JVM's and Spark's own. */
  private static final double USABLE = 0.8;

  private static final double GIGA = 1e9;

  private MemoryModel() {}

  /**
   * Refuses a trial that this process has no memory for.
   *
   * @throws UsageException naming the sizes and what to change
   */
  public static void refuseTooLarge(TrialConfig config) {
    refuseTooLarge(
        bytes(config),
        1,
        (double) Runtime.getRuntime().maxMemory(),
        "raise --driver-memory or make it smaller");
  }

  /**
   * Refuses trials that there is no memory for.
   *
   * @param bytes those of the largest trial
   * @param together how many run at a time
   * @param heap the bytes of the heap that they run in
   * @param remedy what to change
   * @throws UsageException naming the sizes and what to change
   */
  public static void refuseTooLarge(double bytes, long together, double heap, String remedy) {
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
   * Bytes of a trial's matrices: the task and its solution, the transformer, the state of the
   * optimizer, and the working storage of loss and measures. While it is made a trial needs some
   * matrices of d x d, d x K and m x m more for a moment.
   */
  public static double bytes(TrialConfig config) {
    Kernel kernel = Kernels.choice().kernel();
    double n = config.promptLength();
    double k = config.tokens();
    double d = config.dim();
    double heads = config.heads();
    int width = kernel.panelWidth();
    double filledUp = Panels.filledUp(k, width);
    double task = (d + config.m()) * k;
    double solution = n * n + 2 * n * k;
    double loss = 2 * n * Panels.filledUp(n, width) + (4 * n + 1) * filledUp;
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
    double parameters = heads * (d * Panels.filledUp(d, width) + filledUp);
    double optimizer = config.optimizer().numbersPerParameter() * parameters;
    return BYTES * (task + solution + loss + measures + objective + transformer + optimizer);
  }
}
