package org.iclsweep.linalg;

import static org.iclsweep.linalg.KernelCases.SIZES;
import static org.iclsweep.linalg.KernelCases.constant;
import static org.iclsweep.linalg.KernelCases.panels;
import static org.iclsweep.linalg.KernelCases.scaled;
import static org.iclsweep.linalg.KernelCases.softmax;
import static org.iclsweep.linalg.KernelCases.specialScores;
import static org.iclsweep.linalg.KernelCases.used;
import static org.iclsweep.linalg.KernelCases.withSpecialNumbers;
import static org.iclsweep.linalg.KernelCases.zeroPadded;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kernel that this JVM can run: its results are bitwise identical to {@link ReferenceLoops},
 * and therefore to every other kernel, and its attention agrees with the definition.
 */
class KernelTest {
  private static final double EPS = UtilEjml.EPS;

  /** The value of elements that an operation must not change. */
  private static final double UNTOUCHED = 77;

  private static final int[] HEADS = {1, 2, 3, 5};

  static Stream<Named<Kernel>> kernels() {
    return Kernels.available().stream().map(kernel -> Named.of(kernel.name(), kernel));
  }

  private static int size(RandomStream stream) {
    return SIZES[RandomTasks.between(0, SIZES.length - 1, stream)];
  }

  private static void assertSameBits(double[] expected, double[] actual, Supplier<String> of) {
    assertEquals(expected.length, actual.length, of);
    for (int i = 0; i < expected.length; i++) {
      if (Double.doubleToLongBits(expected[i]) != Double.doubleToLongBits(actual[i])) {
        int at = i;
        assertEquals(expected[i], actual[i], () -> "element %d of %s".formatted(at, of.get()));
      }
    }
  }

  private static void assertSameBits(
      DMatrixRMaj expected, DMatrixRMaj actual, Supplier<String> of) {
    assertEquals(expected.numCols, actual.numCols, of);
    assertSameBits(expected.data, actual.data, of);
  }

  private static void assertFilledUpWithZeros(Panels panels, Supplier<String> of) {
    Panels expected = new Panels(panels.rows(), panels.columns(), panels.width());
    expected.set(panels.toMatrix());
    assertSameBits(expected.data(), panels.data(), of);
  }

  private static void assertFilledUpWithZeros(
      DMatrixRMaj matrix, int rows, int columns, Supplier<String> of) {
    for (int row = 0; row < rows; row++) {
      for (int column = columns; column < matrix.numCols; column++) {
        assertEquals(0.0, matrix.get(row, column), of);
      }
    }
  }

  // Products

  @ParameterizedTest
  @MethodSource("kernels")
  void productsOfAllSizesHaveTheBitsOfPlainLoops(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(1);
    for (int rows : SIZES) {
      for (int depth : SIZES) {
        DMatrixRMaj a = RandomTasks.gaussian(rows, depth, stream);
        for (int columns : SIZES) {
          DMatrixRMaj b = RandomTasks.gaussian(depth, columns, stream);
          assertProduct(kernel, rows, depth, a, 0, b, 0, 0, true);
        }
      }
    }
  }

