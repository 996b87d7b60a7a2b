package org.iclsweep.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The closed-form optimum, compared with the normal equations and its defining properties. */
class RidgeOptimumTest {
  /** The relative error of one rounding, times a constant for matrix algorithms. */
  private static final double EPS = 8 * UtilEjml.EPS;

  private static final double[] NOISES = {1e-3, 0.05, 1};

  /** Tasks of random sizes with N below, at and above m, each with several noise levels. */
  static Stream<Task> noisyTasks() {
    return LongStream.range(0, 45)
        .mapToObj(
            seed -> {
              RandomStream stream = RandomTasks.stream(seed);
              int n = RandomTasks.between(3, 12, stream);
              int apart = RandomTasks.between(1, n - 1, stream);
              int m = n + apart * ((int) (seed % 3) - 1);
              int k = n + RandomTasks.between(1, 8, stream);
              return RandomTasks.task(n, k, 4, m, NOISES[(int) (seed / 3 % 3)], stream);
            });
  }

  /** Tasks without noise and with N at most m, where M is still positive definite. */
  static Stream<Task> exactTasks() {
    return LongStream.range(100, 120)
        .mapToObj(
            seed -> {
              RandomStream stream = RandomTasks.stream(seed);
              int n = RandomTasks.between(2, 8, stream);
              int m = n + RandomTasks.between(0, 5, stream);
              return RandomTasks.task(n, n + 5, 4, m, 0, stream);
            });
  }

  /** Tasks without noise whose Z has a rank r below N: N above m, or dependent representations. */
  static Stream<RankDeficient> singularTasks() {
    return LongStream.range(200, 220)
        .mapToObj(
            seed -> {
              RandomStream stream = RandomTasks.stream(seed);
              int n = RandomTasks.between(3, 9, stream);
              int rank = RandomTasks.between(1, n - 1, stream);
              int m = rank + RandomTasks.between(0, 4, stream);
              Task task = RandomTasks.task(n, n + 4, 4, m, 0, stream);
              DMatrixRMaj z = new DMatrixRMaj(m, n);
              CommonOps_DDRM.mult(
                  RandomTasks.gaussian(m, rank, stream), RandomTasks.gaussian(rank, n, stream), z);
              CommonOps_DDRM.insert(z, task.features(), 0, 0);
              return new RankDeficient(task, rank);
            });
  }

  record RankDeficient(Task task, int rank) {}

  private static DMatrixRMaj multiply(DMatrixRMaj left, DMatrixRMaj right) {
    return CommonOps_DDRM.mult(left, right, null);
  }

  private static DMatrixRMaj transpose(DMatrixRMaj matrix) {
    return CommonOps_DDRM.transpose(matrix, null);
  }

  /** X X' + penalty I, or X' X + penalty I of the transpose. */
  private static DMatrixRMaj outer(DMatrixRMaj x, double penalty) {
    DMatrixRMaj result = CommonOps_DDRM.multTransB(x, x, null);
    for (int i = 0; i < result.numRows; i++) {
      result.add(i, i, penalty);
    }
    return result;
  }

  private static DMatrixRMaj solve(DMatrixRMaj matrix, DMatrixRMaj right) {
    DMatrixRMaj solution = new DMatrixRMaj(matrix.numCols, right.numCols);
    assertTrue(CommonOps_DDRM.solve(matrix, right, solution));
    return solution;
  }

  private static DMatrixRMaj queryColumns(Task task, DMatrixRMaj a) {
    return CommonOps_DDRM.extract(a, 0, task.promptLength(), task.promptLength(), task.tokens());
  }

  private static double norm(DMatrixRMaj matrix) {
    return NormOps_DDRM.normF(matrix);
  }

  private static double distance(DMatrixRMaj left, DMatrixRMaj right) {
    return norm(CommonOps_DDRM.subtract(left, right, null));
  }

  /**
   * Solving (X + E) Y = R with |E| &lt;= eps |X| moves Y by at most eps cond(X) |Y|, and a rounded
   * right-hand side Z' Z_Q by at most eps |Z| |Z_Q| / lambda_min(X).
   */
  private static void assertSolvesPromptEquations(Task task, DMatrixRMaj query, double penalty) {
    DMatrixRMaj z = task.promptFeatures();
    DMatrixRMaj zq = task.queryFeatures();
    DMatrixRMaj normal = outer(transpose(z), penalty);
    DMatrixRMaj expected = solve(normal, multiply(transpose(z), zq));
    double condition = NormOps_DDRM.conditionP2(normal);
    double smallest = NormOps_DDRM.normP2(normal) / condition;
    double tolerance =
        EPS
            * Math.max(task.m(), task.promptLength())
            * (condition * norm(expected) + norm(z) * norm(zq) / smallest);
    assertEquals(0, distance(expected, query), tolerance);
  }

