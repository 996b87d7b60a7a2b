package org.iclsweep.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.linalg.Panels;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Norms of gradients and the distance of Q from its start, in every variant. */
@ParameterizedClass
@MethodSource("ways")
class GradientNormsTest {
  @Parameter private Way way;

  static List<Way> ways() {
    return Way.all();
  }

  static LongStream seeds() {
    return LongStream.range(0, 25);
  }

  private static List<DMatrixRMaj> heads(Task task, int count, RandomStream stream) {
    List<DMatrixRMaj> q = new ArrayList<>();
    for (int h = 0; h < count; h++) {
      q.add(RandomTasks.gaussian(task.dim(), task.dim(), stream));
    }
    return q;
  }

  private Transformer random(Task task, int count, RandomStream stream) {
    Transformer transformer = way.create(task, heads(task, count, stream));
    transformer.setW(RandomTasks.gaussian(count, task.tokens(), stream));
    transformer.forward();
    return transformer;
  }

  private static void assertNorms(Transformer transformer, Panels gradient) {
    Transformer.Gradients gradients = transformer.gradients(gradient);
    Transformer.GradientNorms norms = transformer.gradientNorms(gradient);
    assertEquals(gradients.normQ(), norms.q(), 1e-12 * gradients.normQ());
    assertEquals(gradients.normW(), norms.w(), 1e-12 * gradients.normW());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void areThoseOfTheGradients(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    Transformer transformer = random(task, RandomTasks.between(1, 9, stream), stream);
    PopulationLoss loss = new PopulationLoss(way.kernel(), new RidgeOptimum(task));
    assertTrue(loss.gap(transformer.prediction()) > 0);
    assertNorms(transformer, loss.gradient(transformer.prediction()));
    DMatrixRMaj any = RandomTasks.gaussian(task.promptLength(), task.tokens(), stream);
    assertNorms(transformer, way.panels(any));
    CommonOps_DDRM.scale(1e-60, any);
    assertNorms(transformer, way.panels(any));
  }

  /** Sizes near those of tiles, groups and panels. */
  @ParameterizedTest
  @CsvSource({"1,2,1,1", "3,70,4,7", "5,9,12,3", "9,20,6,5", "33,40,8,2", "66,75,3,3", "4,17,9,31"})
  void areThoseOfTheGradientsAtManySizes(int n, int k, int d, int heads) {
    RandomStream stream = RandomTasks.stream(n);
    Task task = RandomTasks.task(n, k, d, 3, 0.1, stream);
    Transformer transformer = random(task, heads, stream);
    assertNorms(transformer, way.panels(RandomTasks.gaussian(n, k, stream)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void areZeroWhereGradientsAre(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    Transformer transformer = random(task, 3, stream);
    DMatrixRMaj zero = new DMatrixRMaj(task.promptLength(), task.tokens());
    assertEquals(new Transformer.GradientNorms(0, 0), transformer.gradientNorms(way.panels(zero)));
    transformer.setW(new DMatrixRMaj(3, task.tokens()));
    transformer.forward();
    DMatrixRMaj any = RandomTasks.gaussian(task.promptLength(), task.tokens(), stream);
    Transformer.GradientNorms norms = transformer.gradientNorms(way.panels(any));
    assertEquals(0.0, norms.q());
    assertTrue(norms.w() > 0);
  }

  /**
   * The slope of the gap along the normalised gradient, by the five-point rule with h = 2^-10.
   * {@link TransformerTest} derives its error.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void areTheSlopesOfTheGap(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    int count = RandomTasks.between(1, 5, stream);
    List<DMatrixRMaj> q = heads(task, count, stream);
    DMatrixRMaj w = RandomTasks.gaussian(count, task.tokens(), stream);
    PopulationLoss loss = new PopulationLoss(way.kernel(), new RidgeOptimum(task));
    Transformer transformer = moved(task, q, q, 0, w, w, 0);
    double gap = loss.gap(transformer.prediction());
    Panels gradient = loss.gradient(transformer.prediction());
    Transformer.Gradients gradients = transformer.gradients(gradient);
    Transformer.GradientNorms norms = transformer.gradientNorms(gradient);
    double scale = gap + norms.q() + norms.w();
    double slopeQ = 0;
    double slopeW = 0;
    double h = 0x1.0p-10;
    for (int i = -2; i <= 2; i++) {
      double weight = new double[] {1, -8, 0, 8, -1}[i + 2] / (12 * h);
      Transformer alongQ = moved(task, q, gradients.q(), i * h / norms.q(), w, w, 0);
      slopeQ += weight * loss.gap(alongQ.prediction());
      Transformer alongW = moved(task, q, q, 0, w, gradients.w(), i * h / norms.w());
      slopeW += weight * loss.gap(alongW.prediction());
    }
    assertEquals(slopeQ, norms.q(), 1e-9 * scale);
    assertEquals(slopeW, norms.w(), 1e-9 * scale);
  }

  private Transformer moved(
      Task task,
      List<DMatrixRMaj> q,
      List<DMatrixRMaj> moveQ,
      double shareQ,
      DMatrixRMaj w,
      DMatrixRMaj moveW,
      double shareW) {
    List<DMatrixRMaj> sums = new ArrayList<>();
    for (int h = 0; h < q.size(); h++) {
      sums.add(sum(q.get(h), shareQ, moveQ.get(h)));
    }
    Transformer transformer = way.create(task, sums);
    transformer.setW(sum(w, shareW, moveW));
    transformer.forward();
    return transformer;
  }

  private static DMatrixRMaj sum(DMatrixRMaj a, double factor, DMatrixRMaj b) {
    DMatrixRMaj sum = new DMatrixRMaj(a.numRows, a.numCols);
    CommonOps_DDRM.add(a, factor, b, sum);
    return sum;
  }

  /** Measuring between two steps does not change the training. */
  @ParameterizedTest
  @MethodSource("seeds")
  void measuringChangesNothing(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    List<DMatrixRMaj> q = heads(task, RandomTasks.between(1, 9, stream), stream);
    Transformer plain = trained(task, q, 6, false);
    Transformer measured = trained(task, q, 6, true);
    assertEquals(0.0, distance(plain.prediction().toMatrix(), measured.prediction().toMatrix()));
    assertEquals(0.0, distance(plain.w(), measured.w()));
  }

  private Transformer trained(Task task, List<DMatrixRMaj> q, int steps, boolean measure) {
    PopulationLoss loss = new PopulationLoss(way.kernel(), new RidgeOptimum(task));
    Transformer transformer = way.create(task, q);
    transformer.forward();
    var rule = OptimizerKind.GD.create(way.kernel(), q.size(), 0.05, 0.05);
    for (int step = 0; step < steps; step++) {
      assertTrue(Double.isFinite(loss.gap(transformer.prediction())));
      Panels gradient = loss.gradient(transformer.prediction());
      if (measure) {
        assertTrue(transformer.gradientNorms(gradient).w() > 0);
        assertTrue(transformer.distanceQ() >= 0);
        assertTrue(transformer.normQ() > 0);
      }
      transformer.step(gradient, rule);
    }
    return transformer;
  }

  private static double distance(DMatrixRMaj a, DMatrixRMaj b) {
    return NormOps_DDRM.normF(CommonOps_DDRM.subtract(a, b, null));
  }

  /** Compared with the sum of the squared updates and with the straightforward transformer. */
  @ParameterizedTest
  @MethodSource("seeds")
  void theWayOfQIsTheSameInEveryForm(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Task task = RandomTasks.small(stream);
    List<DMatrixRMaj> q = heads(task, RandomTasks.between(1, 9, stream), stream);
    assertEquals(0.0, way.create(task, q).distanceQ());
    Transformer transformer = trained(task, q, 12, false);
    double square = 0;
    for (int h = 0; h < q.size(); h++) {
      square += Math.pow(distance(transformer.q(h), q.get(h)), 2);
    }
    assertEquals(Math.sqrt(square), transformer.distanceQ(), 1e-13 * transformer.normQ());
    Way straightforward = Way.straightforward(way.kernel());
    PopulationLoss loss = new PopulationLoss(way.kernel(), new RidgeOptimum(task));
    Transformer reference = straightforward.create(task, q);
    reference.forward();
    var rule = OptimizerKind.GD.create(way.kernel(), q.size(), 0.05, 0.05);
    for (int step = 0; step < 12; step++) {
      assertTrue(Double.isFinite(loss.gap(reference.prediction())));
      reference.step(loss.gradient(reference.prediction()), rule);
    }
    assertTrue(reference.distanceQ() > 1e-7);
    double condition =
        NormOps_DDRM.conditionP2(task.promptTokens()) * NormOps_DDRM.conditionP2(task.dictionary());
    assertEquals(
        reference.distanceQ(),
        transformer.distanceQ(),
        1e-14 * condition * reference.normQ(),
        "condition " + condition);
  }
}
