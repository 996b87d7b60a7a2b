package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.model.Transformer;
import org.iclsweep.model.Way;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Membership of parameters in a ball, in every variant. */
class BallTest {
  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  /** A transformer a few steps after the start. */
  private static Transformer trained(Way way, Task task, List<DMatrixRMaj> q) {
    PopulationLoss loss = new PopulationLoss(way.kernel(), new RidgeOptimum(task));
    Transformer transformer = way.create(task, q);
    transformer.forward();
    var rule = OptimizerKind.GD.create(way.kernel(), q.size(), 0.3, 0.3);
    for (int step = 0; step < 10; step++) {
      // The gradient belongs to the last computed gap.
      assertTrue(Double.isFinite(loss.gap(transformer.prediction())));
      transformer.step(loss.gradient(transformer.prediction()), rule);
    }
    return transformer;
  }

  private static double distance(Transformer transformer, List<DMatrixRMaj> q) {
    double square = 0;
    for (int h = 0; h < q.size(); h++) {
      double[] now = transformer.q(h).data;
      for (int i = 0; i < now.length; i++) {
        square += Math.pow(now[i] - q.get(h).data[i], 2);
      }
    }
    return Math.sqrt(square);
  }

  private static boolean contains(double radiusQ, double radiusW, Transformer transformer) {
    return new Ball(radiusQ, radiusW).contains(transformer);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void bothDistancesDecide(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    int heads = RandomTasks.between(1, 8, stream);
    List<DMatrixRMaj> q =
        IntStream.range(0, heads)
            .mapToObj(h -> RandomTasks.gaussian(task.dim(), task.dim(), stream))
            .toList();
    for (Way way : Way.all()) {
      Transformer transformer = trained(way, task, q);
      double distance = distance(transformer, q);
      double length = NormOps_DDRM.normF(transformer.w());
      assertTrue(distance > 1e-4 && length > 1e-4, way + ": " + distance + ", " + length);
      assertTrue(contains(distance, length, transformer), way.toString());
      for (double factor : new double[] {0.1, 0.999, 1.001, 10}) {
        assertEquals(factor >= 1, contains(factor * distance, 2 * length, transformer));
        assertEquals(factor >= 1, contains(2 * distance, factor * length, transformer));
        assertEquals(factor >= 1, contains(factor * distance, factor * length, transformer));
      }
      assertFalse(contains(0, Double.POSITIVE_INFINITY, transformer));
      assertTrue(contains(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, transformer));
      assertFalse(contains(Double.NaN, Double.POSITIVE_INFINITY, transformer));
      Transformer start = way.create(task, q);
      assertTrue(contains(0, 0, start), "the start is in every ball");
    }
  }
}
