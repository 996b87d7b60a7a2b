package org.iclsweep.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.iclsweep.model.Transformer;
import org.iclsweep.model.UpdateRule;
import org.iclsweep.model.Way;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step allocates nothing. */
class AllocationTest {
  private static final int ROUND = 2000;
  private static final int HEADS = 16;
  private static final long WARM = 100_000;
  private static final long SECONDS = 30;

  /** Eight bytes a step are half of the smallest object. */
  private static final long BOUND = 8 * ROUND;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static List<Way> kernelForms() {
    return Way.all().stream().filter(way -> way.form() != null).toList();
  }

  static Stream<Way> fullKernels() {
    return Way.full().stream().filter(way -> way.form() != null);
  }

  @ParameterizedTest
  @MethodSource("kernelForms")
  void gradientDescentAllocatesNothing(Way way) {
    assertAllocatesNothing(way, OptimizerKind.GD);
  }

  @ParameterizedTest
  @MethodSource("fullKernels")
  void adamAllocatesNothing(Way way) {
    assertAllocatesNothing(way, OptimizerKind.ADAM);
  }

  /**
   * Vectors are objects until the loops that use them are compiled, so rounds are run until that is
   * done. Compiling anew may disturb a round; what a step allocates shows in each.
   */
  private static void assertAllocatesNothing(Way way, OptimizerKind kind) {
    RidgeOptimum ridge =
        new RidgeOptimum(RandomTasks.task(10, 50, 20, 16, 0.05, RandomTasks.stream(3)));
    Transformer transformer = PlainRun.start(way, ridge, HEADS);
    PopulationLoss loss = new PopulationLoss(way.kernel(), ridge);
    UpdateRule rule = kind.create(way.kernel(), HEADS, 1e-3, 1e-3);
    transformer.forward();
    long deadline = System.nanoTime() + SECONDS * 1_000_000_000;
    while (round(transformer, loss, rule) > WARM && System.nanoTime() < deadline) {}
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      least = Math.min(least, round(transformer, loss, rule));
    }
    assertTrue(least < BOUND, way + ": " + least + " bytes in " + ROUND + " steps");
  }

  /** The bytes that a round of steps allocates. */
  private static long round(Transformer transformer, PopulationLoss loss, UpdateRule rule) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    double sum = 0;
    for (int step = 0; step < ROUND; step++) {
      sum += loss.gap(transformer.prediction());
      transformer.step(loss.gradient(transformer.prediction()), rule);
    }
    long after = THREADS.getCurrentThreadAllocatedBytes();
    assertTrue(Double.isFinite(sum));
    return after - before;
  }
}
