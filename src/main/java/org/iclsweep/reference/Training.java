package org.iclsweep.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.model.Form;
import org.iclsweep.model.Transformer;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.train.RecordedSteps;
import org.iclsweep.train.Trainer;
import org.iclsweep.train.Trajectory;

/**
 * The numbers of a reference file, from training its problem with one variant.
 *
 * @param kernel the name of the kernel
 * @param form the computational form
 * @param numbers the results, as the expected numbers of a file
 */
record Training(String kernel, Form form, ReferenceCase.Expected numbers) {

  /**
   * Trains a problem.
   *
   * @param problem the problem
   * @param ridge its solved task
   * @param kernel the kernel for the losses
   * @param make creates the transformer in its initial state
   * @param recorded the steps whose gaps are recorded, increasing from 0; training ends at the last
   *     one
   */
  static Training of(
      Problem problem,
      RidgeOptimum ridge,
      Kernel kernel,
      Supplier<Transformer> make,
      List<Long> recorded) {
    Trainer oneStep = problem.trainer(kernel, ridge, make.get());
    oneStep.run(1, RecordedSteps.exactly(List.of(0L, 1L)), List.of(), point -> {});
    Transformer trainedOnce = oneStep.transformer();
    Transformer.Gradients gradients =
        trainedOnce.gradients(oneStep.population().gradient(trainedOnce.prediction()));

    Trainer trainer = problem.trainer(kernel, ridge, make.get());
    long[] steps = RecordedSteps.exactly(recorded);
    Trajectory trajectory =
        trainer.run(steps[steps.length - 1], steps, List.of(), point -> {}).trajectory();
    Trajectory.Point end = trajectory.last();
    Transformer trained = trainer.transformer();
    Map<String, Double> quantities = new LinkedHashMap<>();
    quantities.put("minimum_loss", ridge.minimumLoss());
    quantities.put("gradient_norm_q_at_step_1", gradients.normQ());
    quantities.put("gradient_norm_w_at_step_1", gradients.normW());
    quantities.put("sigma_min_b", trainer.start().sigmaMin());
    quantities.put("sigma_max_b", trainer.start().sigmaMax());
    quantities.put("ridge_gap", end.ridgeGap());
    quantities.put("ridge_gap_prompt", end.ridgeGapPrompt());
    quantities.put("ridge_gap_query", end.ridgeGapQuery());
    quantities.put("ridge_gap_ood", end.ridgeGapOod());
    quantities.put("best_gap", ridge.bestGap());
    quantities.put("a_hat_norm", NormOps_DDRM.normF(trained.prediction().toMatrix()));
    quantities.put("w_norm", NormOps_DDRM.normF(trained.w()));
    quantities.put("q_norm", trained.normQ());
    return new Training(
        trained.kernel(),
        trained.form(),
        new ReferenceCase.Expected(
            trajectory.points().stream().map(Trajectory.Point::step).toList(),
            trajectory.points().stream().map(Trajectory.Point::gap).toList(),
            quantities));
  }
}
