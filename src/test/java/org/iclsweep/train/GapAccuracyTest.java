package org.iclsweep.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.MathContext;
import java.util.List;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.BigMatrix;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.Form;
import org.iclsweep.model.KernelTransformer;
import org.iclsweep.model.Transformer;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.LearningRate;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.ExactRidge;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.iclsweep.task.Templates;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gaps during training, compared with 60 digits for the same predictions. */
class GapAccuracyTest {
  private static final Kernel KERNEL = Kernels.choice().kernel();

  private static final long[] STEPS = {
    0, 1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10_000,
    15_000, 20_000
  };

  /**
   * The relative error is a multiple of eps sqrt(gap(0) / gap), with and without noise. The
   * constant is the same for all cases, whether or not M has a null space.
   */
  @ParameterizedTest
  @CsvSource({"2, 0", "4, 0", "8, 0", "4, 1e-12", "4, 0.05", "16, 0", "16, 0.05"})
  void theRelativeErrorGrowsWithTheRootOfWhatIsGone(int m, double noise) {
    Task task = RandomTasks.task(10, 30, 12, m, noise, RandomTasks.stream(5));
    RidgeOptimum ridge = new RidgeOptimum(task);
    ExactRidge exact = new ExactRidge(task, 60);
    Transformer transformer =
        new KernelTransformer(
            KERNEL, Form.REDUCED, task, 32, h -> Transformer.drawHead(h, task.dim(), 1, 5));
    PopulationLoss population = new PopulationLoss(KERNEL, ridge);
    Measures.TestSettings test =
        new Measures.TestSettings(Templates.GAUSSIAN, Templates.Moments.OUT_OF_DOMAIN, 5, 1);
    Trainer trainer =
        new Trainer(
            population,
            population,
            transformer,
            new Measures(ridge, test),
            OptimizerKind.GD,
            LearningRate.AUTO,
            LearningRate.AUTO);
    double[] least = {Double.POSITIVE_INFINITY};
    DMatrixRMaj prediction = new DMatrixRMaj(10, 30);
    trainer.run(
        20_000,
        STEPS,
        List.of(new StopRule.Tolerance(1e-22)),
        point -> {
          transformer.prediction().get(0, prediction);
          BigMatrix same = BigMatrix.of(prediction, new MathContext(60));
          ExactRidge.Split in = exact.ridgeGap(same);
          double out = exact.ridgeGap(same, Templates.Moments.OUT_OF_DOMAIN).total().doubleValue();
          double start = trainer.bound().gapStart();
          assertClose(in.total().doubleValue(), point.ridgeGap(), start);
          assertClose(in.prompt().doubleValue(), point.ridgeGapPrompt(), start);
          assertClose(in.query().doubleValue(), point.ridgeGapQuery(), start);
          assertClose(out, point.ridgeGapOod(), start);
          least[0] = Math.min(least[0], point.gap() / start);
        });
    assertTrue(noise > 0 || least[0] < 1e-12, "the gap fell to " + least[0]);
  }

  private static void assertClose(double expected, double actual, double gapStart) {
    double relative = 32 * UtilEjml.EPS * Math.max(1, Math.sqrt(gapStart / expected));
    assertEquals(expected, actual, relative * expected);
  }
}
