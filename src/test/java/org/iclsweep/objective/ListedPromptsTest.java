package org.iclsweep.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.linalg.Panels;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.iclsweep.task.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts listed in advance give the same steps as prompts drawn during training. */
class ListedPromptsTest {
  private static final int STEPS = 23;

  private final Kernel kernel = Kernels.choice().kernel();
  private final Task task = RandomTasks.task(4, 9, 3, 5, 0.2, new RandomStream(1, "task"));

  /** Epochs with a whole or a short last batch, one batch of the whole set, and fresh prompts. */
  @ParameterizedTest
  @CsvSource({"SAMPLED, 12, 4", "SAMPLED, 13, 5", "SAMPLED, 6, 6", "SAMPLED, 7, 1", "FRESH, 1, 5"})
  void theGradientsAreTheSameToTheLastBit(ObjectiveKind kind, int prompts, int batchSize) {
    var sampling = new ObjectiveKind.Sampling(Templates.GAUSSIAN, prompts, batchSize, 3);
    ListedPrompts listed = kind.list(task, sampling, STEPS).orElseThrow();
    assertEquals(STEPS, listed.steps());
    assertEquals(listed.labels().numRows, kind.listedPrompts(sampling, STEPS));
    PopulationLoss population = new PopulationLoss(kernel, new RidgeOptimum(task));
    Objective drawn = kind.create(kernel, population, sampling);
    Objective replayed = listed.objective(kernel, task);
    RandomStream stream = new RandomStream(4, "predictions");
    DMatrixRMaj prediction = new DMatrixRMaj(4, 9);
    Panels panels = new Panels(4, 9, kernel.panelWidth());
    for (int step = 0; step < STEPS; step++) {
      stream.fillColumns(prediction, 1);
      panels.set(prediction);
      double[] expected = drawn.gradient(panels).toMatrix().data;
      assertArrayEquals(expected, replayed.gradient(panels).toMatrix().data, "step " + step);
    }
    if (kind == ObjectiveKind.SAMPLED) {
      assertEquals(drawn.loss(prediction, 0), replayed.loss(prediction, 0));
    }
  }

  @Test
  void thePopulationLossFollowsNoPrompts() {
    var sampling = new ObjectiveKind.Sampling(Templates.GAUSSIAN, 5, 2, 3);
    assertTrue(ObjectiveKind.POPULATION.list(task, sampling, STEPS).isEmpty());
    assertEquals(0, ObjectiveKind.POPULATION.listedPrompts(sampling, STEPS));
  }

  @Test
  void batchesMustFitTheLabels() {
    DMatrixRMaj labels = new DMatrixRMaj(3, 9);
    for (int[][] batches :
        new int[][][] {{{0, 3}}, {{-1}}, {{0, 1}, {2}}, {{}}, {{0}, {}}, {{}, {0}}}) {
      assertThrows(IllegalArgumentException.class, () -> new ListedPrompts(labels, batches));
    }
    assertArrayEquals(
        new int[] {2, 2}, new ListedPrompts(labels, new int[][] {{0, 1}, {2, 2}}).batch(1));
  }
}