  /** One of these sizes ends in the middle of a tile, whatever the number of rows in a tile. */
  @ParameterizedTest
  @MethodSource("kernels")
  void productsOfEveryNumberOfRowsHaveTheBitsOfPlainLoops(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(2);
    DMatrixRMaj b = RandomTasks.gaussian(9, 21, stream);
    for (int rows = 1; rows <= 24; rows++) {
      assertProduct(kernel, rows, 9, RandomTasks.gaussian(rows, 9, stream), 0, b, 0, 0, true);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void productsOfSomeRowsTouchNoOthers(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(3);
    for (int i = 0; i < 300; i++) {
      int rows = size(stream);
      int depth = size(stream);
      int aRow = RandomTasks.between(0, 9, stream);
      int bRow = RandomTasks.between(0, 9, stream);
      int moreRows = RandomTasks.between(0, 2, stream);
      int moreDepth = RandomTasks.between(0, 2, stream);
      DMatrixRMaj a = RandomTasks.gaussian(aRow + rows + moreRows, depth + moreDepth, stream);
      DMatrixRMaj b = RandomTasks.gaussian(bRow + depth + moreDepth, size(stream), stream);
      int cRow = RandomTasks.between(0, 9, stream);
      assertProduct(kernel, rows, depth, a, aRow, b, bRow, cRow, true);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void productsOfInfinitiesZerosAndWhatIsNoNumberHaveTheBitsOfPlainLoops(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(4);
    for (int i = 0; i < 300; i++) {
      int rows = size(stream);
      int depth = size(stream);
      int rarity = 1 + depth / 3;
      DMatrixRMaj a = withSpecialNumbers(rows, depth, rarity, stream);
      DMatrixRMaj b = withSpecialNumbers(depth, size(stream), rarity, stream);
      assertProduct(kernel, rows, depth, a, 0, b, 0, 0, false);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aProductOfNoTermsIsZero(Kernel kernel) {
    DMatrixRMaj a = constant(9, 4, 1);
    DMatrixRMaj b = constant(5, 21, 1);
    assertProduct(kernel, 9, 0, a, 0, b, 0, 2, true);
    assertProduct(kernel, 2, 0, a, 3, b, 4, 0, true);
  }

  private static void assertProduct(
      Kernel kernel,
      int rows,
      int depth,
      DMatrixRMaj a,
      int aRow,
      DMatrixRMaj b,
      int bRow,
      int cRow,
      boolean finite) {
    Supplier<String> of =
        () ->
            "%d x %d x %d from rows %d, %d into %d"
                .formatted(rows, depth, b.numCols, aRow, bRow, cRow);
    DMatrixRMaj expected = constant(cRow + rows + 1, b.numCols, UNTOUCHED);
    CommonOps_DDRM.insert(ReferenceLoops.product(rows, depth, a, aRow, b, bRow), expected, cRow, 0);
    Panels left = panels(kernel, a);
    Panels operand = panels(kernel, b);

    Panels c = panels(kernel, constant(cRow + rows + 1, b.numCols, UNTOUCHED));
    kernel.multiply(rows, depth, left, aRow, operand, bRow, c, cRow);
    assertSameBits(expected, c.toMatrix(), of);
    if (finite) {
      assertFilledUpWithZeros(c, of);
    }
    assertSameBits(a, left.toMatrix(), () -> "A");
    assertSameBits(b, operand.toMatrix(), () -> "B");
  }

  /** The rows that a constant matrix omits may lie before, after or around those of the product. */
  @ParameterizedTest
  @MethodSource("kernels")
  void leavingOutTheZerosOfAConstantChangesNoFiniteNumber(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(5);
    for (Shape shape : Shape.values()) {
      for (int i = 0; i < 120; i++) {
        int bRows = size(stream);
        int columns = size(stream);
        DMatrixRMaj b = RandomTasks.gaussian(bRows, columns, stream);
        for (int row = 0; row < bRows; row++) {
          for (int column = 0; column < columns; column++) {
            if (shape.isZero(row, column)) {
              b.set(row, column, (row + column) % 2 == 0 ? 0.0 : -0.0);
            }
          }
        }
        boolean whole = i % 2 == 0;
        int bRow = whole ? 0 : RandomTasks.between(0, bRows - 1, stream);
        int depth = whole ? bRows : RandomTasks.between(0, bRows - bRow, stream);
        int rows = Math.min(33, size(stream));
        int aRow = RandomTasks.between(0, 3, stream);
        int cRow = RandomTasks.between(0, 3, stream);
        DMatrixRMaj a = RandomTasks.gaussian(aRow + rows, Math.max(1, depth), stream);
        Supplier<String> of =
            () ->
                "%s %d x %d, %d of its rows from %d".formatted(shape, bRows, columns, depth, bRow);

        DMatrixRMaj expected = constant(cRow + rows + 1, columns, UNTOUCHED);
        DMatrixRMaj product = ReferenceLoops.product(rows, depth, a, aRow, b, bRow);
        CommonOps_DDRM.insert(product, expected, cRow, 0);
        Panels operand = Panels.constant(b, kernel.panelWidth());
        Panels c = panels(kernel, constant(cRow + rows + 1, columns, UNTOUCHED));
        kernel.multiply(rows, depth, panels(kernel, a), aRow, operand, bRow, c, cRow);
        assertEqualNumbers(expected, c.toMatrix(), of);
        assertFilledUpWithZeros(c, of);
      }
    }
  }

  /** The positions of the zeros of a constant matrix. */
  private enum Shape {
    UPPER {
      @Override
      boolean isZero(int row, int column) {
        return row > column;
      }
    },
    LOWER {
      @Override
      boolean isZero(int row, int column) {
        return row < column;
      }
    },
    BAND {
      @Override
      boolean isZero(int row, int column) {
        return Math.abs(row - column) > 5;
      }
    },
    /** Zeros in the middle, which are not skipped. */
    CORNERS {
      @Override
      boolean isZero(int row, int column) {
        return Math.abs(row - column) < 20;
      }
    },
    ALL {
      @Override
      boolean isZero(int row, int column) {
        return true;
      }
    };

    abstract boolean isZero(int row, int column);
  }

  /** -0 equals 0. */
  private static void assertEqualNumbers(
      DMatrixRMaj expected, DMatrixRMaj actual, Supplier<String> of) {
    for (int i = 0; i < expected.data.length; i++) {
      double difference = expected.data[i] - actual.data[i];
      if (difference != 0) {
        assertEquals(expected.data[i], actual.data[i], of);
      }
    }
  }

  // Attention

  @ParameterizedTest
  @MethodSource("kernels")
  void attentionOfAllSizesHasTheBitsOfPlainLoops(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(6);
    for (int n : SIZES) {
      for (int k : SIZES) {
        for (int heads : n * k < 10_000 ? HEADS : new int[] {1, 3}) {
          double scale = RandomTasks.between(1, 30, stream);
          DMatrixRMaj scores = scaled(scale, RandomTasks.gaussian(heads * n, k, stream));
          int head = RandomTasks.between(0, 2, stream);
          DMatrixRMaj w = RandomTasks.gaussian(head + heads + 1, k, stream);
          assertAttention(kernel, scores, heads, w, head, RandomTasks.gaussian(n, k, stream));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void attentionOfHugeInfiniteAndUndefinedScoresHasTheBitsOfPlainLoops(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(7);
    for (int i = 0; i < 120; i++) {
      int n = SIZES[i % SIZES.length];
      int k = size(stream) + KernelCases.SPECIAL_COLUMNS;
      int heads = HEADS[i / 2 % HEADS.length];
      DMatrixRMaj scores = new DMatrixRMaj(heads * n, k);
      for (int h = 0; h < heads; h++) {
        CommonOps_DDRM.insert(specialScores(n, k, stream), scores, h * n, 0);
      }
      int head = i % 3;
      DMatrixRMaj w = RandomTasks.gaussian(head + heads + 1, k, stream);
      DMatrixRMaj gradient = RandomTasks.gaussian(n, k, stream);
      assertAttention(kernel, scores, heads, w, head, gradient);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void attentionWithUndefinedWeightsAndGradientsHasTheBitsOfPlainLoops(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(8);
    for (int i = 0; i < 120; i++) {
      int n = SIZES[i % SIZES.length];
      int k = size(stream);
      int heads = HEADS[i / 2 % HEADS.length];
      DMatrixRMaj scores = withSpecialNumbers(heads * n, k, 2 * n, stream);
      DMatrixRMaj w = withSpecialNumbers(heads + 1, k, 3, stream);
      DMatrixRMaj gradient = withSpecialNumbers(n, k, 2 * n, stream);
      assertAttention(kernel, scores, heads, w, 1, gradient);
    }
  }

  /**
   * Forward and backward pass. The padding of all inputs is zero, so the padding of the prediction
   * and of the gradients must remain zero, whatever the other columns contain.
   */
  private static void assertAttention(
      Kernel kernel, DMatrixRMaj scores, int heads, DMatrixRMaj w, int head, DMatrixRMaj gradient) {
    int n = gradient.numRows;
    int k = gradient.numCols;
    int allHeads = w.numRows;
    Supplier<String> of =
        () -> "%d x %d, %d heads of %d from %d".formatted(n, k, heads, allHeads, head);
    DMatrixRMaj start = RandomTasks.gaussian(n, k, RandomTasks.stream(n));

    DMatrixRMaj expectedE = scores.copy();
    DMatrixRMaj expectedU = constant(allHeads, k, UNTOUCHED);
    DMatrixRMaj expectedPrediction = start.copy();
    ReferenceLoops.softmax(expectedE, heads, w, expectedU, head, expectedPrediction);
    Panels e = panels(kernel, scores);
    DMatrixRMaj filledW = zeroPadded(kernel, w);
    DMatrixRMaj u = zeroPadded(kernel, constant(allHeads, k, UNTOUCHED));
    Panels prediction = panels(kernel, start);
    softmax(kernel, e, heads, filledW, u, head, prediction);
    assertSameBits(expectedE, e.toMatrix(), of);
    assertSameBits(expectedU, used(u, k), of);
    assertSameBits(expectedPrediction, prediction.toMatrix(), of);

    DMatrixRMaj expectedDw = constant(allHeads, k, UNTOUCHED);
    DMatrixRMaj expectedDs = constant(heads * n + 2, k, UNTOUCHED);
    ReferenceLoops.softmaxBackward(
        expectedE, heads, gradient, w, expectedU, head, expectedDw, expectedDs);
    Panels g = panels(kernel, gradient);
    DMatrixRMaj sameU = u.copy();
    DMatrixRMaj dw = zeroPadded(kernel, constant(allHeads, k, UNTOUCHED));
    Panels ds = panels(kernel, constant(heads * n + 2, k, UNTOUCHED));
    kernel.softmaxBackward(e, heads, g, filledW, u, head, dw, ds);
    assertSameBits(expectedDw, used(dw, k), of);
    assertSameBits(expectedDs, ds.toMatrix(), of);

    assertSameBits(expectedE, e.toMatrix(), () -> "E after the backward pass");
    assertSameBits(sameU, u, () -> "u after the backward pass");
    assertSameBits(gradient, g.toMatrix(), () -> "the gradient");
    assertSameBits(zeroPadded(kernel, w), filledW, () -> "w");
    assertFilledUpWithZeros(prediction, of);
    assertFilledUpWithZeros(dw, allHeads, k, of);
    assertFilledUpWithZeros(ds, of);

    kernel.softmaxBackward(e, heads, g, filledW, u, head, dw, e);
    assertSameBits(expectedDw, used(dw, k), of);
    assertSameBits(
        CommonOps_DDRM.extract(expectedDs, 0, heads * n, 0, k), e.toMatrix(), () -> "dS over E");
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void headsInOneCallEqualOneCallForEachHead(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(9);
    for (int heads : HEADS) {
      for (int n : new int[] {1, 3, 8, 33}) {
        int k = size(stream);
        DMatrixRMaj scores = scaled(5, RandomTasks.gaussian(heads * n, k, stream));
        DMatrixRMaj w = zeroPadded(kernel, RandomTasks.gaussian(heads, k, stream));
        Panels gradient = panels(kernel, RandomTasks.gaussian(n, k, stream));
        Panels together = panels(kernel, scores);
        DMatrixRMaj u = new DMatrixRMaj(heads, w.numCols);
        Panels prediction = new Panels(n, k, kernel.panelWidth());
        DMatrixRMaj dw = new DMatrixRMaj(heads, w.numCols);
        Panels ds = new Panels(heads * n, k, kernel.panelWidth());
        softmax(kernel, together, heads, w, u, 0, prediction);
        kernel.softmaxBackward(together, heads, gradient, w, u, 0, dw, ds);

        DMatrixRMaj otherU = new DMatrixRMaj(heads, w.numCols);
        Panels otherPrediction = new Panels(n, k, kernel.panelWidth());
        DMatrixRMaj otherDw = new DMatrixRMaj(heads, w.numCols);
        for (int h = 0; h < heads; h++) {
          Panels alone = panels(kernel, CommonOps_DDRM.extract(scores, h * n, (h + 1) * n, 0, k));
          softmax(kernel, alone, 1, w, otherU, h, otherPrediction);
          Panels otherDs = new Panels(n, k, kernel.panelWidth());
          kernel.softmaxBackward(alone, 1, gradient, w, otherU, h, otherDw, otherDs);
          DMatrixRMaj part = new DMatrixRMaj(n, k);
          together.get(h * n, part);
          assertSameBits(alone.toMatrix(), part, () -> "E");
          ds.get(h * n, part);
          assertSameBits(otherDs.toMatrix(), part, () -> "dS");
        }
        assertSameBits(otherU, u, () -> "u");
        assertSameBits(otherDw, dw, () -> "dw");
        assertSameBits(otherPrediction.data(), prediction.data(), () -> "prediction");
      }
    }
  }

  /** C = E diag(u) of one head. */
  private static DMatrixRMaj attention(Kernel kernel, DMatrixRMaj scores) {
    Panels e = panels(kernel, scores);
    DMatrixRMaj u = zeroPadded(kernel, new DMatrixRMaj(1, scores.numCols));
    Panels prediction = new Panels(scores.numRows, scores.numCols, kernel.panelWidth());
    softmax(kernel, e, 1, u.createLike(), u, 0, prediction);
    DMatrixRMaj attention = e.toMatrix();
    CommonOps_DDRM.multCols(attention, Arrays.copyOf(u.data, scores.numCols));
    return attention;
  }

  private static DMatrixRMaj randomScores(RandomStream stream, double scale) {
    int n = RandomTasks.between(1, 12, stream);
    int k = RandomTasks.between(1, 15, stream);
    return scaled(scale, RandomTasks.gaussian(n, k, stream));
  }

  /**
   * Each of the N quotients and N - 1 sums, before and after the division, has a rounding error of
   * at most EPS.
   */
  private static void assertColumnsSumToOne(DMatrixRMaj attention) {
    for (int k = 0; k < attention.numCols; k++) {
      double sum = 0;
      for (int n = 0; n < attention.numRows; n++) {
        assertTrue(attention.get(n, k) >= 0);
        sum += attention.get(n, k);
      }
      assertEquals(1, sum, 2 * (attention.numRows + 1) * EPS);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void columnsOfAttentionSumToOne(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(10);
    for (int i = 0; i < 100; i++) {
      assertColumnsSumToOne(attention(kernel, randomScores(stream, 10)));
    }
    assertColumnsSumToOne(attention(kernel, RandomTasks.gaussian(257, 100, stream)));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void attentionEqualsItsDefinitionWhereThatDoesNotOverflow(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(11);
    for (int i = 0; i < 100; i++) {
      DMatrixRMaj scores = randomScores(stream, 5);
      DMatrixRMaj attention = attention(kernel, scores);
      for (int k = 0; k < scores.numCols; k++) {
        double sum = 0;
        double largest = 0;
        for (int n = 0; n < scores.numRows; n++) {
          sum += Math.exp(scores.get(n, k));
          largest = Math.max(largest, Math.abs(scores.get(n, k)));
        }
        for (int n = 0; n < scores.numRows; n++) {
          double expected = Math.exp(scores.get(n, k)) / sum;
          // The exponent, at most 2 largest, is rounded; then follow N sums, two quotients, and
          // exponentials accurate to one unit in the last place.
          double relative = EPS * (4 * largest + 2 * scores.numRows + 9);
          assertEquals(expected, attention.get(n, k), relative * expected);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void attentionIsStableAtHugeScores(Kernel kernel) {
    DMatrixRMaj scores =
        new DMatrixRMaj(
            new double[][] {
              {1e4, -1e4, 1e4, -1e4, 0},
              {-1e4, -1e4, 1e4, -1e4 + 1, 1e4},
              {0, -1e4, -1e4, -1e4, -1e4}
            });
    DMatrixRMaj attention = attention(kernel, scores);
    assertColumnsSumToOne(attention);
    double third = 1.0 / 3;
    double e = Math.E;
    double[][] expected = {
      {1, third, 0.5, 1 / (2 + e), 0},
      {0, third, 0.5, e / (2 + e), 1},
      {0, third, 0, 1 / (2 + e), 0}
    };
    for (int n = 0; n < 3; n++) {
      for (int k = 0; k < 5; k++) {
        // The scores are exact, so only a few roundings of numbers below 1 remain.
        assertEquals(expected[n][k], attention.get(n, k), 8 * EPS);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void shiftingAColumnChangesNothing(Kernel kernel) {
    DMatrixRMaj scores = new DMatrixRMaj(new double[][] {{1, -2}, {3, 5}, {-7, 0}});
    DMatrixRMaj shifted =
        new DMatrixRMaj(new double[][] {{9001, -9002}, {9003, -8995}, {8993, -9000}});
    assertArrayEquals(attention(kernel, scores).data, attention(kernel, shifted).data);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void oneRowGetsAllAttention(Kernel kernel) {
    DMatrixRMaj attention =
        attention(kernel, new DMatrixRMaj(new double[][] {{-1e4, 0, 3.7, 1e4, -1e308}}));
    assertArrayEquals(new double[] {1, 1, 1, 1, 1}, attention.data);
  }

  /**
   * As a function of one score of column k, phi = w[k] sum_n C[n,k] G[n,k] is affine in a logistic
   * function, whose third derivative is at most 1/8. The third derivative of phi is therefore at
   * most |w| max|G| / 4, and the error of the difference quotient at most h^2 |w| max|G| / 24. The
   * rounding of phi adds (2 N + 20) eps |w| max|G| / h, where 20 covers exponentials of scores
   * below 8.
   */
  @ParameterizedTest
  @MethodSource("kernels")
  void gradientsAgreeWithCentralDifferences(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(12);
    for (int i = 0; i < 30; i++) {
      DMatrixRMaj scores = randomScores(stream, 1.5);
      int rows = scores.numRows;
      int columns = scores.numCols;
      DMatrixRMaj g = RandomTasks.gaussian(rows, columns, stream);
      DMatrixRMaj weights = RandomTasks.gaussian(1, columns, stream);
      DMatrixRMaj w = zeroPadded(kernel, weights);
      DMatrixRMaj u = w.createLike();
      DMatrixRMaj dw = w.createLike();
      Panels ds = new Panels(rows, columns, kernel.panelWidth());
      Panels e = panels(kernel, scores);
      softmax(kernel, e, 1, w, u, 0, new Panels(rows, columns, kernel.panelWidth()));
      kernel.softmaxBackward(e, 1, panels(kernel, g), w, u, 0, dw, ds);

      double h = 1e-5;
      for (int k = 0; k < columns; k++) {
        double largest = 0;
        for (int n = 0; n < rows; n++) {
          largest = Math.max(largest, Math.abs(g.get(n, k)));
        }
        double exact = weighted(scores, g, k);
        assertEquals(exact, dw.get(0, k), (2 * rows + 20) * EPS * largest);
        for (int n = 0; n < rows; n++) {
          DMatrixRMaj up = scores.copy();
          up.add(n, k, h);
          DMatrixRMaj down = scores.copy();
          down.add(n, k, -h);
          double weight = weights.get(0, k);
          double difference = weight * (weighted(up, g, k) - weighted(down, g, k)) / (2 * h);
          double tolerance = Math.abs(weight) * largest * (h * h / 24 + (2 * rows + 20) * EPS / h);
          assertEquals(difference, ds.get(n, k), tolerance);
        }
      }
    }
  }

  /** sum_n C[n,k] G[n,k] by the definition. */
  private static double weighted(DMatrixRMaj scores, DMatrixRMaj g, int k) {
    double above = 0;
    double below = 0;
    for (int n = 0; n < scores.numRows; n++) {
      double e = Math.exp(scores.get(n, k));
      above += e * g.get(n, k);
      below += e;
    }
    return above / below;
  }

  // Optimizers

  private static final int[] OFFSETS = {0, 1, 6};

  /** Lengths up to a few times the lane count of any vector, and longer ones. */
  private static int[] lengths() {
    int[] lengths = new int[42];
    Arrays.setAll(lengths, i -> i);
    lengths[40] = 100;
    lengths[41] = 257;
    return lengths;
  }

  private static double[] random(int length, boolean special, RandomStream stream) {
    return withSpecialNumbers(1, length, special ? 4 : Integer.MAX_VALUE, stream).data;
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void gradientDescentMovesARangeAndNothingElse(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(13);
    for (int length : lengths()) {
      for (int xi : OFFSETS) {
        for (int gi : OFFSETS) {
          boolean special = (length + xi + gi) % 2 == 0;
          double[] x = random(xi + length + 9, special, stream);
          double[] g = random(gi + length + 9, special, stream);
          double[] expected = x.clone();
          double[] sameG = g.clone();
          double rate = 0.01 + stream.nextUniform();
          ReferenceLoops.descend(length, expected, xi, g, gi, rate);
          kernel.descend(length, x, xi, g, gi, rate);
          assertSameBits(expected, x, () -> "%d from %d by %d".formatted(length, xi, gi));
          assertSameBits(sameG, g, () -> "the gradient");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void adamMovesARangeAndNothingElse(Kernel kernel) {
    RandomStream stream = RandomTasks.stream(14);
    AdamStep step = new AdamStep(0.9, 0.999, 1e-8);
    for (int length : lengths()) {
      for (int xi : OFFSETS) {
        for (int gi : OFFSETS) {
          for (int si : OFFSETS) {
            boolean special = (length + xi + gi) % 2 == 0;
            double[] x = random(xi + length + 9, special, stream);
            double[] mean = new double[si + length + 9];
            double[] square = new double[si + length + 9];
            Arrays.fill(mean, 0.5);
            Arrays.fill(square, 0.25);
            Arrays.fill(mean, si, si + length, 0);
            Arrays.fill(square, si, si + length, 0);
            double[] expected = x.clone();
            double[] expectedMean = mean.clone();
            double[] expectedSquare = square.clone();
            for (int t = 1; t <= 3; t++) {
              double[] g = random(gi + length + 9, special, stream);
              double[] sameG = g.clone();
              step.set(0.1 / (1 - Math.pow(0.9, t)), 1 / Math.sqrt(1 - Math.pow(0.999, t)));
              ReferenceLoops.adam(
                  length, expected, xi, g, gi, expectedMean, expectedSquare, si, step);
              kernel.adam(length, x, xi, g, gi, mean, square, si, step);
              assertSameBits(sameG, g, () -> "the gradient");
            }
            Supplier<String> of =
                () -> "%d from %d by %d, history from %d".formatted(length, xi, gi, si);
            assertSameBits(expected, x, of);
            assertSameBits(expectedMean, mean, of);
            assertSameBits(expectedSquare, square, of);
          }
        }
      }
    }
  }

  /**
   * The first step has length eta in each entry, against the sign of the gradient, whatever its
   * magnitude.
   */
  @ParameterizedTest
  @MethodSource("kernels")
  void adamsFirstStepIsTheLearningRate(Kernel kernel) {
    double[] x = new double[9];
    double[] g = {1e-3, -1e-3, 1, -1, 1e3, -1e3, 0, 2, -2};
    AdamStep step = new AdamStep(0.9, 0.999, 1e-12);
    step.set(0.01 / (1 - 0.9), 1 / Math.sqrt(1 - 0.999));
    kernel.adam(9, x, 0, g, 0, new double[9], new double[9], 0, step);
    for (int i = 0; i < 9; i++) {
      // The constant in the denominator is 1e-9 of the smallest gradient.
      assertEquals(-0.01 * Math.signum(g[i]), x[i], 2e-11);
    }
  }

  // Properties that determine the sizes of matrices

  @ParameterizedTest
  @MethodSource("kernels")
  void aKernelSaysWhatItIs(Kernel kernel) {
    assertTrue(kernel.name().matches("[a-z]+"));
    assertTrue(kernel.panelWidth() >= 1 && kernel.tileRows() >= 1);
    assertTrue(kernel.description().length() > kernel.name().length());
  }
}
