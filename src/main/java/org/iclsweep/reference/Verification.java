package org.iclsweep.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.EjmlTransformer;
import org.iclsweep.model.Form;
import org.iclsweep.model.KernelTransformer;
import org.iclsweep.model.Transformer;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RidgeOptimum;

/**
 * The deviations of this build from a reference case, by quantity.
 *
 * <p>The deviation of a from the expected e is |a - e| / max(|e|, 1e-10 s) with the scale s =
 * gap(0) for gaps, ridge gaps and best_gap, sigma_max_b for sigma_min_b, the norm of the w gradient
 * for that of the Q gradient, and |e| otherwise. NaN has infinite deviation.
 */
public final class Verification {
  private static final double SCALE_SHARE = 1e-10;

  private Verification() {}

  /**
   * Trains a case with every kernel of this machine in every form that its optimizer allows, and
   * with {@link EjmlTransformer}. Compares each result with the expected numbers.
   */
  public static List<Run> all(ReferenceCase reference) {
    return trainings(reference.problem(), reference.expected().steps()).stream()
        .map(
            training ->
                new Run(
                    reference,
                    training.kernel(),
                    training.form(),
                    deviations(training.numbers(), reference.expected())))
        .toList();
  }

  /**
   * Trains a problem with all these variants.
   *
   * @param problem the problem
   * @param steps the recorded steps, increasing from 0; training ends at the last one
   */
  static List<Training> trainings(Problem problem, List<Long> steps) {
    RidgeOptimum ridge = new RidgeOptimum(problem.task());
    int heads = problem.heads().size();
    List<Training> trainings = new ArrayList<>();
    boolean elementwise = problem.optimizer() != OptimizerKind.GD;
    for (Kernel kernel : Kernels.available()) {
      for (Form form : elementwise ? new Form[] {Form.FULL} : Form.values()) {
        Supplier<Transformer> make =
            () -> new KernelTransformer(kernel, form, problem.task(), heads, problem::head);
        trainings.add(Training.of(problem, ridge, kernel, make, steps));
      }
    }
    Kernel portable = Kernels.portable();
    Supplier<Transformer> straightforward =
        () -> new EjmlTransformer(problem.task(), heads, problem::head, portable.panelWidth());
    trainings.add(Training.of(problem, ridge, portable, straightforward, steps));
    return trainings;
  }

  /**
   * One case trained with one variant.
   *
   * @param reference the case
   * @param kernel the name of the kernel
   * @param form the computational form
   * @param deviations the deviations by quantity, in a fixed order
   */
  public record Run(
      ReferenceCase reference, String kernel, Form form, Map<String, Double> deviations) {
    /** The maximum deviation. */
    public double largest() {
      return deviations.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
  }

  /**
   * Computes the deviations from the expected numbers, by quantity. Quantities that have no
   * expected number, because double precision does not determine them, are omitted.
   */
  static Map<String, Double> deviations(
      ReferenceCase.Expected actual, ReferenceCase.Expected expected) {
    double gapStart = expected.gaps().get(0);
    Map<String, Double> deviations = new LinkedHashMap<>();
    double largest = actual.steps().equals(expected.steps()) ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(actual.gaps().size(), expected.gaps().size()); i++) {
      largest = Math.max(largest, gapDeviation(actual, expected, i));
    }
    deviations.put("gap", largest);
    Map<String, Double> expectedNumbers = expected.quantities();
    actual
        .quantities()
        .forEach(
            (quantity, value) -> {
              if (expectedNumbers.containsKey(quantity)) {
                double scale =
                    switch (quantity) {
                      case "gradient_norm_q_at_step_1" ->
                          expectedNumbers.getOrDefault("gradient_norm_w_at_step_1", 0.0);
                      case "sigma_min_b" -> expectedNumbers.get("sigma_max_b");
                      case "ridge_gap",
                          "ridge_gap_prompt",
                          "ridge_gap_query",
                          "ridge_gap_ood",
                          "best_gap" ->
                          gapStart;
                      default -> 0;
                    };
                deviations.put(quantity, deviation(value, expectedNumbers.get(quantity), scale));
              }
            });
    return deviations;
  }

  /** The number of leading recorded gaps that deviate by at most a tolerance. */
  static int agreeing(
      ReferenceCase.Expected actual, ReferenceCase.Expected expected, double tolerance) {
    int count = Math.min(actual.gaps().size(), expected.gaps().size());
    for (int i = 0; i < count; i++) {
      if (gapDeviation(actual, expected, i) > tolerance) {
        return i;
      }
    }
    return count;
  }

  private static double gapDeviation(
      ReferenceCase.Expected actual, ReferenceCase.Expected expected, int i) {
    return deviation(actual.gaps().get(i), expected.gaps().get(i), expected.gaps().get(0));
  }

  /**
   * The deviation of a number from the expected one.
   *
   * @param scale s, or 0 to measure against the expected number alone
   */
  static double deviation(double actual, double expected, double scale) {
    if (actual == expected) {
      return 0;
    }
    double deviation =
        Math.abs(actual - expected) / Math.max(Math.abs(expected), SCALE_SHARE * scale);
    return Double.isNaN(deviation) ? Double.POSITIVE_INFINITY : deviation;
  }
}
