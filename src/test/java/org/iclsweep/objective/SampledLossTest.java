package org.iclsweep.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.State;
import org.iclsweep.task.PromptSample;
import org.iclsweep.task.Prompts;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.SampleMean;
import org.iclsweep.task.Task;
import org.iclsweep.task.Templates;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients over batches of prompts, for every kernel. */
@ParameterizedClass
@MethodSource("kernels")
class SampledLossTest {
  @Parameter private Kernel kernel;

  static List<Kernel> kernels() {
    return Kernels.available();
  }

  static LongStream seeds() {
    return LongStream.range(0, 10);
  }

  /** One batch, the same at every step. */
  private record OneBatch(DMatrixRMaj labels) implements Batches {
    @Override
    public void next(DMatrixRMaj batch) {
      batch.setTo(labels);
    }

    @Override
    public double loss(DMatrixRMaj prediction, double gap) {
      return gap;
    }

    @Override
    public void exchange(State state) {}
  }

  private static Panels panels(Kernel kernel, DMatrixRMaj matrix) {
    Panels panels = new Panels(matrix.numRows, matrix.numCols, kernel.panelWidth());
    panels.set(matrix);
    return panels;
  }

  private static Task task(int n, int k, RandomStream stream) {
    return RandomTasks.task(n, k, 3, 4, 0.2, stream);
  }

  private static DMatrixRMaj gradient(
      Kernel kernel, Task task, DMatrixRMaj labels, DMatrixRMaj prediction) {
    SampledLoss loss = new SampledLoss(kernel, task, new OneBatch(labels), labels.numRows);
    DMatrixRMaj first = loss.gradient(panels(kernel, prediction)).toMatrix();
    DMatrixRMaj again = loss.gradient(panels(kernel, prediction)).toMatrix();
    assertArrayEquals(first.data, again.data, "nothing is left over");
    return first;
  }

  /** Terms are added in order, each by a fused multiply-add. */
  private static DMatrixRMaj plainGradient(int n, DMatrixRMaj labels, DMatrixRMaj prediction) {
    int k = labels.numCols;
    double weight = 1.0 / ((double) labels.numRows * k);
    DMatrixRMaj gradient = new DMatrixRMaj(n, k);
    for (int row = 0; row < labels.numRows; row++) {
      for (int column = 0; column < k; column++) {
        double y = 0;
        for (int i = 0; i < n; i++) {
          y = Math.fma(labels.get(row, i), prediction.get(i, column), y);
        }
        double residual = y - labels.get(row, column);
        for (int i = 0; i < n; i++) {
          double sum = gradient.get(i, column);
          gradient.set(i, column, Math.fma(weight * labels.get(row, i), residual, sum));
        }
      }
    }
    return gradient;
  }

  /** 1/(bK) Y_N' (Y_N A_hat - Y), by EJML's products. */
  private static DMatrixRMaj fullGradient(int n, DMatrixRMaj labels, DMatrixRMaj prediction) {
    DMatrixRMaj shown = CommonOps_DDRM.extract(labels, 0, labels.numRows, 0, n);
    DMatrixRMaj residual = CommonOps_DDRM.mult(shown, prediction, null);
    CommonOps_DDRM.subtractEquals(residual, labels);
    DMatrixRMaj gradient = new DMatrixRMaj(n, labels.numCols);
    double weight = 1.0 / ((double) labels.numRows * labels.numCols);
    CommonOps_DDRM.multTransA(weight, shown, residual, gradient);
    return gradient;
  }