  /** As above for the m x m matrix; its solution U is then multiplied by Z'. */
  private static void assertSolvesFeatureEquations(Task task, DMatrixRMaj query, double penalty) {
    DMatrixRMaj z = task.promptFeatures();
    DMatrixRMaj normal = outer(z, penalty);
    DMatrixRMaj u = solve(normal, task.queryFeatures());
    double tolerance =
        EPS
            * Math.max(task.m(), task.promptLength())
            * NormOps_DDRM.conditionP2(normal)
            * norm(z)
            * norm(u);
    assertEquals(0, distance(multiply(transpose(z), u), query), tolerance);
  }

  @ParameterizedTest
  @MethodSource({"noisyTasks", "exactTasks"})
  void queryColumnsSolveTheNormalEquationsOfThePrompt(Task task) {
    RidgeOptimum ridge = new RidgeOptimum(task);
    assertFalse(ridge.singular());
    double penalty = task.m() * task.noise();
    assertSolvesPromptEquations(task, queryColumns(task, ridge.optimum()), penalty);
  }

  @ParameterizedTest
  @MethodSource("noisyTasks")
  void queryColumnsSolveTheNormalEquationsOfTheFeatures(Task task) {
    RidgeOptimum ridge = new RidgeOptimum(task);
    double penalty = task.m() * task.noise();
    assertSolvesFeatureEquations(task, queryColumns(task, ridge.optimum()), penalty);
  }

  @ParameterizedTest
  @MethodSource("noisyTasks")
  void bestChoiceIsTheSameWithThePenaltyOfThePromptLength(Task task) {
    DMatrixRMaj query = queryColumns(task, new RidgeOptimum(task).best());
    double penalty = task.promptLength() * task.noise();
    assertSolvesPromptEquations(task, query, penalty);
    assertSolvesFeatureEquations(task, query, penalty);
  }

  @ParameterizedTest
  @MethodSource({"noisyTasks", "exactTasks"})
  void promptColumnsAreTheIdentity(Task task) {
    RidgeOptimum ridge = new RidgeOptimum(task);
    int n = task.promptLength();
    DMatrixRMaj identity = CommonOps_DDRM.identity(n);
    assertArrayEquals(identity.data, CommonOps_DDRM.extract(ridge.optimum(), 0, n, 0, n).data);
    assertArrayEquals(identity.data, CommonOps_DDRM.extract(ridge.best(), 0, n, 0, n).data);
  }

  /** Both sides are the two normal equations above, multiplied by y. */
  @ParameterizedTest
  @MethodSource("noisyTasks")
  void predictsQueryTokensByRidgeRegression(Task task) {
    RidgeOptimum ridge = new RidgeOptimum(task);
    DMatrixRMaj z = task.promptFeatures();
    DMatrixRMaj y = RandomTasks.gaussian(task.promptLength(), 1, RandomTasks.stream(7));
    double[] penalties = {task.m() * task.noise(), task.promptLength() * task.noise()};
    DMatrixRMaj[] predictors = {ridge.optimum(), ridge.best()};
    for (int i = 0; i < 2; i++) {
      DMatrixRMaj normal = outer(z, penalties[i]);
      DMatrixRMaj lambda = solve(normal, multiply(z, y));
      DMatrixRMaj expected = multiply(transpose(lambda), task.queryFeatures());
      DMatrixRMaj actual = multiply(transpose(y), queryColumns(task, predictors[i]));
      DMatrixRMaj u = solve(normal, task.queryFeatures());
      double tolerance =
          EPS
              * Math.max(task.m(), task.promptLength())
              * NormOps_DDRM.conditionP2(normal)
              * (norm(z) * norm(u) * norm(y) + norm(lambda) * norm(task.queryFeatures()));
      assertEquals(0, distance(expected, actual), tolerance);
    }
  }

  @ParameterizedTest
  @MethodSource("noisyTasks")
  void bestGapIsTheDistanceOfTheTwoPredictors(Task task) {
    RidgeOptimum ridge = new RidgeOptimum(task);
    DMatrixRMaj delta = CommonOps_DDRM.subtract(ridge.optimum(), ridge.best(), null);
    double trace =
        CommonOps_DDRM.trace(multiply(transpose(delta), multiply(Grams.of(ridge.task()), delta)));
    double magnitude = norm(delta) * norm(delta) * norm(Grams.of(ridge.task()));
    assertEquals(
        trace / task.tokens(), ridge.bestGap(), EPS * task.tokens() * magnitude / task.tokens());
  }

