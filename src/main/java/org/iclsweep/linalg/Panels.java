package org.iclsweep.linalg;

import java.io.IOException;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.state.State;

/**
 * A matrix in panels of a few columns each: the layout in which kernels read and write matrices
 * whose columns are tokens or dimensions.
 *
 * <p>Panel p holds the columns from p width on, row by row, so a kernel reads it contiguously. The
 * last panel is zero-padded. Products preserve the padding; other values that a kernel leaves there
 * are never read as results. If the width is the number of columns, this is EJML's row-major
 * layout.
 */
public final class Panels {
  private final int rows;
  private final int columns;
  private final int width;
  private final double[] data;
  private final int[] from;
  private final int[] to;

  /**
   * A matrix of zeros.
   *
   * @param rows at least 1
   * @param columns at least 1
   * @param width the columns per panel, as required by a {@linkplain Kernel#panelWidth kernel}
   * @throws IllegalArgumentException if there are more than 2^31 - 1 elements
   */
  public Panels(int rows, int columns, int width) {
    this(rows, columns, width, zeros(rows, columns, width));
  }

  private Panels(int rows, int columns, int width, double[] data) {
    this.rows = rows;
    this.columns = columns;
    this.width = width;
    this.data = data;
    from = new int[count()];
    to = new int[count()];
    Arrays.fill(to, rows);
  }

  private static double[] zeros(int rows, int columns, int width) {
    long size = size(rows, columns, width);
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a matrix would be %d x %d, %d numbers; one matrix holds at most %d"
              .formatted(rows, columns, size, Integer.MAX_VALUE));
    }
    return new double[(int) size];
  }

  /**
   * Returns a matrix with fewer rows in the same storage; each overwrites the other.
   *
   * @param fewer the number of rows, at most {@link #rows}
   */
  public Panels storing(int fewer) {
    return new Panels(fewer, columns, width, data);
  }

  /**
   * Creates a constant matrix. Products skip the rows of zeros at the beginning and end of each
   * panel.
   *
   * @param matrix Not modified or kept.
   * @param width the columns per panel
   */
  public static Panels constant(DMatrixRMaj matrix, int width) {
    Panels panels = new Panels(matrix.numRows, matrix.numCols, width);
    panels.set(matrix);
    for (int panel = 0; panel < panels.count(); panel++) {
      while (panels.to[panel] > 0 && panels.isZero(panel, panels.to[panel] - 1)) {
        panels.to[panel]--;
      }
      while (panels.from[panel] < panels.to[panel] && panels.isZero(panel, panels.from[panel])) {
        panels.from[panel]++;
      }
    }
    return panels;
  }

  private boolean isZero(int panel, int row) {
    int begin = index(panel, row);
    for (int i = begin; i < begin + width; i++) {
      if (data[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The first row of a panel that products need. */
  int from(int panel) {
    return from[panel];
  }

  /** One past the last row of a panel that products need. */
  int to(int panel) {
    return to[panel];
  }

  /** The number of multiply-adds per row of A in a product A B with this matrix as B. */
  public long multiplyAdds() {
    long sum = 0;
    for (int panel = 0; panel < count(); panel++) {
      sum += (long) (to[panel] - from[panel]) * Math.min(width, columns - panel * width);
    }
    return sum;
  }

  /**
   * The number of elements that a matrix occupies, including padding.
   *
   * @param rows the number of rows
   * @param columns the number of columns
   * @param width the columns per panel
   */
  public static long size(long rows, long columns, int width) {
    return rows * ((columns + width - 1) / width * width);
  }

  /**
   * The number of columns of a matrix, including the padding of its last panel.
   *
   * @throws ArithmeticException if it exceeds 2^31 - 1
   */
  public static int zeroPadded(int columns, int width) {
    return Math.toIntExact(size(1, columns, width));
  }

  /** The same for estimates, with counts that may exceed those of any matrix. */
  public static double zeroPadded(double columns, int width) {
    return Math.ceil(columns / width) * width;
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The number of columns, without padding. */
  public int columns() {
    return columns;
  }

  /** The number of columns per panel. */
  public int width() {
    return width;
  }

  /** The number of panels. */
  public int count() {
    return (columns + width - 1) / width;
  }

  /** All elements, panel by panel. Kernels and optimizers modify this array. */
  public double[] data() {
    return data;
  }

  /** The index in {@link #data()} at which a row of a panel begins. */
  int index(int panel, int row) {
    return (panel * rows + row) * width;
  }

  /** Sets one element. */
  public void set(int row, int column, double value) {
    data[index(column / width, row) + column % width] = value;
  }

  /** Returns one element. */
  public double get(int row, int column) {
    return data[index(column / width, row) + column % width];
  }

  /**
   * Sets all elements.
   *
   * @param matrix of the same size. Not modified.
   */
  public void set(DMatrixRMaj matrix) {
    set(0, matrix);
  }

  /**
   * Sets some rows.
   *
   * @param row the first row
   * @param matrix the new rows, with the same number of columns. Not modified.
   */
  public void set(int row, DMatrixRMaj matrix) {
    for (int i = 0; i < matrix.numRows; i++) {
      for (int column = 0; column < columns; column += width) {
        int length = Math.min(width, columns - column);
        int from = i * columns + column;
        System.arraycopy(matrix.data, from, data, index(column / width, row + i), length);
      }
    }
  }

  /**
   * Subtracts a matrix.
   *
   * @param matrix of the same size. Not modified.
   */
  public void subtract(DMatrixRMaj matrix) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column += width) {
        int length = Math.min(width, columns - column);
        int from = row * columns + column;
        int to = index(column / width, row);
        for (int i = 0; i < length; i++) {
          data[to + i] -= matrix.data[from + i];
        }
      }
    }
  }

  /**
   * Copies one panel.
   *
   * @param panel the index of the panel
   * @param from a matrix of the same size and width. Not modified.
   */
  public void copyPanel(int panel, Panels from) {
    int begin = index(panel, 0);
    System.arraycopy(from.data, begin, data, begin, rows * width);
  }

  /**
   * Copies some rows out.
   *
   * @param row the first row
   * @param matrix receives as many rows as it has; has the same number of columns. Modified.
   */
  public void get(int row, DMatrixRMaj matrix) {
    for (int i = 0; i < matrix.numRows; i++) {
      for (int column = 0; column < columns; column += width) {
        int length = Math.min(width, columns - column);
        int to = i * columns + column;
        System.arraycopy(data, index(column / width, row + i), matrix.data, to, length);
      }
    }
  }

  /**
   * Exchanges some rows of an array that is laid out like this matrix, row by row and without
   * padding. The written data therefore does not depend on the width.
   *
   * @param numbers the array, as long as {@link #data()}. Modified when reading.
   * @param first the first row
   * @param count the number of rows
   * @throws IOException if they cannot be written or read
   */
  public void exchange(double[] numbers, int first, int count, State state) throws IOException {
    for (int row = first; row < first + count; row++) {
      for (int panel = 0; panel < count(); panel++) {
        state.exchange(numbers, index(panel, row), Math.min(width, columns - panel * width));
      }
    }
  }

  /** A copy in EJML's layout. */
  public DMatrixRMaj toMatrix() {
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    get(0, matrix);
    return matrix;
  }
}
