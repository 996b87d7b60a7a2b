package org.iclsweep.objective;

import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.task.Prompts;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.Task;
import org.iclsweep.task.Templates;

/** The objectives available to a trial; each trial creates its own. */
public enum ObjectiveKind {
  /** The population loss, in closed form. */
  POPULATION(false) {
    @Override
    public Objective create(Kernel kernel, PopulationLoss population, Sampling sampling) {
      return population;
    }

    @Override
    public double numbers(Kernel kernel, double n, double k, Sampling sampling) {
      return 0;
    }

    @Override
    public Optional<ListedPrompts> list(Task task, Sampling sampling, int steps) {
      return Optional.empty();
    }

    @Override
    public double listedPrompts(Sampling sampling, double steps) {
      return 0;
    }
  },
  /** Batches of a training set drawn once (Section 4 of the paper). */
  SAMPLED(true) {
    @Override
    public Objective create(Kernel kernel, PopulationLoss population, Sampling sampling) {
      Task task = population.ridge().task();
      TrainingSet set = trainingSet(task, labels(task, sampling), sampling);
      return new SampledLoss(kernel, task, set, sampling.batchSize());
    }

    private static DMatrixRMaj labels(Task task, Sampling sampling) {
      var prompts = new RandomStream(sampling.seed(), "training_prompts");
      return Prompts.labels(
          task,
          sampling.templates(),
          Templates.Moments.IN_DOMAIN,
          sampling.trainingPrompts(),
          prompts);
    }

    private static TrainingSet trainingSet(Task task, DMatrixRMaj labels, Sampling sampling) {
      var order = new RandomStream(sampling.seed(), "batches");
      return new TrainingSet(labels, task.promptLength(), order);
    }

    @Override
    public Optional<ListedPrompts> list(Task task, Sampling sampling, int steps) {
      DMatrixRMaj labels = labels(task, sampling);
      TrainingSet set = trainingSet(task, labels, sampling);
      int[][] batches = new int[steps][];
      for (int step = 0; step < steps; step++) {
        batches[step] = set.nextRows(sampling.batchSize());
      }
      return Optional.of(new ListedPrompts(labels, batches));
    }

    @Override
    public double listedPrompts(Sampling sampling, double steps) {
      return sampling.trainingPrompts();
    }

    @Override
    public double numbers(Kernel kernel, double n, double k, Sampling sampling) {
      double set = sampling.trainingPrompts() * (k + 0.5) + 2 * n * n + 3 * n * k;
      return set + SampledLoss.numbers(kernel, n, k, sampling.batchSize());
    }
  },
  /** Batches of prompts drawn anew for each step. */
  FRESH(true) {
    @Override
    public Objective create(Kernel kernel, PopulationLoss population, Sampling sampling) {
      Task task = population.ridge().task();
      RandomStream stream = prompts(sampling);
      double minimumLoss = population.ridge().minimumLoss();
      var prompts = new FreshPrompts(task, sampling.templates(), minimumLoss, stream);
      return new SampledLoss(kernel, task, prompts, sampling.batchSize());
    }

    private static RandomStream prompts(Sampling sampling) {
      return new RandomStream(sampling.seed(), "fresh_prompts");
    }

    @Override
    public double numbers(Kernel kernel, double n, double k, Sampling sampling) {
      return SampledLoss.numbers(kernel, n, k, sampling.batchSize());
    }

    @Override
    public Optional<ListedPrompts> list(Task task, Sampling sampling, int steps) {
      int b = sampling.batchSize();
      DMatrixRMaj labels =
          Prompts.labels(
              task,
              sampling.templates(),
              Templates.Moments.IN_DOMAIN,
              Math.multiplyExact(steps, b),
              prompts(sampling));
      int[][] batches = new int[steps][];
      for (int step = 0; step < steps; step++) {
        batches[step] = IntStream.range(step * b, (step + 1) * b).toArray();
      }
      return Optional.of(new ListedPrompts(labels, batches));
    }

    @Override
    public double listedPrompts(Sampling sampling, double steps) {
      return steps * sampling.batchSize();
    }
  };

  private final boolean sampled;

  ObjectiveKind(boolean sampled) {
    this.sampled = sampled;
  }

  /** Whether steps follow batches of prompts, not the gradient of the full loss. */
  public boolean sampled() {
    return sampled;
  }

  /**
   * Creates an objective in its initial state.
   *
   * @param kernel the kernel to compute with
   * @param population the population loss of the same trial
   * @param sampling how prompts are drawn
   */
  public abstract Objective create(Kernel kernel, PopulationLoss population, Sampling sampling);

  /**
   * The number of doubles held in addition to the population loss.
   *
   * @param kernel the kernel it computes with
   * @param n N
   * @param k K
   * @param sampling how prompts are drawn
   */
  public abstract double numbers(Kernel kernel, double n, double k, Sampling sampling);

  /**
   * Lists the prompts of the first steps; empty for the population loss, which uses none.
   *
   * @param task Not modified.
   * @param sampling how prompts are drawn
   * @param steps the number of steps
   * @throws ArithmeticException if there are more than 2^31 - 1 prompts
   */
  public abstract Optional<ListedPrompts> list(Task task, Sampling sampling, int steps);

  /**
   * The number of prompts in {@link #list}.
   *
   * @param sampling how prompts are drawn
   * @param steps the number of steps
   */
  public abstract double listedPrompts(Sampling sampling, double steps);

  /**
   * How training prompts are drawn.
   *
   * @param templates the distribution of the templates
   * @param trainingPrompts the number of prompts in a training set, at least b
   * @param batchSize b, the number of prompts per step
   * @param seed the trial's seed
   */
  public record Sampling(Templates templates, int trainingPrompts, int batchSize, long seed) {}
}