  @Test
  void bestGapVanishesOnlyWhereThePromptIsAsLongAsTheRepresentation() {
    int m = 12;
    DMatrixRMaj v = TokenNorm.UNIT.dictionary(4, 40, RandomTasks.stream(1));
    DMatrixRMaj f = RandomTasks.gaussian(m, 40, RandomTasks.stream(2));
    double[] gaps = new double[25];
    for (int n = 1; n < gaps.length; n++) {
      gaps[n] = new RidgeOptimum(new Task(v, f, n, 0.01)).bestGap();
    }
    assertEquals(0.0, gaps[m]);
    for (int n = 1; n < gaps.length; n++) {
      // The penalties differ by tau |N - m|, far above rounding.
      assertTrue(n == m || gaps[n] > 1e-12, "N = " + n + ": " + gaps[n]);
    }
  }

  /**
   * P = M^+ M is the one symmetric, idempotent matrix with M P = M and trace P = rank M; the query
   * columns are the one solution of M X = Z' Z_Q in its range. The error of a pseudo-inverse grows
   * with the condition number on the range.
   */
  @ParameterizedTest
  @MethodSource("singularTasks")
  void withoutNoiseAndFullRankTheOptimumIsThePseudoInverse(RankDeficient deficient) {
    Task task = deficient.task();
    int n = task.promptLength();
    RidgeOptimum ridge = new RidgeOptimum(task);
    assertTrue(ridge.singular());
    DMatrixRMaj z = task.promptFeatures();
    double[] s = SingularOps_DDRM.singularValues(z);
    double condition = Math.pow(s[0] / s[deficient.rank() - 1], 2);
    double relative = EPS * n * condition;

    DMatrixRMaj m = Grams.of(ridge.task());
    DMatrixRMaj p = CommonOps_DDRM.extract(ridge.optimum(), 0, n, 0, n);
    DMatrixRMaj x = queryColumns(task, ridge.optimum());
    assertEquals(0, distance(p, transpose(p)), relative * n);
    assertEquals(0, distance(p, multiply(p, p)), relative * n);
    assertEquals(0, distance(m, multiply(m, p)), relative * norm(m));
    assertEquals(deficient.rank(), CommonOps_DDRM.trace(p), relative * n);
    DMatrixRMaj right = multiply(transpose(z), task.queryFeatures());
    assertEquals(0, distance(right, multiply(m, x)), relative * norm(m) * norm(x));
    assertEquals(0, distance(x, multiply(p, x)), relative * norm(x));
  }

  @ParameterizedTest
  @MethodSource("singularTasks")
  void withoutNoiseTheTwoChoicesAgree(RankDeficient deficient) {
    RidgeOptimum ridge = new RidgeOptimum(deficient.task());
    assertArrayEquals(ridge.optimum().data, ridge.best().data);
    assertEquals(0.0, ridge.bestGap());
  }

  @Test
  void aLittleNoiseMakesTheGramMatrixRegular() {
    Task noiseless = RandomTasks.task(6, 10, 3, 4, 0, RandomTasks.stream(3));
    assertTrue(new RidgeOptimum(noiseless).singular());
    Task noisy = new Task(noiseless.dictionary(), noiseless.features(), 6, 1e-6);
    assertFalse(new RidgeOptimum(noisy).singular());
  }

  @Test
  void representationsThatAreAllZeroArePredictedByZero() {
    Task task = new Task(new DMatrixRMaj(2, 6), new DMatrixRMaj(3, 6), 4, 0);
    RidgeOptimum ridge = new RidgeOptimum(task);
    assertTrue(ridge.singular());
    assertArrayEquals(new double[24], ridge.optimum().data);
    assertEquals(0.0, ridge.minimumLoss());
  }

  @ParameterizedTest
  @MethodSource({"noisyTasks", "exactTasks"})
  void gramIsTheSecondMomentOfThePromptsLabels(Task task) {
    RidgeOptimum ridge = new RidgeOptimum(task);
    DMatrixRMaj z = task.promptFeatures();
    DMatrixRMaj expected = outer(transpose(z), task.m() * task.noise());
    double tolerance = EPS * task.m() * norm(z) * norm(z);
    assertEquals(0, distance(expected, Grams.of(task)), tolerance);
    for (DMatrixRMaj root :
        List.of(ridge.rootGram(), ridge.rootGram(Templates.Moments.IN_DOMAIN))) {
      assertEquals(task.promptLength(), root.numCols);
      assertTrue(root.numRows <= root.numCols);
      assertEquals(
          0,
          distance(expected, multiply(transpose(root), root)),
          EPS * task.promptLength() * norm(expected));
    }
  }

