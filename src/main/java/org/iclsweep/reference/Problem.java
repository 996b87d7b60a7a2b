package org.iclsweep.reference;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.model.Transformer;
import org.iclsweep.objective.ListedPrompts;
import org.iclsweep.objective.Objective;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.LearningRate;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.iclsweep.task.Templates;
import org.iclsweep.train.Measures;
import org.iclsweep.train.Trainer;

/**
 * The training problem of a reference file.
 *
 * @param task the task
 * @param heads the initial Q_1 .. Q_H, each d x d; must not be modified, see {@link #head}
 * @param optimizer gradient descent or Adam
 * @param learningRateQ eta_Q
 * @param learningRateW eta_w
 * @param prompts the prompts of each step, or null to train on the population loss
 */
public record Problem(
    Task task,
    List<DMatrixRMaj> heads,
    OptimizerKind optimizer,
    double learningRateQ,
    double learningRateW,
    ListedPrompts prompts) {

  /** Test prompts are not part of a reference file, so the minimum number is used. */
  private static final Measures.TestSettings TEST =
      new Measures.TestSettings(Templates.GAUSSIAN, Templates.Moments.OUT_OF_DOMAIN, 1, 1);

  /** The initial Q_h, a new matrix. */
  public DMatrixRMaj head(int h) {
    return heads.get(h).copy();
  }

  /**
   * Creates a trainer of this problem in its initial state.
   *
   * @param kernel the kernel for the losses
   * @param ridge the solved task
   * @param transformer in its initial state. Trained in place.
   */
  Trainer trainer(Kernel kernel, RidgeOptimum ridge, Transformer transformer) {
    PopulationLoss population = new PopulationLoss(kernel, ridge);
    Objective objective = prompts == null ? population : prompts.objective(kernel, task);
    return new Trainer(
        population,
        objective,
        transformer,
        new Measures(ridge, TEST),
        optimizer,
        LearningRate.of(learningRateQ),
        LearningRate.of(learningRateW));
  }
}
