package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.EjmlTransformer;
import org.iclsweep.model.Transformer;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.task.Grams;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;
import org.iclsweep.task.TokenNorm;
import org.iclsweep.theory.SecondDerivative.Parameters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The inequalities behind the guaranteed rates, inside and on the surface of the ball. */
class GuaranteedLearningRateTest {
  private static final Kernel KERNEL = Kernels.portable();

  /** The relative rounding error of sums of a few hundred products. */
  private static final double ROUNDING = 1e-10;

  static LongStream seeds() {
    return LongStream.range(0, 24);
  }

  /** A task with its heads at the start. */
  private record Start(
      RidgeOptimum ridge,
      PopulationLoss loss,
      List<DMatrixRMaj> q,
      AttentionSpectrum.Extremes spectrum,
      double gap,
      GuaranteedLearningRate rate) {
    /** N from 2 to 3, H from N to N + 3, with tokens of length one or as drawn. */
    static Start draw(RandomStream stream) {
      int n = RandomTasks.between(2, 3, stream);
      return draw(n, n + RandomTasks.between(0, 3, stream), stream);
    }

    static Start draw(int n, int heads, RandomStream stream) {
      int k = n + RandomTasks.between(1, 3, stream);
      int d = RandomTasks.between(2, 3, stream);
      int m = RandomTasks.between(2, 5, stream);
      TokenNorm norm = stream.nextUniform() < 0.5 ? TokenNorm.UNIT : TokenNorm.RAW;
      DMatrixRMaj v = norm.dictionary(d, k, stream);
      double noise = 0.01 + stream.nextUniform();
      Task task = new Task(v, RandomTasks.gaussian(m, k, stream), n, noise);
      List<DMatrixRMaj> q = new ArrayList<>();
      for (int h = 0; h < heads; h++) {
        q.add(RandomTasks.gaussian(d, d, stream));
      }
      RidgeOptimum ridge = new RidgeOptimum(task);
      PopulationLoss loss = new PopulationLoss(KERNEL, ridge);
      Transformer transformer = transformer(task, new Parameters(q, new DMatrixRMaj(heads, k)));
      double gap = loss.gap(transformer.prediction());
      AttentionSpectrum.Extremes spectrum =
          new AttentionSpectrum(ridge.rootGram(), k, heads).measure(transformer);
      GuaranteedLearningRate rate = new GuaranteedLearningRate(ridge, spectrum, gap);
      return new Start(ridge, loss, q, spectrum, gap, rate);
    }

    static Transformer transformer(Task task, Parameters at) {
      Transformer transformer =
          new EjmlTransformer(task, at.q().size(), h -> at.q().get(h).copy(), KERNEL.panelWidth());
      transformer.setW(at.w());
      transformer.forward();
      return transformer;
    }

    Task task() {
      return ridge.task();
    }

    Transformer transformer(Parameters at) {
      return transformer(task(), at);
    }

    double gap(Parameters at) {
      return loss.gap(transformer(at).prediction());
    }

    /** mu: the root of the largest eigenvalue of M. */
    double mu() {
      return largestSingular(Grams.of(ridge.task()), 0.5);
    }

    /** nu = sigma_max(V_N). */
    double nu() {
      return largestSingular(task().promptTokens(), 1);
    }

    /** tau = nu sigma_max(V). */
    double tau() {
      return nu() * largestSingular(task().dictionary(), 1);
    }

    double error() {
      return Math.sqrt(2 * task().tokens() * gap);
    }

    double least() {
      return spectrum.sigmaSmallest();
    }

    double largest() {
      return spectrum.sigmaMax() + least() / 2;
    }

    /**
     * Heads displaced by a fraction of r_Q in a random direction, or in the direction that changes
     * B_k most.
     */
    List<DMatrixRMaj> heads(double fraction, boolean extreme, RandomStream stream) {
      SingularValueDecomposition_F64<DMatrixRMaj> svd =
          DecompositionFactory_DDRM.svd(true, true, false);
      assertTrue(svd.decompose(task().promptTokens()));
      DMatrixRMaj u = svd.getU(null, false);
      double[] values = svd.getSingularValues();
      int top = 0;
      for (int i = 1; i < Math.min(u.numRows, task().promptLength()); i++) {
        top = values[i] > values[top] ? i : top;
      }
      DMatrixRMaj left = CommonOps_DDRM.extractColumn(u, top, null);
      int token = RandomTasks.between(0, task().tokens() - 1, stream);
      DMatrixRMaj right = CommonOps_DDRM.extractColumn(task().dictionary(), token, null);
      List<DMatrixRMaj> move = new ArrayList<>();
      for (int h = 0; h < q.size(); h++) {
        DMatrixRMaj x = RandomTasks.gaussian(task().dim(), task().dim(), stream);
        if (extreme) {
          CommonOps_DDRM.multTransB(stream.nextGaussian(), left, right, x);
        }
        move.add(x);
      }
      double factor = fraction * rate.ball().radiusQ() / norm(move);
      List<DMatrixRMaj> moved = new ArrayList<>();
      for (int h = 0; h < q.size(); h++) {
        DMatrixRMaj sum = q.get(h).copy();
        CommonOps_DDRM.addEquals(sum, factor, move.get(h));
        moved.add(sum);
      }
      return moved;
    }

    /** B_k of the heads. */
    DMatrixRMaj spectral(Transformer transformer, int token) {
      DMatrixRMaj c = new DMatrixRMaj(task().promptLength(), q.size());
      transformer.attention(token, c);
      return CommonOps_DDRM.mult(ridge.rootGram(), c, null);
    }

    /**
     * Weights w, with a norm that is a fraction of r_w and |e_k| at most E: a step towards the
     * least-squares solution, and the rest in the null space of B_k, if there is one.
     */
    DMatrixRMaj weights(List<DMatrixRMaj> heads, double fraction, RandomStream stream) {
      int tokens = task().tokens();
      Parameters still = new Parameters(heads, new DMatrixRMaj(q.size(), tokens));
      Transformer transformer = transformer(still);
      DMatrixRMaj fitted = new DMatrixRMaj(q.size(), tokens);
      DMatrixRMaj free = new DMatrixRMaj(q.size(), tokens);
      DMatrixRMaj target = CommonOps_DDRM.mult(ridge.rootGram(), ridge.optimum(), null);
      for (int k = 0; k < tokens; k++) {
        DMatrixRMaj b = spectral(transformer, k);
        DMatrixRMaj inverse = new DMatrixRMaj(b.numCols, b.numRows);
        CommonOps_DDRM.pinv(b, inverse);
        DMatrixRMaj column = CommonOps_DDRM.extractColumn(target, k, null);
        DMatrixRMaj least = CommonOps_DDRM.mult(inverse, column, null);
        CommonOps_DDRM.scale(2 * stream.nextUniform(), least);
        CommonOps_DDRM.insert(least, fitted, 0, k);
        DMatrixRMaj any = RandomTasks.gaussian(q.size(), 1, stream);
        DMatrixRMaj seen = CommonOps_DDRM.mult(inverse, CommonOps_DDRM.mult(b, any, null), null);
        CommonOps_DDRM.subtractEquals(any, seen);
        CommonOps_DDRM.insert(any, free, 0, k);
      }
      double radius = fraction * rate.ball().radiusW();
      double length = NormOps_DDRM.normF(fitted);
      if (q.size() > task().promptLength() && length < radius) {
        double rest = Math.sqrt(radius * radius - length * length);
        CommonOps_DDRM.addEquals(fitted, rest / NormOps_DDRM.normF(free), free);
      } else if (length > radius) {
        CommonOps_DDRM.scale(radius / length, fitted);
      }
      return fitted;
    }

    Parameters point(double shareQ, double shareW, boolean extreme, RandomStream stream) {
      List<DMatrixRMaj> heads = heads(shareQ, extreme, stream);
      return new Parameters(heads, weights(heads, shareW, stream));
    }

    /** Points of the ball, some of them on its surface. */
    List<Parameters> points(RandomStream stream) {
      return List.of(
          point(stream.nextUniform(), stream.nextUniform(), false, stream),
          point(1, 1, false, stream),
          point(1, 1, true, stream),
          point(0, 1, false, stream),
          point(1, stream.nextUniform() / 100, true, stream));
    }

    /** The maximum |e_k|. */
    double errorAt(Parameters at) {
      Transformer transformer = transformer(at);
      DMatrixRMaj delta = transformer.prediction().toMatrix();
      CommonOps_DDRM.subtractEquals(delta, ridge.optimum());
      DMatrixRMaj e = CommonOps_DDRM.mult(ridge.rootGram(), delta, null);
      return IntStream.range(0, task().tokens())
          .mapToDouble(k -> NormOps_DDRM.normF(CommonOps_DDRM.extractColumn(e, k, null)))
          .max()
          .orElseThrow();
    }

    double bound(double x, double u) {
      return rate.smoothnessQ() * x * x
          + 2 * rate.smoothnessMixed() * x * u
          + rate.smoothnessW() * u * u;
    }
  }