  @ParameterizedTest
  @MethodSource("singularTasks")
  void rootGramIsARootOfASingularGramMatrixToo(RankDeficient deficient) {
    RidgeOptimum ridge = new RidgeOptimum(deficient.task());
    DMatrixRMaj root = ridge.rootGram();
    DMatrixRMaj gram = Grams.of(deficient.task());
    assertEquals(deficient.rank(), root.numRows);
    assertEquals(
        0,
        distance(gram, multiply(transpose(root), root)),
        EPS * deficient.task().promptLength() * norm(gram));
  }

  /** Where no decomposition is needed, there is no rounding error. */
  @Test
  void rootGramWithoutNoiseIsTheRepresentationItself() {
    Task task = RandomTasks.task(6, 10, 3, 4, 0, RandomTasks.stream(3));
    assertArrayEquals(task.promptFeatures().data, new RidgeOptimum(task).rootGram().data);
  }

  @ParameterizedTest
  @MethodSource({"noisyTasks", "exactTasks"})
  void rootGramOutOfDomainIsARootOfTheSecondMomentThere(Task task) {
    RidgeOptimum ridge = new RidgeOptimum(task);
    for (Templates.Moments domain :
        List.of(
            Templates.Moments.OUT_OF_DOMAIN,
            new Templates.Moments(0, 3),
            new Templates.Moments(-2, 0),
            new Templates.Moments(0.3, 0.01))) {
      DMatrixRMaj root = ridge.rootGram(domain);
      DMatrixRMaj gram = Grams.of(task, domain);
      assertTrue(root.numRows <= root.numCols);
      assertEquals(
          0,
          distance(gram, multiply(transpose(root), root)),
          EPS * (task.m() + task.promptLength()) * norm(gram));
    }
  }

  /**
   * The quadratic form involves cancellation; its terms and the error of the solution determine the
   * tolerance.
   */
  @ParameterizedTest
  @MethodSource({"noisyTasks", "exactTasks"})
  void minimumLossIsTheResidualVarianceOfTheQueryTokens(Task task) {
    RidgeOptimum ridge = new RidgeOptimum(task);
    DMatrixRMaj z = task.promptFeatures();
    DMatrixRMaj zq = task.queryFeatures();
    double penalty = task.m() * task.noise();
    DMatrixRMaj normal = outer(transpose(z), penalty);
    DMatrixRMaj right = multiply(transpose(z), zq);
    DMatrixRMaj solution = solve(normal, right);
    double sum = 0;
    for (int k = 0; k < zq.numCols; k++) {
      sum += penalty;
      for (int i = 0; i < task.m(); i++) {
        sum += zq.get(i, k) * zq.get(i, k);
      }
      for (int i = 0; i < task.promptLength(); i++) {
        sum -= right.get(i, k) * solution.get(i, k);
      }
    }
    double condition = NormOps_DDRM.conditionP2(normal);
    double terms =
        norm(zq) * norm(zq) + penalty * zq.numCols + condition * norm(right) * norm(solution);
    double tolerance = EPS * Math.max(task.m(), task.promptLength()) * terms;
    assertEquals(sum / (2 * task.tokens()), ridge.minimumLoss(), tolerance / (2 * task.tokens()));
  }

  /** The gap of a predictor is (1/K) sum_k of the quadratic form M at column k of its error. */
  @ParameterizedTest
  @MethodSource("noisyTasks")
  void splitOfThePredictionGapIsTheSumOverItsTokens(Task task) {
    RidgeOptimum ridge = new RidgeOptimum(task);
    int n = task.promptLength();
    DMatrixRMaj predictor = RandomTasks.gaussian(n, task.tokens(), RandomTasks.stream(11));
    PredictionGap gap = new PredictionGap(ridge.rootGram(), ridge.optimum());
    PredictionGap.Split split = gap.against(predictor);
    DMatrixRMaj delta = CommonOps_DDRM.subtract(predictor, ridge.optimum(), null);
    double[] parts = new double[2];
    for (int k = 0; k < task.tokens(); k++) {
      DMatrixRMaj column = CommonOps_DDRM.extractColumn(delta, k, null);
      DMatrixRMaj image = multiply(Grams.of(ridge.task()), column);
      parts[k < n ? 0 : 1] += multiply(transpose(column), image).get(0) / task.tokens();
    }
    double tolerance =
        EPS * (n + task.tokens()) * norm(delta) * norm(delta) * norm(Grams.of(ridge.task()));
    assertEquals(parts[0], split.prompt(), tolerance);
    assertEquals(parts[1], split.query(), tolerance);
    assertEquals(parts[0] + parts[1], split.total(), tolerance);
    assertEquals(split.total(), gap.against(predictor).total(), tolerance);
    assertTrue(split.prompt() > 0 && split.query() > 0);
    assertEquals(0.0, gap.against(ridge.optimum()).total());
  }
}
