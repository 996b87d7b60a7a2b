package org.iclsweep.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** The maps from tokens to features: their definitions, extension, moments and bits. */
class RepresentationTest {
  private static final int DIM = 7;

  private static DMatrixRMaj dictionary(TokenNorm norm, int dim, int tokens) {
    return norm.dictionary(dim, tokens, new RandomStream(3, "dictionary"));
  }

  private static DMatrixRMaj features(
      Representation representation, int m, DMatrixRMaj dictionary, TokenNorm norm, long seed) {
    double length = norm.length(dictionary.numRows);
    return representation.features(m, dictionary, length, new RandomStream(seed, "representation"));
  }

  private static DMatrixRMaj rawFeatures(
      Representation representation, int m, DMatrixRMaj dictionary) {
    return features(representation, m, dictionary, TokenNorm.RAW, 3);
  }

  private static DMatrixRMaj columns(DMatrixRMaj matrix, int... indices) {
    DMatrixRMaj result = new DMatrixRMaj(matrix.numRows, indices.length);
    for (int k = 0; k < indices.length; k++) {
      for (int i = 0; i < matrix.numRows; i++) {
        result.set(i, k, matrix.get(i, indices[k]));
      }
    }
    return result;
  }

  /** The number of singular values above the rounding errors of the largest. */
  private static int rank(DMatrixRMaj matrix) {
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols, false, false, false);
    assertTrue(svd.decompose(matrix.copy()));
    double[] values = svd.getSingularValues();
    int count = Math.min(matrix.numRows, matrix.numCols);
    double largest = IntStream.range(0, count).mapToDouble(i -> values[i]).max().orElseThrow();
    double threshold = Math.max(matrix.numRows, matrix.numCols) * UtilEjml.EPS * largest;
    return (int) IntStream.range(0, count).filter(i -> values[i] > threshold).count();
  }

  private static DMatrixRMaj times(double factor, DMatrixRMaj matrix) {
    DMatrixRMaj result = matrix.copy();
    CommonOps_DDRM.scale(factor, result);
    return result;
  }

  /** The inner product of two columns. */
  private static double inner(DMatrixRMaj matrix, int k, int l) {
    double sum = 0;
    for (int i = 0; i < matrix.numRows; i++) {
      sum += matrix.get(i, k) * matrix.get(i, l);
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource
  void thereIsARowForEachBasisFunctionAndAColumnForEachToken(Representation representation) {
    for (TokenNorm norm : TokenNorm.values()) {
      for (int m : new int[] {1, DIM, 20}) {
        for (int tokens : new int[] {2, 31}) {
          DMatrixRMaj v = dictionary(norm, DIM, tokens);
          DMatrixRMaj f = features(representation, m, v, norm, 3);
          assertEquals(m, f.numRows);
          assertEquals(tokens, f.numCols);
          assertArrayEquals(dictionary(norm, DIM, tokens).data, v.data);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void moreTokensExtendFewer(Representation representation) {
    DMatrixRMaj v = dictionary(TokenNorm.UNIT, DIM, 31);
    DMatrixRMaj many = features(representation, 30, v, TokenNorm.UNIT, 3);
    for (int tokens : new int[] {1, 2, 17, 30}) {
      DMatrixRMaj first = CommonOps_DDRM.extract(v, 0, DIM, 0, tokens);
      DMatrixRMaj few = features(representation, 30, first, TokenNorm.UNIT, 3);
      assertArrayEquals(CommonOps_DDRM.extract(many, 0, 30, 0, tokens).data, few.data);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "GAUSSIAN")
  void moreBasisFunctionsExtendFewer(Representation representation) {
    DMatrixRMaj v = dictionary(TokenNorm.RAW, DIM, 9);
    DMatrixRMaj many = rawFeatures(representation, 36, v);
    for (int m : new int[] {1, 2, 8, 9, 35}) {
      DMatrixRMaj few = rawFeatures(representation, m, v);
      assertArrayEquals(CommonOps_DDRM.extract(many, 0, m, 0, 9).data, few.data);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSeedDecidesWhatIsDrawn(Representation representation) {
    DMatrixRMaj v = dictionary(TokenNorm.UNIT, DIM, 9);
    DMatrixRMaj f = features(representation, 12, v, TokenNorm.UNIT, 3);
    assertArrayEquals(f.data, features(representation, 12, v, TokenNorm.UNIT, 3).data);
    DMatrixRMaj other = features(representation, 12, v, TokenNorm.UNIT, 4);
    for (int i = 0; i < f.getNumElements(); i++) {
      if (representation == Representation.POLYNOMIAL) {
        assertEquals(f.get(i), other.get(i));
      } else {
        assertNotEquals(f.get(i), other.get(i));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "GAUSSIAN")
  void equalTokensHaveEqualFeaturesWhereverTheyStand(Representation representation) {
    DMatrixRMaj v = dictionary(TokenNorm.RAW, DIM, 6);
    int[] places = {5, 0, 0, 3, 2, 5, 4, 1, 5};
    assertArrayEquals(
        columns(rawFeatures(representation, 15, v), places).data,
        rawFeatures(representation, 15, columns(v, places)).data);
  }

  @ParameterizedTest
  @EnumSource
  void tokensAreSeenRelativeToTheirStatedLength(Representation representation) {
    DMatrixRMaj v = dictionary(TokenNorm.RAW, DIM, 6);
    DMatrixRMaj longer = times(8, v);
    RandomStream stream = new RandomStream(3, "representation");
    assertArrayEquals(
        rawFeatures(representation, 15, v).data,
        representation.features(15, longer, 8 * TokenNorm.RAW.length(DIM), stream).data);
  }

  /** Every sample has its own token and map. */
  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, UNIT", "GAUSSIAN, RAW",
    "LINEAR, UNIT", "LINEAR, RAW",
    "FOURIER, UNIT", "FOURIER, RAW",
    "RELU, UNIT", "RELU, RAW",
    "POLYNOMIAL, RAW"
  })
  void basisFunctionsHaveMeanSquareOne(Representation representation, TokenNorm norm) {
    int m = 6;
    SampleMean mean = new SampleMean();
    for (int sample = 0; sample < 10_000; sample++) {
      DMatrixRMaj token = norm.dictionary(3, 1, new RandomStream(sample, "dictionary"));
      mean.add(inner(features(representation, m, token, norm, sample), 0, 0) / m);
    }
    mean.assertIs(1, "mean square");
  }

  @Test
  void gaussianIsAsDrawnColumnByColumn() {
    DMatrixRMaj drawn = new DMatrixRMaj(5, 12);
    new RandomStream(3, "representation").fillColumns(drawn, 1);
    DMatrixRMaj v = dictionary(TokenNorm.RAW, DIM, 12);
    assertArrayEquals(drawn.data, rawFeatures(Representation.GAUSSIAN, 5, v).data);
  }

  /** Rounding errors arise in d products, their sum and the quotient v / length. */
  @ParameterizedTest
  @EnumSource(TokenNorm.class)
  void linearIsAGaussianMatrixDrawnRowByRowTimesTheTokens(TokenNorm norm) {
    int m = 2 * DIM;
    RandomStream stream = new RandomStream(3, "representation");
    DMatrixRMaj w = new DMatrixRMaj(m, DIM);
    for (int i = 0; i < w.getNumElements(); i++) {
      w.set(i, stream.nextGaussian());
    }
    DMatrixRMaj v = dictionary(norm, DIM, 20);
    DMatrixRMaj f = features(Representation.LINEAR, m, v, norm, 3);
    DMatrixRMaj expected = CommonOps_DDRM.mult(1 / norm.length(DIM), w, v, null);
    double tolerance = (DIM + 2) * UtilEjml.EPS * NormOps_DDRM.normF(w);
    assertArrayEquals(expected.data, f.data, tolerance);
    assertEquals(DIM, rank(f));
  }

  @ParameterizedTest
  @CsvSource({"FOURIER, UNIT", "FOURIER, RAW", "RELU, UNIT", "RELU, RAW", "POLYNOMIAL, RAW"})
  void nonlinearFeaturesAreIndependentBeyondTheDimension(
      Representation representation, TokenNorm norm) {
    DMatrixRMaj v = dictionary(norm, DIM, 50);
    assertEquals(36, rank(features(representation, 36, v, norm, 3)));
  }

  /** E f_i(v) f_i(v') = exp(-|x - x'|^2 / 2) and E f_i(v) = 0; the features are the samples. */
  @ParameterizedTest
  @EnumSource(TokenNorm.class)
  void fourierFeaturesEstimateTheGaussianKernel(TokenNorm norm) {
    int m = 20_000;
    int tokens = 6;
    DMatrixRMaj v = dictionary(norm, 3, tokens);
    DMatrixRMaj f = features(Representation.FOURIER, m, v, norm, 3);
    assertTrue(CommonOps_DDRM.elementMaxAbs(f) <= Math.sqrt(2));
    double length = norm.length(3);
    for (int k = 0; k < tokens; k++) {
      SampleMean mean = new SampleMean();
      for (int i = 0; i < m; i++) {
        mean.add(f.get(i, k));
      }
      mean.assertIs(0, "token " + k);
      for (int l = 0; l <= k; l++) {
        double square = (inner(v, k, k) - 2 * inner(v, k, l) + inner(v, l, l)) / (length * length);
        SampleMean kernel = new SampleMean();
        for (int i = 0; i < m; i++) {
          kernel.add(f.get(i, k) * f.get(i, l));
        }
        kernel.assertIs(Math.exp(-square / 2), "tokens " + k + ", " + l);
      }
    }
  }

  /** Multiplication by a power of two is exact; -v is not a positive multiple. */
  @Test
  void reluIsPositivelyHomogeneous() {
    DMatrixRMaj v = dictionary(TokenNorm.RAW, DIM, 9);
    DMatrixRMaj f = rawFeatures(Representation.RELU, 12, v);
    for (double factor : new double[] {0, 0.125, 4}) {
      DMatrixRMaj multiple = times(factor, v);
      DMatrixRMaj expected = times(factor, f);
      DMatrixRMaj actual = rawFeatures(Representation.RELU, 12, multiple);
      assertArrayEquals(expected.data, actual.data, 0);
    }
  }

  /**
   * E f_i(v) f_i(v') = |x| |x'| (sin t + (pi - t) cos t) / pi; the networks are the samples, and
   * tokens 0 and 1 point in opposite directions: their kernel is 0.
   */
  @ParameterizedTest
  @EnumSource(TokenNorm.class)
  void reluNetworksEstimateTheArcCosineKernel(TokenNorm norm) {
    int m = 4;
    int tokens = 5;
    DMatrixRMaj v = dictionary(norm, 3, tokens);
    for (int i = 0; i < 3; i++) {
      v.set(i, 1, -v.get(i, 0));
    }
    SampleMean[] means = new SampleMean[tokens * tokens];
    for (int pair = 0; pair < means.length; pair++) {
      means[pair] = new SampleMean();
    }
    for (int network = 0; network < 4000; network++) {
      DMatrixRMaj f = features(Representation.RELU, m, v, norm, network);
      for (int pair = 0; pair < means.length; pair++) {
        means[pair].add(inner(f, pair / tokens, pair % tokens) / m);
      }
    }
    double length = norm.length(3);
    for (int pair = 0; pair < means.length; pair++) {
      int k = pair / tokens;
      int l = pair % tokens;
      double lengths = Math.sqrt(inner(v, k, k) * inner(v, l, l));
      double cosine = Math.max(-1, Math.min(1, inner(v, k, l) / lengths));
      double t = Math.acos(cosine);
      double kernel = (Math.sin(t) + (Math.PI - t) * cosine) / Math.PI;
      means[pair].assertIs(lengths / (length * length) * kernel, "tokens " + k + ", " + l);
    }
  }

  @Test
  void polynomialsStandByDegreeThenLexicographically() {
    DMatrixRMaj v = new DMatrixRMaj(3, 1, true, 2, 3, -5);
    double root = Math.sqrt(2);
    double[] expected = {1, 2, 3, -5, 3 / root, 6, -10, 8 / root, -15, 24 / root};
    assertArrayEquals(
        expected, rawFeatures(Representation.POLYNOMIAL, 10, v).data, 32 * UtilEjml.EPS);
  }

  @Test
  void polynomialsAreOrthonormalForGaussianTokens() {
    DMatrixRMaj v = dictionary(TokenNorm.RAW, 3, 100_000);
    DMatrixRMaj f = rawFeatures(Representation.POLYNOMIAL, 10, v);
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j <= i; j++) {
        SampleMean mean = new SampleMean();
        for (int k = 0; k < v.numCols; k++) {
          mean.add(f.get(i, k) * f.get(j, k));
        }
        mean.assertIs(i == j ? 1 : 0, "basis functions " + i + ", " + j);
      }
    }
  }

  /**
   * On the sphere |g|^2 = d, E g_i^4 = 3d / (d+2) and E g_i^2 g_j^2 = d / (d+2), and the squares
   * are linearly dependent. At d = 1 they vanish.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 7})
  void polynomialsOfUnitTokensHaveTheMomentsOfTheSphere(int d) {
    int all = Math.toIntExact(Representation.POLYNOMIAL.maximumBasisFunctions(d));
    DMatrixRMaj v = dictionary(TokenNorm.UNIT, d, 20_000);
    DMatrixRMaj f = features(Representation.POLYNOMIAL, all, v, TokenNorm.UNIT, 3);
    int row = 0;
    for (int i = 0; i <= d; i++) {
      for (int j = i; j <= d; j++) {
        double mixed = i == 0 ? 1 : d / (d + 2.0);
        double expected = i > 0 && i == j ? (3 * mixed - 1) / 2 : mixed;
        SampleMean mean = new SampleMean();
        for (int k = 0; k < v.numCols; k++) {
          mean.add(f.get(row, k) * f.get(row, k));
        }
        mean.assertIs(expected, i + ", " + j);
        row++;
      }
    }
    assertEquals(all, row);
    assertEquals(all - 1, rank(CommonOps_DDRM.extract(f, 0, all, 0, 2 * all)));
  }

  @Test
  void onlyPolynomialsAreLimitedInNumber() {
    for (Representation representation : Representation.values()) {
      if (representation != Representation.POLYNOMIAL) {
        assertEquals(Long.MAX_VALUE, representation.maximumBasisFunctions(1));
      }
    }
    assertEquals(3, Representation.POLYNOMIAL.maximumBasisFunctions(1));
    assertEquals(6, Representation.POLYNOMIAL.maximumBasisFunctions(2));
    assertEquals(5151, Representation.POLYNOMIAL.maximumBasisFunctions(100));
    assertEquals(
        (1L << 30) * ((1L << 31) + 1),
        Representation.POLYNOMIAL.maximumBasisFunctions(Integer.MAX_VALUE));
  }

  @Test
  void morePolynomialsThanThereAreAreRefused() {
    DMatrixRMaj v = dictionary(TokenNorm.RAW, 2, 5);
    assertEquals(6, rawFeatures(Representation.POLYNOMIAL, 6, v).numRows);
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> rawFeatures(Representation.POLYNOMIAL, 7, v));
    assertEquals(
        "m is 7; the polynomial representation has 6 basis functions for dim = 2: "
            + "use m <= 6 or a larger dim",
        refusal.getMessage());
  }

  /** Another program, written from the definitions, gives the same numbers to 1e-14. */
  @Test
  void featuresKeepTheirBits() {
    assertBits(
        Representation.GAUSSIAN,
        -0x1.4c028a12fd38bp-1,
        -0x1.9440a25e20138p0,
        -0x1.25a0ed8c4e2fcp-2,
        -0x1.8ba08d53720b3p-1,
        -0x1.1396873b7a418p-3,
        -0x1.d9ddbd1c74ba7p-1);
    assertBits(
        Representation.LINEAR,
        -0x1.fed9ad082e6cfp-2,
        0x1.d1795999b2af8p-3,
        -0x1.36ea2c51f0aa2p0,
        0x1.cbe56a74b26p-9,
        -0x1.092496b974741p0,
        -0x1.35cc0eb6e65ep-6);
    assertBits(
        Representation.FOURIER,
        -0x1.2a335735a375ap0,
        -0x1.674b398cd320bp0,
        -0x1.0b63bdbf5814p0,
        0x1.23150d4d1d779p-4,
        -0x1.7a5b3996f3f8dp-1,
        -0x1.0866bfa77b71bp-4);
    assertBits(
        Representation.RELU,
        -0x1.c76625a239e5dp0,
        -0x1.6b59f1e4daa7bp0,
        0x1.215aa29228a2dp1,
        0x1.6fc029300755ep-5,
        0x1.3c1ab598631e6p-3,
        0x1.f9483f5203942p-5);
    assertBits(
        Representation.POLYNOMIAL,
        0x1.0p0,
        0x1.0p0,
        0x1.0p-1,
        -0x1.4p0,
        0x1.0p1,
        0x1.8p-1,
        -0x1.0p-2,
        0x1.8p0,
        -0x1.0f876ccdf6cd9p-1,
        0x1.974b2334f2346p-2,
        0x1.0p0,
        -0x1.ep-1,
        -0x1.0p-3,
        -0x1.ep0,
        0x1.0f876ccdf6cd9p1,
        -0x1.3cc8a99af5453p-2,
        -0x1.0p-1,
        0x1.2p0,
        -0x1.536948017480fp-1,
        0x1.c48c6001f0abfp-1);
  }

  private static void assertBits(Representation representation, double... expected) {
    DMatrixRMaj v = new DMatrixRMaj(3, 2, true, 0.5, -1.25, 2, 0.75, -0.25, 1.5);
    int m = representation == Representation.POLYNOMIAL ? 10 : 3;
    DMatrixRMaj f = rawFeatures(representation, m, v);
    assertArrayEquals(expected, f.data);
  }
}
