package org.iclsweep.linalg;

import org.ejml.data.DMatrixRMaj;

/**
 * The kernel in plain Java. It processes four columns at a time: their sums stay in registers, and
 * four independent sums hide the latency of a multiply-add.
 */
final class PortableKernel implements Kernel {
  private static final int WIDTH = 4;
  private static final int TILE_ROWS = 2;

  @Override
  public String name() {
    return "portable";
  }

  @Override
  public String description() {
    return "plain Java";
  }

  @Override
  public int panelWidth() {
    return WIDTH;
  }

  @Override
  public int tileRows() {
    return TILE_ROWS;
  }

  @Override
  public void multiplyPanel(
      int rows, int depth, double[] a, int ai, int ap, double[] b, int bi, double[] c, int ci) {
    for (int i = 0; i < rows; i += TILE_ROWS) {
      int at = i * WIDTH;
      // With an odd number of rows, the last row serves as both rows of its tile.
      int next = i + 1 < rows ? WIDTH : 0;
      tile(depth, a, ai + at, ap, b, bi, WIDTH, c, ci + at, next);
    }
  }

  /**
   * Computes two rows of C: eight sums, one panel of A at a time.
   *
   * @param bs the distance between rows of B: the width, but not a constant to the JIT. With a
   *     constant, the JIT would load the operands of all terms before using the first, and run out
   *     of registers
   * @param next the distance between rows of A and C
   */
  private static void tile(
      int depth,
      double[] a,
      int ai,
      int ap,
      double[] b,
      int bi,
      int bs,
      double[] c,
      int ci,
      int next) {
    double c00 = 0;
    double c01 = 0;
    double c02 = 0;
    double c03 = 0;
    double c10 = 0;
    double c11 = 0;
    double c12 = 0;
    double c13 = 0;
    int at = ai;
    int bt = bi;
    int k = 0;
    for (; k <= depth - WIDTH; k += WIDTH) {
      double b0 = b[bt];
      double b1 = b[bt + 1];
      double b2 = b[bt + 2];
      double b3 = b[bt + 3];
      double x = a[at];
      c00 = Math.fma(x, b0, c00);
      c01 = Math.fma(x, b1, c01);
      c02 = Math.fma(x, b2, c02);
      c03 = Math.fma(x, b3, c03);
      x = a[at + next];
      c10 = Math.fma(x, b0, c10);
      c11 = Math.fma(x, b1, c11);
      c12 = Math.fma(x, b2, c12);
      c13 = Math.fma(x, b3, c13);
      bt += bs;
      b0 = b[bt];
      b1 = b[bt + 1];
      b2 = b[bt + 2];
      b3 = b[bt + 3];
      x = a[at + 1];
      c00 = Math.fma(x, b0, c00);
      c01 = Math.fma(x, b1, c01);
      c02 = Math.fma(x, b2, c02);
      c03 = Math.fma(x, b3, c03);
      x = a[at + next + 1];
      c10 = Math.fma(x, b0, c10);
      c11 = Math.fma(x, b1, c11);
      c12 = Math.fma(x, b2, c12);
      c13 = Math.fma(x, b3, c13);
      bt += bs;
      b0 = b[bt];
      b1 = b[bt + 1];
      b2 = b[bt + 2];
      b3 = b[bt + 3];
      x = a[at + 2];
      c00 = Math.fma(x, b0, c00);
      c01 = Math.fma(x, b1, c01);
      c02 = Math.fma(x, b2, c02);
      c03 = Math.fma(x, b3, c03);
      x = a[at + next + 2];
      c10 = Math.fma(x, b0, c10);
      c11 = Math.fma(x, b1, c11);
      c12 = Math.fma(x, b2, c12);
      c13 = Math.fma(x, b3, c13);
      bt += bs;
      b0 = b[bt];
      b1 = b[bt + 1];
      b2 = b[bt + 2];
      b3 = b[bt + 3];
      x = a[at + 3];
      c00 = Math.fma(x, b0, c00);
      c01 = Math.fma(x, b1, c01);
      c02 = Math.fma(x, b2, c02);
      c03 = Math.fma(x, b3, c03);
      x = a[at + next + 3];
      c10 = Math.fma(x, b0, c10);
      c11 = Math.fma(x, b1, c11);
      c12 = Math.fma(x, b2, c12);
      c13 = Math.fma(x, b3, c13);
      bt += bs;
      at += ap;
    }
    for (; k < depth; k++) {
      double b0 = b[bt];
      double b1 = b[bt + 1];
      double b2 = b[bt + 2];
      double b3 = b[bt + 3];
      double x = a[at];
      c00 = Math.fma(x, b0, c00);
      c01 = Math.fma(x, b1, c01);
      c02 = Math.fma(x, b2, c02);
      c03 = Math.fma(x, b3, c03);
      x = a[at + next];
      c10 = Math.fma(x, b0, c10);
      c11 = Math.fma(x, b1, c11);
      c12 = Math.fma(x, b2, c12);
      c13 = Math.fma(x, b3, c13);
      bt += bs;
      at++;
    }
    c[ci] = c00;
    c[ci + 1] = c01;
    c[ci + 2] = c02;
    c[ci + 3] = c03;
    c[ci + next] = c10;
    c[ci + next + 1] = c11;
    c[ci + next + 2] = c12;
    c[ci + next + 3] = c13;
  }

