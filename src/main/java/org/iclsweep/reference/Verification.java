package org.iclsweep.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.EjmlTransformer;
import org.iclsweep.model.Form;
import org.iclsweep.model.KernelTransformer;
import org.iclsweep.model.Transformer;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.LearningRate;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Templates;
import org.iclsweep.train.Measures;
import org.iclsweep.train.RecordedSteps;
import org.iclsweep.train.Trainer;
import org.iclsweep.train.Trajectory;

/**
 * How far this build is from a reference case, by quantity.
 *
 * <p>The deviation of a from the expected e is |a - e| / max(|e|, 1e-10 s) with the scale s =
 * gap(0) for gaps, ridge gaps and best_gap, sigma_max_b for sigma_min_b, the norm of the w gradient
 * for that of the Q gradient, and |e| otherwise. What is not a number deviates infinitely.
 */
public final class Verification {
  private static final double SCALE_SHARE = 1e-10;

  /** Test prompts are no part of a reference file; the fewest will do. */
  private static final Measures.Test TEST =
      new Measures.Test(Templates.GAUSSIAN, Templates.Domain.OUT, 1, 1);

  private final Map<String, Double> deviations = new LinkedHashMap<>();

  private final Kernel kernel;
  private final Supplier<Transformer> make;

  private Verification(Kernel kernel, Supplier<Transformer> make) {
    this.kernel = kernel;
    this.make = make;
  }

  /**
   * Trains a case by every kernel of this machine in every form that its optimizer allows, and by
   * the straightforward transformer, and compares each with what is expected.
   */
  public static List<Run> all(ReferenceCase reference) {
    RidgeOptimum ridge = new RidgeOptimum(reference.task());
    List<Run> runs = new ArrayList<>();
    boolean elementwise = reference.optimizer() != OptimizerKind.GD;
    for (Kernel kernel : Kernels.available()) {
      for (Form form : elementwise ? new Form[] {Form.FULL} : Form.values()) {
        Supplier<Transformer> make =
            () -> {
              int heads = reference.heads().size();
              return new KernelTransformer(kernel, form, reference.task(), heads, reference::head);
            };
        runs.add(new Verification(kernel, make).run(reference, ridge));
      }
    }
    Kernel portable = Kernels.portable();
    Supplier<Transformer> straightforward =
        () ->
            new EjmlTransformer(
                reference.task(), reference.heads().size(), reference::head, portable.panelWidth());
    runs.add(new Verification(portable, straightforward).run(reference, ridge));
    return runs;
  }

  /**
   * One case trained in one way.
   *
   * @param reference the case
   * @param kernel the kernels' name
   * @param form the computational form
   * @param deviations by quantity, in a fixed order
   */
  public record Run(
      ReferenceCase reference, String kernel, Form form, Map<String, Double> deviations) {
    /** The largest deviation. */
    public double largest() {
      return deviations.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
  }

  private Trainer trainer(ReferenceCase reference, RidgeOptimum ridge) {
    PopulationLoss population = new PopulationLoss(kernel, ridge);
    return new Trainer(
        population,
        population,
        make.get(),
        new Measures(ridge, TEST),
        reference.optimizer(),
        LearningRate.of(reference.rateQ()),
        LearningRate.of(reference.rateW()));
  }

  private Run run(ReferenceCase reference, RidgeOptimum ridge) {
    double gapStart = reference.gaps().get(0);

    Trainer oneStep = trainer(reference, ridge);
    oneStep.run(1, RecordedSteps.exactly(List.of(0L, 1L)), List.of(), point -> {});
    Transformer trainedOnce = oneStep.transformer();
    Transformer.Gradients gradients =
        trainedOnce.gradients(oneStep.population().gradient(trainedOnce.prediction()));

    Trainer trainer = trainer(reference, ridge);
    long[] steps = RecordedSteps.exactly(reference.steps());
    Trajectory trajectory =
        trainer.run(steps[steps.length - 1], steps, List.of(), point -> {}).trajectory();
    compareGaps(reference, trajectory);
    compare(reference, "minimum_loss", ridge.minimumLoss());
    double gradientScale = reference.expected("gradient_norm_w_at_step_1");
    compare(reference, "gradient_norm_q_at_step_1", gradients.normQ(), gradientScale);
    compare(reference, "gradient_norm_w_at_step_1", gradients.normW());
    double sigmaScale = reference.expected("sigma_max_b");
    compare(reference, "sigma_min_b", trainer.start().sigmaMin(), sigmaScale);
    compare(reference, "sigma_max_b", trainer.start().sigmaMax());
    Trajectory.Point end = trajectory.last();
    compare(reference, "ridge_gap", end.ridgeGap(), gapStart);
    compare(reference, "ridge_gap_prompt", end.ridgeGapPrompt(), gapStart);
    compare(reference, "ridge_gap_query", end.ridgeGapQuery(), gapStart);
    compare(reference, "ridge_gap_ood", end.ridgeGapOod(), gapStart);
    compare(reference, "best_gap", ridge.bestGap(), gapStart);
    Transformer trained = trainer.transformer();
    compare(reference, "a_hat_norm", NormOps_DDRM.normF(trained.prediction().toMatrix()));
    compare(reference, "w_norm", NormOps_DDRM.normF(trained.w()));
    compare(reference, "q_norm", trained.normQ());
    return new Run(reference, trained.kernel(), trained.form(), deviations);
  }

  private void compareGaps(ReferenceCase reference, Trajectory trajectory) {
    List<Double> expected = reference.gaps();
    double[] actual = trajectory.gaps();
    double largest = actual.length == expected.size() ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(actual.length, expected.size()); i++) {
      largest = Math.max(largest, deviation(actual[i], expected.get(i), expected.get(0)));
    }
    deviations.put("gap", largest);
  }

  private void compare(ReferenceCase reference, String quantity, double actual) {
    compare(reference, quantity, actual, 0);
  }

  private void compare(ReferenceCase reference, String quantity, double actual, double scale) {
    deviations.put(quantity, deviation(actual, reference.expected(quantity), scale));
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