  /** A bound on the rounding error of a sum over all prompts. */
  private static double rounding(DMatrixRMaj labels, DMatrixRMaj prediction) {
    double y = NormOps_DDRM.normF(labels);
    double size = y * y * (1 + NormOps_DDRM.normF(prediction));
    return 4
        * UtilEjml.EPS
        * (labels.numRows + prediction.numRows)
        * size
        / labels.getNumElements();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 2",
    "1, 3, 9",
    "2, 4, 17",
    "5, 2, 3",
    "7, 10, 50",
    "32, 5, 16",
    "33, 8, 31",
    "256, 10, 50",
    "300, 30, 65"
  })
  void everyKernelComputesThePlainLoops(int b, int n, int k) {
    RandomStream stream = RandomTasks.stream(b);
    DMatrixRMaj labels = RandomTasks.gaussian(b, k, stream);
    DMatrixRMaj prediction = RandomTasks.gaussian(n, k, stream);
    DMatrixRMaj gradient = gradient(kernel, task(n, k, stream), labels, prediction);
    assertArrayEquals(plainGradient(n, labels, prediction).data, gradient.data);
  }

  /**
   * The batch loss 1/(2bK) |Y_N A_hat - Y|^2 is quadratic in A_hat, so the only error of a central
   * difference is rounding, even for h = 1.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void gradientAgreesWithCentralDifferences(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    int n = task.promptLength();
    int b = RandomTasks.between(1, 20, stream);
    DMatrixRMaj labels = RandomTasks.gaussian(b, task.tokens(), stream);
    DMatrixRMaj prediction = RandomTasks.gaussian(n, task.tokens(), stream);
    DMatrixRMaj gradient = gradient(kernel, task, labels, prediction);
    for (int i = 0; i < prediction.getNumElements(); i++) {
      DMatrixRMaj up = prediction.copy();
      up.data[i] += 1;
      DMatrixRMaj down = prediction.copy();
      down.data[i] -= 1;
      double difference = (loss(n, labels, up) - loss(n, labels, down)) / 2;
      assertEquals(difference, gradient.data[i], 1e-12 * loss(n, labels, up));
    }
  }

  private static double loss(int n, DMatrixRMaj labels, DMatrixRMaj prediction) {
    DMatrixRMaj shown = CommonOps_DDRM.extract(labels, 0, labels.numRows, 0, n);
    DMatrixRMaj residual = CommonOps_DDRM.mult(shown, prediction, null);
    CommonOps_DDRM.subtractEquals(residual, labels);
    return NormOps_DDRM.elementP(residual, 2)
        * NormOps_DDRM.elementP(residual, 2)
        / (2.0 * labels.getNumElements());
  }

  private ObjectiveKind.Sampling sampling(Templates templates, int prompts, int b, long seed) {
    return new ObjectiveKind.Sampling(templates, prompts, b, seed);
  }

  private static SampleMean[] means(int count) {
    return Stream.generate(SampleMean::new).limit(count).toArray(SampleMean[]::new);
  }

  /** E G = M Delta / K for templates of every distribution, entry by entry. */
  @ParameterizedTest
  @EnumSource(Templates.class)
  void freshGradientsAreUnbiased(Templates templates) {
    for (long seed = 0; seed < 3; seed++) {
      RandomStream stream = RandomTasks.stream(seed);
      Task task = RandomTasks.small(stream);
      RidgeOptimum ridge = new RidgeOptimum(task);
      PopulationLoss population = new PopulationLoss(kernel, ridge);
      Panels prediction =
          panels(kernel, RandomTasks.gaussian(task.promptLength(), task.tokens(), stream));
      Objective fresh =
          ObjectiveKind.FRESH.create(kernel, population, sampling(templates, 1, 8, seed));
      double gap = population.gap(prediction);
      double[] expected = population.gradient(prediction).toMatrix().data;
      SampleMean[] means = means(expected.length);
      for (int batch = 0; batch < 20_000; batch++) {
        double[] gradient = fresh.gradient(prediction).toMatrix().data;
        for (int i = 0; i < gradient.length; i++) {
          means[i].add(gradient[i]);
        }
      }
      for (int i = 0; i < expected.length; i++) {
        means[i].assertIs(expected[i], "entry " + i + " of " + expected.length);
      }
      assertEquals(ridge.minimumLoss() + gap, fresh.loss(prediction.toMatrix(), gap));
    }
  }

  /** The training set of a seed, drawn separately. */
  private static DMatrixRMaj trainingSet(Task task, ObjectiveKind.Sampling sampling) {
    return Prompts.labels(
        task,
        sampling.templates(),
        Templates.Moments.IN_DOMAIN,
        sampling.trainingPrompts(),
        new RandomStream(sampling.seed(), "training_prompts"));
  }

  /** This includes one batch of all prompts, in any order. */
  @ParameterizedTest
  @CsvSource({"24, 1", "24, 4", "24, 12", "24, 24", "1, 1", "250, 50", "300, 300"})
  void overAnEpochTheMeanGradientIsThatOfTheWholeSet(int prompts, int b) {
    RandomStream stream = RandomTasks.stream(prompts);
    Task task = RandomTasks.small(stream);
    int n = task.promptLength();
    PopulationLoss population = new PopulationLoss(kernel, new RidgeOptimum(task));
    DMatrixRMaj prediction = RandomTasks.gaussian(n, task.tokens(), stream);
    for (Templates templates : Templates.values()) {
      ObjectiveKind.Sampling sampling = sampling(templates, prompts, b, 5);
      Objective sampled = ObjectiveKind.SAMPLED.create(kernel, population, sampling);
      DMatrixRMaj labels = trainingSet(task, sampling);
      double[] expected = fullGradient(n, labels, prediction).data;
      for (int epoch = 0; epoch < 5; epoch++) {
        DMatrixRMaj mean = new DMatrixRMaj(n, task.tokens());
        for (int batch = 0; batch < prompts / b; batch++) {
          CommonOps_DDRM.addEquals(
              mean, (double) b / prompts, sampled.gradient(panels(kernel, prediction)).toMatrix());
        }
        assertArrayEquals(expected, mean.data, rounding(labels, prediction));
      }
      double loss = new PromptSample(labels, n).error(prediction).total() / 2;
      assertEquals(loss, sampled.loss(prediction, 17));
    }
  }

  /**
   * Epochs are independent of each other: prompts dropped by one epoch may be visited by the next.
   */
  @ParameterizedTest
  @CsvSource({"7, 3", "10, 6", "20, 19"})
  void overManyEpochsDroppedPromptsCountAsWell(int prompts, int b) {
    RandomStream stream = RandomTasks.stream(prompts);
    Task task = RandomTasks.small(stream);
    int n = task.promptLength();
    PopulationLoss population = new PopulationLoss(kernel, new RidgeOptimum(task));
    DMatrixRMaj prediction = RandomTasks.gaussian(n, task.tokens(), stream);
    ObjectiveKind.Sampling sampling = sampling(Templates.GAUSSIAN, prompts, b, 6);
    Objective sampled = ObjectiveKind.SAMPLED.create(kernel, population, sampling);
    double[] expected = fullGradient(n, trainingSet(task, sampling), prediction).data;
    SampleMean[] means = means(expected.length);
    int batches = prompts / b;
    for (int epoch = 0; epoch < 5000; epoch++) {
      double[] sum = new double[expected.length];
      for (int batch = 0; batch < batches; batch++) {
        double[] gradient = sampled.gradient(panels(kernel, prediction)).toMatrix().data;
        Arrays.setAll(sum, i -> sum[i] + gradient[i]);
      }
      for (int i = 0; i < sum.length; i++) {
        means[i].add(sum[i] / batches);
      }
    }
    for (int i = 0; i < expected.length; i++) {
      means[i].assertIs(expected[i], "entry " + i);
    }
  }

  /** The same seed gives the same prompts in the same order, another seed gives others. */
  @ParameterizedTest
  @EnumSource(
      value = ObjectiveKind.class,
      names = {"SAMPLED", "FRESH"})
  void aSeedFixesEveryBatchForEveryKernel(ObjectiveKind kind) {
    RandomStream stream = RandomTasks.stream(7);
    Task task = task(4, 11, stream);
    RidgeOptimum ridge = new RidgeOptimum(task);
    DMatrixRMaj prediction = RandomTasks.gaussian(4, 11, stream);
    Objective[] objectives = new Objective[3];
    Kernel[] with = {kernel, Kernels.portable(), kernel};
    for (int i = 0; i < 3; i++) {
      long seed = i < 2 ? 8 : 9;
      objectives[i] =
          kind.create(
              with[i],
              new PopulationLoss(with[i], ridge),
              sampling(Templates.UNIFORM, 10, 3, seed));
    }
    double[] previous = {};
    for (int step = 0; step < 20; step++) {
      double[][] gradients = new double[3][];
      for (int i = 0; i < 3; i++) {
        gradients[i] = objectives[i].gradient(panels(with[i], prediction)).toMatrix().data;
      }
      assertArrayEquals(gradients[0], gradients[1]);
      assertNotEquals(gradients[0][0], gradients[2][0]);
      assertTrue(!Arrays.equals(previous, gradients[0]), "each step has another batch");
      previous = gradients[0];
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void thePopulationObjectiveIsThePopulationLoss(long seed) {
    RidgeOptimum ridge = new RidgeOptimum(RandomTasks.small(RandomTasks.stream(seed)));
    PopulationLoss population = new PopulationLoss(kernel, ridge);
    Objective objective =
        ObjectiveKind.POPULATION.create(
            kernel, population, sampling(Templates.GAUSSIAN, 1, 1, seed));
    assertSame(population, objective);
    assertEquals(ridge.minimumLoss() + 0.5, objective.loss(ridge.optimum(), 0.5));
  }
}