  @Override
  public void exponentials(double[] x, int begin, int end, double[] scratch) {
    // Two loops: the JIT vectorizes the first, but not the bit shifts of the second.
    for (int i = begin; i < end; i++) {
      double bounded = Exponential.bounded(x[i]);
      double rounded = Exponential.rounded(bounded);
      scratch[i] = rounded;
      x[i] = Exponential.fraction(bounded, rounded);
    }
    for (int i = begin; i < end; i++) {
      x[i] = Exponential.scaled(x[i], scratch[i]);
    }
  }

  @Override
  public void softmax(
      Panels e,
      int panel,
      int heads,
      DMatrixRMaj w,
      DMatrixRMaj u,
      int head,
      Panels prediction,
      double[] scratch) {
    int length = prediction.rows() * WIDTH;
    double[] data = e.data();
    int first = e.index(panel, 0);
    int end = first + heads * length;
    for (int begin = first; begin < end; begin += length) {
      subtractLargest(data, begin, begin + length);
    }
    exponentials(data, first, end, scratch);
    for (int h = 0; h < heads; h++) {
      int begin = first + h * length;
      int at = (head + h) * u.numCols + panel * WIDTH;
      reciprocalSums(data, begin, begin + length, u.data, at);
      addWeighted(
          data, begin, begin + length, w.data, u.data, at, prediction.data(), panel * length);
    }
  }

  /** Subtracts the maximum score of each column. */
  private static void subtractLargest(double[] s, int begin, int end) {
    double m0 = s[begin];
    double m1 = s[begin + 1];
    double m2 = s[begin + 2];
    double m3 = s[begin + 3];
    for (int i = begin + WIDTH; i < end; i += WIDTH) {
      m0 = s[i] > m0 ? s[i] : m0;
      m1 = s[i + 1] > m1 ? s[i + 1] : m1;
      m2 = s[i + 2] > m2 ? s[i + 2] : m2;
      m3 = s[i + 3] > m3 ? s[i + 3] : m3;
    }
    for (int i = begin; i < end; i += WIDTH) {
      s[i] -= m0;
      s[i + 1] -= m1;
      s[i + 2] -= m2;
      s[i + 3] -= m3;
    }
  }

