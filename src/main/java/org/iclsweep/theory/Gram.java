package org.iclsweep.theory;

import java.util.Arrays;

/** Inner products of columns with each other and with a right-hand side, computed on demand. */
final class Gram {
  private final double[][] columns;
  private final double[] right;
  private final double[][] products;
  private final double[] rights;

  /**
   * Inner products of the given columns.
   *
   * @param columns the columns, of equal length. Kept, not modified.
   * @param right the right-hand side, of the same length. Kept, not modified.
   */
  Gram(double[][] columns, double[] right) {
    this.columns = columns;
    this.right = right;
    products = new double[columns.length][columns.length];
    rights = new double[columns.length];
    for (double[] row : products) {
      Arrays.fill(row, Double.NaN);
    }
    Arrays.fill(rights, Double.NaN);
  }

  /** The inner product of columns i and j. */
  double product(int i, int j) {
    int low = Math.min(i, j);
    int high = Math.max(i, j);
    if (Double.isNaN(products[low][high])) {
      products[low][high] = dot(columns[low], columns[high]);
    }
    return products[low][high];
  }

  /** The inner product of column i and the right-hand side. */
  double right(int i) {
    if (Double.isNaN(rights[i])) {
      rights[i] = dot(columns[i], right);
    }
    return rights[i];
  }

  /** The squared norm of the right-hand side. */
  double squares() {
    return dot(right, right);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
