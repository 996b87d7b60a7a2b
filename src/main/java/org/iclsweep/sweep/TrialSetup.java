package org.iclsweep.sweep;

import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.model.KernelTransformer;
import org.iclsweep.model.Transformer;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.iclsweep.train.Measures;
import org.iclsweep.train.Trainer;

/** A trial before training: its solved task, and its transformer and trainer at the start. */
public final class TrialSetup {
  private final TrialConfig config;
  private final RidgeOptimum ridge;
  private final Measures measures;

  /**
   * Draws the task of a trial and solves it. The dictionary and the features depend on the seed, K,
   * d, m, the token norm and the representation; N and tau only determine how they are used.
   *
   * @throws IllegalArgumentException if a matrix is too large for an array
   */
  public TrialSetup(TrialConfig config) {
    this.config = config;
    ridge = new RidgeOptimum(draw(config));
    measures = new Measures(ridge, config.testSettings());
  }

  private static Task draw(TrialConfig config) {
    var tokenStream = new RandomStream(config.seed(), "dictionary");
    var featureStream = new RandomStream(config.seed(), "representation");
    DMatrixRMaj dictionary =
        config.tokenNorm().dictionary(config.dim(), config.tokens(), tokenStream);
    double length = config.tokenNorm().length(config.dim());
    DMatrixRMaj features =
        config.representation().features(config.m(), dictionary, length, featureStream);
    return new Task(dictionary, features, config.promptLength(), config.noise());
  }

  TrialConfig config() {
    return config;
  }

  /** The task. */
  public Task task() {
    return ridge.task();
  }

  RidgeOptimum ridge() {
    return ridge;
  }

  Measures measures() {
    return measures;
  }

  /**
   * Draws Q_h at the start, d x d; each call creates a new matrix.
   *
   * @param head h, from 0
   */
  public DMatrixRMaj head(int head) {
    return Transformer.drawHead(head, config.dim(), config.initScale(), config.seed());
  }

  /** Creates the transformer at its start, in the form of the configuration. */
  Transformer transformer(Kernel kernel) {
    return new KernelTransformer(kernel, config.form(), task(), config.heads(), this::head);
  }

  /**
   * Creates a trainer with the requested learning rates.
   *
   * @param kernel the kernel of the losses and the optimizer
   * @param transformer a transformer of this trial at its start; trained in place
   * @throws IllegalStateException if the gap at the start is not a finite number
   */
  public Trainer trainer(Kernel kernel, Transformer transformer) {
    return trainer(kernel, transformer, 0);
  }

  /**
   * Creates a trainer as above.
   *
   * @param halvings the number of times that rates of the rule {@code descent} are halved
   */
  Trainer trainer(Kernel kernel, Transformer transformer, int halvings) {
    PopulationLoss population = new PopulationLoss(kernel, ridge);
    return new Trainer(
        population,
        config.objective().create(kernel, population, config.sampling()),
        transformer,
        measures,
        config.optimizer(),
        config.learningRateQ().halved(halvings),
        config.learningRateW().halved(halvings));
  }
}