  /** The root of the largest eigenvalue of A'A, or a power of it. */
  private static double largestSingular(DMatrixRMaj matrix, double power) {
    DMatrixRMaj square = CommonOps_DDRM.multTransA(matrix, matrix, null);
    EigenDecomposition_F64<DMatrixRMaj> eigen = eigen(square);
    double largest = 0;
    for (int i = 0; i < square.numRows; i++) {
      largest = Math.max(largest, eigen.getEigenvalue(i).getReal());
    }
    return Math.pow(Math.sqrt(largest), power);
  }

  private static EigenDecomposition_F64<DMatrixRMaj> eigen(DMatrixRMaj symmetric) {
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(symmetric.numRows, true, true);
    assertTrue(eigen.decompose(symmetric.copy()));
    return eigen;
  }

  private static double norm(List<DMatrixRMaj> matrices) {
    return Math.sqrt(matrices.stream().mapToDouble(x -> Math.pow(NormOps_DDRM.normF(x), 2)).sum());
  }

  private static void assertAtMost(double bound, double actual, String what) {
    assertTrue(actual <= bound * (1 + ROUNDING), () -> what + ": " + actual + " > " + bound);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theRatesAreThoseOfTheDerivation(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    int n = RandomTasks.between(2, 5, stream);
    Start start = Start.draw(n, RandomTasks.between(1, 3 * n, stream), stream);
    GuaranteedLearningRate rate = start.rate();
    double k = start.task().tokens();
    double v = 0;
    for (int token = 0; token < k; token++) {
      DMatrixRMaj column = CommonOps_DDRM.extractColumn(start.task().dictionary(), token, null);
      v = Math.max(v, NormOps_DDRM.normF(column));
    }
    double mu = start.mu();
    double tau = start.tau();
    double s = start.least();
    double e = start.error();
    double rQ = s / (mu * start.nu() * v);
    double rW = 8 * start.largest() * e / (s * s);
    double ww = start.largest() * start.largest() / k;
    double mixed = mu * tau * (start.largest() * rW + e) / (2 * k);
    double qq = mu * tau * tau * rW * (mu * rW / 4 + e) / k;
    double etaW = 1 / (2 * ww);
    double descent = 1 / (qq + mixed * mixed / ww);
    double staying = etaW * s * s * rQ / (4 * tau * mu * rW * e);
    assertEquals(rQ, rate.ball().radiusQ(), ROUNDING * rQ);
    assertEquals(rW, rate.ball().radiusW(), ROUNDING * rW);
    assertEquals(ww, rate.smoothnessW(), ROUNDING * ww);
    assertEquals(mixed, rate.smoothnessMixed(), ROUNDING * mixed);
    assertEquals(qq, rate.smoothnessQ(), ROUNDING * qq);
    assertEquals(etaW, rate.learningRateW(), ROUNDING * etaW);
    double etaQ = Math.min(descent, staying);
    assertEquals(etaQ, rate.learningRateQ(rate.learningRateW()), ROUNDING * etaQ);
  }

  /** If the rank of B_k is exactly deficient, Q does not change and only w descends. */
  @ParameterizedTest
  @MethodSource("seeds")
  void rankLostExactlyFreezesQ(long seed) {
    Start start = Start.draw(RandomTasks.stream(seed));
    var lost = new AttentionSpectrum.Extremes(0, start.spectrum().sigmaMax(), 0);
    GuaranteedLearningRate rate = new GuaranteedLearningRate(start.ridge(), lost, start.gap());
    double sigma = start.spectrum().sigmaMax();
    assertEquals(0.0, rate.learningRateQ(rate.learningRateW()));
    double etaW = start.task().tokens() / (2 * sigma * sigma);
    assertEquals(etaW, rate.learningRateW(), ROUNDING * etaW);
    assertEquals(new Ball(0, Double.POSITIVE_INFINITY), rate.ball());
  }

  /** The minimum singular value goes from rounding level down to the smallest positive double. */
  @ParameterizedTest
  @MethodSource("seeds")
  void ratesAreNumbersHoweverSmallSigmaIs(long seed) {
    Start start = Start.draw(RandomTasks.stream(seed));
    for (int exponent = 0; exponent >= Double.MIN_EXPONENT - 52; exponent -= 3) {
      double s = Math.min(start.least(), Math.scalb(1.0, exponent));
      var thin = new AttentionSpectrum.Extremes(s, start.spectrum().sigmaMax(), s);
      GuaranteedLearningRate rate = new GuaranteedLearningRate(start.ridge(), thin, start.gap());
      assertTrue(
          rate.learningRateQ(rate.learningRateW()) >= 0
              && Double.isFinite(rate.learningRateQ(rate.learningRateW())),
          "s = " + s);
      assertTrue(rate.learningRateW() > 0 && Double.isFinite(rate.learningRateW()), "s = " + s);
    }
  }

  /**
   * The error consists of the rounding of the gap, about 1e-15 / h^2, and of h^2 times its fourth
   * derivative.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void theSecondDerivativeIsThatOfTheGap(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Start start = Start.draw(stream);
    Task task = start.task();
    SecondDerivative second = new SecondDerivative(start.ridge());
    int heads = start.q().size();
    Parameters at = new Parameters(start.q(), RandomTasks.gaussian(heads, task.tokens(), stream));
    Parameters direction = direction(start, stream);
    double h = 1e-3;
    double middle = start.gap(at);
    double near = start.gap(at.plus(h, direction)) + start.gap(at.plus(-h, direction));
    double far = start.gap(at.plus(2 * h, direction)) + start.gap(at.plus(-2 * h, direction));
    double difference = (16 * near - far - 30 * middle) / (12 * h * h);
    double scale = middle + Math.abs(second.along(at, direction));
    assertEquals(difference, second.along(at, direction), 1e-6 * scale);
  }

  private static Parameters direction(Start start, RandomStream stream) {
    int d = start.task().dim();
    double fraction = stream.nextUniform();
    List<DMatrixRMaj> x = new ArrayList<>();
    for (int h = 0; h < start.q().size(); h++) {
      DMatrixRMaj head = RandomTasks.gaussian(d, d, stream);
      CommonOps_DDRM.scale(fraction, head);
      x.add(head);
    }
    return new Parameters(x, RandomTasks.gaussian(start.q().size(), start.task().tokens(), stream));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theSpectrumKeepsHalfItsStartInTheBall(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    int n = RandomTasks.between(2, 5, stream);
    Start start = Start.draw(n, RandomTasks.between(1, 3 * n, stream), stream);
    double s = start.least();
    Transformer still =
        start.transformer(
            new Parameters(start.q(), new DMatrixRMaj(start.q().size(), start.task().tokens())));
    for (int i = 0; i < 20; i++) {
      double fraction = i < 10 ? 1 : stream.nextUniform();
      List<DMatrixRMaj> heads = start.heads(fraction, i % 2 == 0, stream);
      Transformer moved =
          start.transformer(
              new Parameters(heads, new DMatrixRMaj(heads.size(), start.task().tokens())));
      for (int k = 0; k < start.task().tokens(); k++) {
        DMatrixRMaj before = start.spectral(still, k);
        DMatrixRMaj after = start.spectral(moved, k);
        double move = largestSingular(CommonOps_DDRM.subtract(after, before, null), 1);
        assertAtMost(fraction * s / 2, move, "|B_k - B_k(0)|");
        assertAtMost(start.largest(), largestSingular(after, 1), "sigma_max");
        double[] values = SingularOps_DDRM.singularValues(after);
        double least = values[Math.min(n, heads.size()) - 1];
        assertTrue(least >= s / 2 * (1 - ROUNDING), least + " < " + s / 2);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void gradientsAreBoundedInTheBall(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Start start = Start.draw(stream);
    double k = start.task().tokens();
    for (Parameters at : start.points(stream)) {
      Transformer transformer = start.transformer(at);
      double gap = start.loss().gap(transformer.prediction());
      Transformer.Gradients gradients =
          transformer.gradients(start.loss().gradient(transformer.prediction()));
      double root = Math.sqrt(2 * k * gap);
      double w = start.rate().ball().radiusW();
      assertAtMost(start.largest() * root / k, gradients.normW(), "|dw|");
      assertAtMost(start.tau() * start.mu() * w * root / (2 * k), gradients.normQ(), "|dQ|");
      double least = start.least() / (2 * k) * root;
      assertTrue(gradients.normW() >= least * (1 - ROUNDING), "|dw| " + gradients.normW());
    }
  }

  /**
   * The curvature is computed along random directions and, by eigenvectors, along those of maximum
   * curvature.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void theCurvatureIsBoundedInTheBall(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    Start start = Start.draw(stream);
    SecondDerivative second = new SecondDerivative(start.ridge());
    int checked = 0;
    for (Parameters at : start.points(stream)) {
      if (start.errorAt(at) > start.error() * (1 + ROUNDING)) {
        continue;
      }
      checked++;
      for (int i = 0; i < 10; i++) {
        assertCurvature(start, second, at, direction(start, stream));
      }
      for (Parameters direction : worst(start, second, at)) {
        assertCurvature(start, second, at, direction);
      }
    }
    assertTrue(checked >= 1, "points with |e_k| <= E: " + checked);
  }

  private static void assertCurvature(
      Start start, SecondDerivative second, Parameters at, Parameters direction) {
    double bound = start.bound(norm(direction.q()), NormOps_DDRM.normF(direction.w()));
    assertAtMost(bound, Math.abs(second.along(at, direction)), "curvature");
  }

  /** Extreme directions for several weights of Q against w, and in Q and in w alone. */
  private static List<Parameters> worst(Start start, SecondDerivative second, Parameters at) {
    int d = start.task().dim();
    int heads = start.q().size();
    int k = start.task().tokens();
    int numbersQ = heads * d * d;
    int numbers = numbersQ + heads * k;
    double[] squares = new double[numbers];
    DMatrixRMaj hessian = new DMatrixRMaj(numbers, numbers);
    for (int i = 0; i < numbers; i++) {
      squares[i] = second.along(at, unit(start, i, i));
      hessian.set(i, i, squares[i]);
      for (int j = 0; j < i; j++) {
        double value = (second.along(at, unit(start, i, j)) - squares[i] - squares[j]) / 2;
        hessian.set(i, j, value);
        hessian.set(j, i, value);
      }
    }
    double balance = Math.sqrt(start.rate().smoothnessQ() / start.rate().smoothnessW());
    List<Parameters> worst = new ArrayList<>();
    for (double weight : new double[] {0, balance / 10, balance, 10 * balance, Double.NaN}) {
      double[] scale = new double[numbers];
      for (int i = 0; i < numbers; i++) {
        boolean onlyW = Double.isNaN(weight);
        scale[i] = i < numbersQ ? (onlyW ? 0 : 1) : (onlyW ? 1 : weight);
      }
      DMatrixRMaj scaled = hessian.copy();
      for (int i = 0; i < numbers; i++) {
        for (int j = 0; j < numbers; j++) {
          scaled.set(i, j, scale[i] * scale[j] * hessian.get(i, j));
        }
      }
      EigenDecomposition_F64<DMatrixRMaj> eigen = eigen(scaled);
      int top = 0;
      int bottom = 0;
      for (int i = 1; i < numbers; i++) {
        double value = eigen.getEigenvalue(i).getReal();
        top = value > eigen.getEigenvalue(top).getReal() ? i : top;
        bottom = value < eigen.getEigenvalue(bottom).getReal() ? i : bottom;
      }
      for (int which : new int[] {top, bottom}) {
        double[] vector = eigen.getEigenVector(which).data.clone();
        for (int i = 0; i < numbers; i++) {
          vector[i] *= scale[i];
        }
        worst.add(parameters(start, vector));
      }
    }
    return worst;
  }

  private static Parameters unit(Start start, int i, int j) {
    int d = start.task().dim();
    double[] vector = new double[start.q().size() * (d * d + start.task().tokens())];
    vector[i] = 1;
    vector[j] = 1;
    return parameters(start, vector);
  }

  private static Parameters parameters(Start start, double[] vector) {
    int d = start.task().dim();
    int heads = start.q().size();
    List<DMatrixRMaj> q = new ArrayList<>();
    for (int h = 0; h < heads; h++) {
      DMatrixRMaj x = new DMatrixRMaj(d, d);
      System.arraycopy(vector, h * d * d, x.data, 0, d * d);
      q.add(x);
    }
    DMatrixRMaj w = new DMatrixRMaj(heads, start.task().tokens());
    System.arraycopy(vector, heads * d * d, w.data, 0, w.data.length);
    return new Parameters(q, w);
  }
}
