package org.iclsweep.objective;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.linalg.Panels;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Templates;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of a batch allocates nothing. */
class SampledAllocationTest {
  private static final int ROUND = 2000;
  private static final long WARM = 100_000;
  private static final long SECONDS = 30;

  /** Eight bytes per gradient, half the size of the smallest object. */
  private static final long BOUND = 8 * ROUND;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (Kernel kernel : Kernels.available()) {
      for (Templates templates : Templates.values()) {
        cases.add(Arguments.of(ObjectiveKind.FRESH, kernel, templates));
      }
      cases.add(Arguments.of(ObjectiveKind.SAMPLED, kernel, Templates.GAUSSIAN));
    }
    return cases;
  }

  /**
   * Rounds are repeated until the loops are compiled; an allocation of the gradient would appear in
   * every round.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAllocateNothing(ObjectiveKind kind, Kernel kernel, Templates templates) {
    RidgeOptimum ridge =
        new RidgeOptimum(RandomTasks.task(6, 20, 5, 8, 0.05, RandomTasks.stream(3)));
    PopulationLoss population = new PopulationLoss(kernel, ridge);
    // Every second step begins an epoch.
    Objective objective =
        kind.create(kernel, population, new ObjectiveKind.Sampling(templates, 40, 16, 1));
    Panels prediction = Panels.constant(ridge.optimum(), kernel.panelWidth());
    long deadline = System.nanoTime() + SECONDS * 1_000_000_000;
    while (round(objective, prediction) > WARM && System.nanoTime() < deadline) {}
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      least = Math.min(least, round(objective, prediction));
    }
    assertTrue(least < BOUND, least + " bytes in " + ROUND + " gradients");
  }

  /** The bytes allocated by a round of gradients. */
  private static long round(Objective objective, Panels prediction) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    double sum = 0;
    for (int i = 0; i < ROUND; i++) {
      sum += objective.gradient(prediction).get(1, 2);
    }
    long after = THREADS.getCurrentThreadAllocatedBytes();
    assertTrue(Double.isFinite(sum));
    return after - before;
  }
}