  private static void reciprocalSums(double[] e, int begin, int end, double[] u, int at) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    for (int i = begin; i < end; i += WIDTH) {
      sum0 += e[i];
      sum1 += e[i + 1];
      sum2 += e[i + 2];
      sum3 += e[i + 3];
    }
    u[at] = 1 / sum0;
    u[at + 1] = 1 / sum1;
    u[at + 2] = 1 / sum2;
    u[at + 3] = 1 / sum3;
  }

  private static void addWeighted(
      double[] e, int begin, int end, double[] w, double[] u, int at, double[] prediction, int to) {
    double f0 = w[at] * u[at];
    double f1 = w[at + 1] * u[at + 1];
    double f2 = w[at + 2] * u[at + 2];
    double f3 = w[at + 3] * u[at + 3];
    int p = to;
    for (int i = begin; i < end; i += WIDTH) {
      prediction[p] = Math.fma(e[i], f0, prediction[p]);
      prediction[p + 1] = Math.fma(e[i + 1], f1, prediction[p + 1]);
      prediction[p + 2] = Math.fma(e[i + 2], f2, prediction[p + 2]);
      prediction[p + 3] = Math.fma(e[i + 3], f3, prediction[p + 3]);
      p += WIDTH;
    }
  }

  @Override
  public void softmaxBackward(
      Panels e,
      int heads,
      Panels gradient,
      DMatrixRMaj w,
      DMatrixRMaj u,
      int head,
      DMatrixRMaj dw,
      Panels ds) {
    int rows = gradient.rows();
    int length = rows * WIDTH;
    double[] g = gradient.data();
    for (int h = 0; h < heads; h++) {
      for (int panel = 0; panel < e.count(); panel++) {
        int begin = (panel * heads + h) * length;
        int gi = panel * length;
        int at = (head + h) * u.numCols + panel * WIDTH;
        weightGradient(e.data(), begin, begin + length, g, gi, u.data, dw.data, at);
        int to = ds.index(panel, h * rows);
        scoreGradient(
            e.data(), begin, begin + length, g, gi, w.data, u.data, dw.data, at, ds.data(), to);
      }
    }
  }

  private static void weightGradient(
      double[] e, int begin, int end, double[] g, int gi, double[] u, double[] dw, int at) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int p = gi;
    for (int i = begin; i < end; i += WIDTH) {
      sum0 = Math.fma(e[i], g[p], sum0);
      sum1 = Math.fma(e[i + 1], g[p + 1], sum1);
      sum2 = Math.fma(e[i + 2], g[p + 2], sum2);
      sum3 = Math.fma(e[i + 3], g[p + 3], sum3);
      p += WIDTH;
    }
    dw[at] = u[at] * sum0;
    dw[at + 1] = u[at + 1] * sum1;
    dw[at + 2] = u[at + 2] * sum2;
    dw[at + 3] = u[at + 3] * sum3;
  }

  private static void scoreGradient(
      double[] e,
      int begin,
      int end,
      double[] g,
      int gi,
      double[] w,
      double[] u,
      double[] dw,
      int at,
      double[] ds,
      int to) {
    double f0 = w[at] * u[at];
    double f1 = w[at + 1] * u[at + 1];
    double f2 = w[at + 2] * u[at + 2];
    double f3 = w[at + 3] * u[at + 3];
    double dw0 = dw[at];
    double dw1 = dw[at + 1];
    double dw2 = dw[at + 2];
    double dw3 = dw[at + 3];
    int p = gi;
    int q = to;
    for (int i = begin; i < end; i += WIDTH) {
      ds[q] = f0 * e[i] * (g[p] - dw0);
      ds[q + 1] = f1 * e[i + 1] * (g[p + 1] - dw1);
      ds[q + 2] = f2 * e[i + 2] * (g[p + 2] - dw2);
      ds[q + 3] = f3 * e[i + 3] * (g[p + 3] - dw3);
      p += WIDTH;
      q += WIDTH;
    }
  }

  @Override
  public void descend(int length, double[] x, int xi, double[] g, int gi, double learningRate) {
    double negative = -learningRate;
    for (int i = 0; i < length; i++) {
      x[xi + i] = Math.fma(negative, g[gi + i], x[xi + i]);
    }
  }

  @Override
  public void adam(
      int length,
      double[] x,
      int xi,
      double[] g,
      int gi,
      double[] mean,
      double[] square,
      int si,
      AdamStep step) {
    double beta1 = step.beta1();
    double beta2 = step.beta2();
    double rest1 = 1 - beta1;
    double rest2 = 1 - beta2;
    for (int i = 0; i < length; i++) {
      double gradient = g[gi + i];
      double first = Math.fma(beta1, mean[si + i], rest1 * gradient);
      double second = Math.fma(beta2, square[si + i], rest2 * gradient * gradient);
      mean[si + i] = first;
      square[si + i] = second;
      double scale = Math.fma(step.root(), Math.sqrt(second), step.epsilon());
      x[xi + i] = x[xi + i] - step.rate() * first / scale;
    }
  }

  @Override
  public long runAtPeak(int rounds, double[] sink) {
    double x = 1e-3;
    double y = 1e-9;
    double c0 = 0;
    double c1 = 0;
    double c2 = 0;
    double c3 = 0;
    double c4 = 0;
    double c5 = 0;
    double c6 = 0;
    double c7 = 0;
    double c8 = 0;
    double c9 = 0;
    double c10 = 0;
    double c11 = 0;
    for (int i = 0; i < rounds; i++) {
      c0 = Math.fma(x, y, c0);
      c1 = Math.fma(x, y, c1);
      c2 = Math.fma(x, y, c2);
      c3 = Math.fma(x, y, c3);
      c4 = Math.fma(x, y, c4);
      c5 = Math.fma(x, y, c5);
      c6 = Math.fma(x, y, c6);
      c7 = Math.fma(x, y, c7);
      c8 = Math.fma(x, y, c8);
      c9 = Math.fma(x, y, c9);
      c10 = Math.fma(x, y, c10);
      c11 = Math.fma(x, y, c11);
    }
    double sum = c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11;
    sink[0] = sum;
    return 12L * rounds;
  }
}
