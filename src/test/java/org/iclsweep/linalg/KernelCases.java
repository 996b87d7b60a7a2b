package org.iclsweep.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;

/** Inputs for tests of kernels, and their conversion to the layouts of kernels. */
final class KernelCases {
  /**
   * Sizes near the lane counts, panel widths and tile sizes of kernels, and far from all of them.
   */
  static final int[] SIZES = {1, 2, 3, 7, 8, 9, 31, 33, 100, 257};

  /** The number of kinds of columns in {@link #specialScores}. */
  static final int SPECIAL_COLUMNS = 20;

  private KernelCases() {}

  static Panels panels(Kernel kernel, DMatrixRMaj matrix) {
    Panels panels = new Panels(matrix.numRows, matrix.numCols, kernel.panelWidth());
    panels.set(matrix);
    return panels;
  }

  /** Computes the softmax of all panels, with its own scratch array. */
  static void softmax(
      Kernel kernel,
      Panels e,
      int heads,
      DMatrixRMaj w,
      DMatrixRMaj u,
      int head,
      Panels prediction) {
    double[] scratch = new double[e.data().length];
    for (int panel = 0; panel < e.count(); panel++) {
      kernel.softmax(e, panel, heads, w, u, head, prediction, scratch);
    }
  }

  /** The matrix, zero-padded to whole panels. */
  static DMatrixRMaj zeroPadded(Kernel kernel, DMatrixRMaj matrix) {
    int columns = Panels.zeroPadded(matrix.numCols, kernel.panelWidth());
    DMatrixRMaj result = new DMatrixRMaj(matrix.numRows, columns);
    CommonOps_DDRM.insert(matrix, result, 0, 0);
    return result;
  }

  /** The matrix without its zero padding. */
  static DMatrixRMaj used(DMatrixRMaj matrix, int columns) {
    return CommonOps_DDRM.extract(matrix, 0, matrix.numRows, 0, columns);
  }

  static DMatrixRMaj constant(int rows, int columns, double value) {
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    matrix.fill(value);
    return matrix;
  }

  static DMatrixRMaj scaled(double scale, DMatrixRMaj matrix) {
    CommonOps_DDRM.scale(scale, matrix);
    return matrix;
  }

  /** A number that rounding, overflow or comparison treats specially. */
  static double special(RandomStream stream) {
    return switch (RandomTasks.between(0, 13, stream)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.NEGATIVE_INFINITY;
      case 3 -> 0.0;
      case 4 -> -0.0;
      case 5 -> Double.MIN_VALUE;
      case 6 -> -Double.MIN_NORMAL;
      case 7 -> Double.MAX_VALUE;
      case 8 -> -Double.MAX_VALUE;
      case 9 -> 1e-160 * stream.nextGaussian();
      case 10 -> 1e160 * stream.nextGaussian();
      default -> stream.nextGaussian();
    };
  }

  /** Gaussian numbers, one in about {@code rarity} of them replaced by a special one. */
  static DMatrixRMaj withSpecialNumbers(int rows, int columns, int rarity, RandomStream stream) {
    DMatrixRMaj matrix = RandomTasks.gaussian(rows, columns, stream);
    for (int i = 0; i < matrix.data.length; i++) {
      if (RandomTasks.between(1, rarity, stream) == 1) {
        matrix.data[i] = special(stream);
      }
    }
    return matrix;
  }

  /** Scores; each column is of a different kind: huge, equal, infinite or NaN. */
  static DMatrixRMaj specialScores(int rows, int columns, RandomStream stream) {
    DMatrixRMaj scores = new DMatrixRMaj(rows, columns);
    for (int column = 0; column < columns; column++) {
      int chosen = RandomTasks.between(0, rows - 1, stream);
      int other = RandomTasks.between(0, rows - 1, stream);
      for (int row = 0; row < rows; row++) {
        double gaussian = stream.nextGaussian();
        boolean isChosen = row == chosen;
        double score =
            switch (column % SPECIAL_COLUMNS) {
              case 0 -> 1e4;
              case 1 -> -1e4;
              case 2 -> isChosen ? 1e4 : -1e4;
              case 3 -> isChosen ? -1e4 : 1e4;
              case 4 -> 1e4 + gaussian;
              case 5 -> 700 * gaussian;
              case 6 -> isChosen ? 0 : -708 - 20 * stream.nextUniform();
              case 7 -> isChosen ? 0 : -740 - 10 * stream.nextUniform();
              case 8 -> isChosen ? Double.NEGATIVE_INFINITY : gaussian;
              case 9 -> row == 0 ? Double.NEGATIVE_INFINITY : gaussian;
              case 10 -> Double.NEGATIVE_INFINITY;
              case 11 -> isChosen ? Double.POSITIVE_INFINITY : gaussian;
              case 12 -> isChosen || row == other ? Double.POSITIVE_INFINITY : -1e4;
              case 13 -> isChosen ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
              case 14 -> isChosen ? Double.NaN : gaussian;
              case 15 -> row == 0 ? Double.NaN : gaussian;
              case 16 -> isChosen ? Double.NaN : Double.POSITIVE_INFINITY;
              case 17 -> isChosen ? Double.MAX_VALUE : -Double.MAX_VALUE;
              case 18 -> isChosen ? -0.0 : 0.0;
              case 19 -> Double.MIN_VALUE * Math.rint(9 * gaussian);
              default -> throw new AssertionError(column);
            };
        scores.set(row, column, score);
      }
    }
    return scores;
  }
}
