package org.iclsweep.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.iclsweep.linalg.ChildJvm;
import org.iclsweep.model.Transformer;
import org.iclsweep.model.UpdateRule;
import org.iclsweep.model.Way;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step allocates nothing. */
class AllocationTest {
  private static final int ROUND = 2000;
  private static final int HEADS = 16;
  private static final long WARM = 100_000;
  private static final long SECONDS = 30;

  /** Eight bytes per step, half the size of the smallest object. */
  private static final long BOUND = 8 * ROUND;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir private Path folder;

  /**
   * Runs in a separate JVM, like trials: in a JVM that has run a thousand other tests the JIT may
   * have abandoned a vector loop, which then always allocates.
   */
  @Test
  void stepsAllocateNothing() throws IOException, InterruptedException {
    List<String> lines =
        ChildJvm.start(folder, List.of(ChildJvm.WITH_MODULE), AllocationTest.class).lines();
    Stream<Way> ways = Stream.concat(Way.all().stream(), Way.full().stream());
    assertEquals(ways.filter(AllocationTest::ofKernels).count(), lines.size());
    for (String line : lines) {
      long bytes = Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
      assertTrue(bytes < BOUND, line + " bytes in " + ROUND + " steps");
    }
  }

  private static boolean ofKernels(Way way) {
    return way.form() != null;
  }

  /**
   * Prints the bytes per round for gradient descent in every form, and for Adam in its only form.
   */
  public static void main(String[] args) {
    for (Way way : Way.all()) {
      if (ofKernels(way)) {
        System.out.println("gd " + way + " " + leastBytes(way, OptimizerKind.GD));
      }
    }
    for (Way way : Way.full()) {
      if (ofKernels(way)) {
        System.out.println("adam " + way + " " + leastBytes(way, OptimizerKind.ADAM));
      }
    }
  }

  /**
   * Vectors are objects until the loops that use them are compiled, so rounds are repeated until
   * then. Recompilation may disturb a round, but an allocation of a step would appear in every
   * round.
   */
  private static long leastBytes(Way way, OptimizerKind kind) {
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
    return least;
  }

  /** The bytes allocated by a round of steps. */
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
