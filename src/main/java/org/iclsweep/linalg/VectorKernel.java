package org.iclsweep.linalg;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.ejml.data.DMatrixRMaj;

/**
 * The kernel in explicit vectors. This is the only class that uses the module jdk.incubator.vector;
 * it is never loaded without that module.
 *
 * <p>A panel is two vectors wide. Methods are sized so that all of a loop's vectors stay in
 * registers: one spilled sum would cost more than all multiplications of the loop.
 */
final class VectorKernel implements Kernel {
  /** The system property that sets the vector size in bits, in place of the machine's widest. */
  static final String BITS_PROPERTY = "iclsweep.vector.bits";

  private static final VectorSpecies<Double> SPECIES = species();
  private static final int LANES = SPECIES.length();
  private static final int WIDTH = 2 * LANES;

  /**
   * The rows of a tile of a product; a tile is two vectors wide. Ten sums hide the latency of a
   * multiply-add on two units. With three operands they fit in 16 registers as well as in 32; more
   * would spill.
   */
  private static final int TILE_ROWS = 5;

  /**
   * The number of terms that an iteration of a tile's loop adds. The loop is too long for the JIT
   * to unroll, so it is unrolled by hand. This number divides the width, so the terms of an
   * iteration lie in one panel of A.
   */
  private static final int TERMS = 4;

  /** Handles the remainder of a length that is not a multiple of the lanes. */
  private final Kernel rest = new PortableKernel();

  private static VectorSpecies<Double> species() {
    String bits = System.getProperty(BITS_PROPERTY);
    if (bits == null) {
      return DoubleVector.SPECIES_PREFERRED;
    }
    return switch (bits) {
      case "128" -> DoubleVector.SPECIES_128;
      case "256" -> DoubleVector.SPECIES_256;
      case "512" -> DoubleVector.SPECIES_512;
      default ->
          throw new IllegalArgumentException(
              BITS_PROPERTY + ": " + bits + " is not allowed; it takes 128, 256 or 512");
    };
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public String description() {
    return "jdk.incubator.vector, %d lanes of %d bits".formatted(LANES, SPECIES.vectorBitSize());
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
    if (rows < TILE_ROWS) {
      for (int i = 0; i < rows * WIDTH; i += WIDTH) {
        row(depth, a, ai + i, ap, b, bi, c, ci + i);
      }
      return;
    }
    for (int i = 0; i < rows; i += TILE_ROWS) {
      // The last tile may overlap the one before it; the repeated sums are bitwise identical.
      int at = Math.min(i, rows - TILE_ROWS) * WIDTH;
      tile(depth, a, ai + at, ap, b, bi, WIDTH, c, ci + at);
    }
  }

  /**
   * Computes five rows of C: ten sums and three operands.
   *
   * <p>A's rows are a constant distance apart, so one register addresses them all. The distance
   * between B's rows is deliberately not a constant to the JIT: each row then needs its own bounds
   * check, which keeps the JIT from loading the operands of all terms first. There are not enough
   * registers for all of them, and this loop would run at half the speed.
   *
   * @param bs the distance between rows of B: the width, but not a constant to the JIT
   */
  private static void tile(
      int depth, double[] a, int ai, int ap, double[] b, int bi, int bs, double[] c, int ci) {
    DoubleVector c00 = DoubleVector.zero(SPECIES);
    DoubleVector c01 = DoubleVector.zero(SPECIES);
    DoubleVector c10 = DoubleVector.zero(SPECIES);
    DoubleVector c11 = DoubleVector.zero(SPECIES);
    DoubleVector c20 = DoubleVector.zero(SPECIES);
    DoubleVector c21 = DoubleVector.zero(SPECIES);
    DoubleVector c30 = DoubleVector.zero(SPECIES);
    DoubleVector c31 = DoubleVector.zero(SPECIES);
    DoubleVector c40 = DoubleVector.zero(SPECIES);
    DoubleVector c41 = DoubleVector.zero(SPECIES);
    int bt = bi;
    int k = 0;
    for (; k <= depth - TERMS; k += TERMS) {
      int at = ai + k / WIDTH * ap + k % WIDTH;
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bt);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bt + LANES);
      DoubleVector x = DoubleVector.broadcast(SPECIES, a[at]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, a[at + WIDTH]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, a[at + 2 * WIDTH]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, a[at + 3 * WIDTH]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(SPECIES, a[at + 4 * WIDTH]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      bt += bs;
      b0 = DoubleVector.fromArray(SPECIES, b, bt);
      b1 = DoubleVector.fromArray(SPECIES, b, bt + LANES);
      x = DoubleVector.broadcast(SPECIES, a[at + 1]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, a[at + 1 + WIDTH]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, a[at + 1 + 2 * WIDTH]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, a[at + 1 + 3 * WIDTH]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(SPECIES, a[at + 1 + 4 * WIDTH]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      bt += bs;
      b0 = DoubleVector.fromArray(SPECIES, b, bt);
      b1 = DoubleVector.fromArray(SPECIES, b, bt + LANES);
      x = DoubleVector.broadcast(SPECIES, a[at + 2]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, a[at + 2 + WIDTH]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, a[at + 2 + 2 * WIDTH]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, a[at + 2 + 3 * WIDTH]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(SPECIES, a[at + 2 + 4 * WIDTH]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      bt += bs;
      b0 = DoubleVector.fromArray(SPECIES, b, bt);
      b1 = DoubleVector.fromArray(SPECIES, b, bt + LANES);
      x = DoubleVector.broadcast(SPECIES, a[at + 3]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, a[at + 3 + WIDTH]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, a[at + 3 + 2 * WIDTH]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, a[at + 3 + 3 * WIDTH]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(SPECIES, a[at + 3 + 4 * WIDTH]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      bt += bs;
    }
    for (; k < depth; k++) {
      int at = ai + k / WIDTH * ap + k % WIDTH;
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bt);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bt + LANES);
      DoubleVector x = DoubleVector.broadcast(SPECIES, a[at]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, a[at + WIDTH]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, a[at + 2 * WIDTH]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, a[at + 3 * WIDTH]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(SPECIES, a[at + 4 * WIDTH]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      bt += bs;
    }
    c00.intoArray(c, ci);
    c01.intoArray(c, ci + LANES);
    c10.intoArray(c, ci + WIDTH);
    c11.intoArray(c, ci + WIDTH + LANES);
    c20.intoArray(c, ci + 2 * WIDTH);
    c21.intoArray(c, ci + 2 * WIDTH + LANES);
    c30.intoArray(c, ci + 3 * WIDTH);
    c31.intoArray(c, ci + 3 * WIDTH + LANES);
    c40.intoArray(c, ci + 4 * WIDTH);
    c41.intoArray(c, ci + 4 * WIDTH + LANES);
  }

  /** Computes one row of C, for products with fewer rows than a tile. */
  private static void row(
      int depth, double[] a, int ai, int ap, double[] b, int bi, double[] c, int ci) {
    DoubleVector c0 = DoubleVector.zero(SPECIES);
    DoubleVector c1 = DoubleVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bi + k * WIDTH);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bi + k * WIDTH + LANES);
      DoubleVector x = DoubleVector.broadcast(SPECIES, a[ai + k / WIDTH * ap + k % WIDTH]);
      c0 = x.fma(b0, c0);
      c1 = x.fma(b1, c1);
    }
    c0.intoArray(c, ci);
    c1.intoArray(c, ci + LANES);
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
      int at = (head + h) * u.numCols + panel * WIDTH;
      int begin = first + h * length;
      addWeighted(
          data, begin, begin + length, w.data, u.data, at, prediction.data(), panel * length);
    }
  }

  @Override
  public void exponentials(double[] x, int begin, int end, double[] scratch) {
    int i = begin;
    for (; i <= end - LANES; i += LANES) {
      exponential(DoubleVector.fromArray(SPECIES, x, i)).intoArray(x, i);
    }
    for (; i < end; i++) {
      x[i] = Exponential.of(x[i]);
    }
  }

  /** Subtracts the maximum score of each column. */
  private static void subtractLargest(double[] s, int begin, int end) {
    DoubleVector m0 = DoubleVector.fromArray(SPECIES, s, begin);
    DoubleVector m1 = DoubleVector.fromArray(SPECIES, s, begin + LANES);
    for (int i = begin + WIDTH; i < end; i += WIDTH) {
      DoubleVector s0 = DoubleVector.fromArray(SPECIES, s, i);
      DoubleVector s1 = DoubleVector.fromArray(SPECIES, s, i + LANES);
      m0 = m0.blend(s0, s0.compare(VectorOperators.GT, m0));
      m1 = m1.blend(s1, s1.compare(VectorOperators.GT, m1));
    }
    // New vectors: the JIT would allocate the vectors of the loop above if they outlived it.
    DoubleVector n0 = m0.neg();
    DoubleVector n1 = m1.neg();
    for (int i = begin; i < end; i += WIDTH) {
      DoubleVector.fromArray(SPECIES, s, i).add(n0).intoArray(s, i);
      DoubleVector.fromArray(SPECIES, s, i + LANES).add(n1).intoArray(s, i + LANES);
    }
  }

  /** Applies {@link Exponential#of} in every lane. */
  private static DoubleVector exponential(DoubleVector x) {
    DoubleVector bounded =
        x.blend(Exponential.MIN_ARGUMENT, x.compare(VectorOperators.LT, Exponential.MIN_ARGUMENT));
    DoubleVector rounded = bounded.fma(broadcast(Exponential.LOG2_E), broadcast(Exponential.ROUND));
    DoubleVector n = broadcast(Exponential.ROUND).sub(rounded);
    DoubleVector r = n.fma(broadcast(Exponential.LN2_HIGH), bounded);
    r = n.fma(broadcast(Exponential.LN2_LOW), r);
    DoubleVector square = r.mul(r);
    DoubleVector even = square.fma(broadcast(Exponential.C8), broadcast(Exponential.C6));
    even = even.fma(square, broadcast(Exponential.C4));
    even = even.fma(square, broadcast(Exponential.C2));
    even = even.fma(square, broadcast(Exponential.C0));
    DoubleVector odd = square.fma(broadcast(Exponential.C9), broadcast(Exponential.C7));
    odd = odd.fma(square, broadcast(Exponential.C5));
    odd = odd.fma(square, broadcast(Exponential.C3));
    odd = odd.fma(square, broadcast(Exponential.C1));
    DoubleVector fraction =
        odd.fma(r, even).fma(r, broadcast(Exponential.ONE)).fma(r, broadcast(Exponential.ONE));
    DoubleVector scale =
        rounded
            .reinterpretAsLongs()
            .lanewise(VectorOperators.LSHL, Exponential.MANTISSA_BITS)
            .reinterpretAsDoubles();
    return fraction.mul(scale);
  }

  private static DoubleVector broadcast(double value) {
    return DoubleVector.broadcast(SPECIES, value);
  }

  private static void addWeighted(
      double[] e, int begin, int end, double[] w, double[] u, int at, double[] prediction, int to) {
    // Created before the loop: the JIT would allocate it if it were created after the loop.
    DoubleVector one = broadcast(1);
    DoubleVector sum0 = DoubleVector.zero(SPECIES);
    DoubleVector sum1 = DoubleVector.zero(SPECIES);
    for (int i = begin; i < end; i += WIDTH) {
      sum0 = sum0.add(DoubleVector.fromArray(SPECIES, e, i));
      sum1 = sum1.add(DoubleVector.fromArray(SPECIES, e, i + LANES));
    }
    DoubleVector u0 = one.div(sum0);
    DoubleVector u1 = one.div(sum1);
    u0.intoArray(u, at);
    u1.intoArray(u, at + LANES);
    DoubleVector f0 = DoubleVector.fromArray(SPECIES, w, at).mul(u0);
    DoubleVector f1 = DoubleVector.fromArray(SPECIES, w, at + LANES).mul(u1);
    int p = to;
    for (int i = begin; i < end; i += WIDTH) {
      DoubleVector e0 = DoubleVector.fromArray(SPECIES, e, i);
      DoubleVector e1 = DoubleVector.fromArray(SPECIES, e, i + LANES);
      DoubleVector p0 = DoubleVector.fromArray(SPECIES, prediction, p);
      DoubleVector p1 = DoubleVector.fromArray(SPECIES, prediction, p + LANES);
      e0.fma(f0, p0).intoArray(prediction, p);
      e1.fma(f1, p1).intoArray(prediction, p + LANES);
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
    for (int panel = 0; panel < e.count(); panel++) {
      for (int h = 0; h < heads; h++) {
        int at = (head + h) * u.numCols + panel * WIDTH;
        int begin = e.index(panel, h * rows);
        int g = gradient.index(panel, 0);
        weightGradient(
            e.data(), begin, begin + rows * WIDTH, gradient.data(), g, u.data, dw.data, at);
        scoreGradient(
            e.data(),
            begin,
            begin + rows * WIDTH,
            gradient.data(),
            g,
            w.data,
            u.data,
            dw.data,
            at,
            ds.data(),
            ds.index(panel, h * rows));
      }
    }
  }

  private static void weightGradient(
      double[] e, int begin, int end, double[] g, int gi, double[] u, double[] dw, int at) {
    DoubleVector sum0 = DoubleVector.zero(SPECIES);
    DoubleVector sum1 = DoubleVector.zero(SPECIES);
    int p = gi;
    for (int i = begin; i < end; i += WIDTH) {
      DoubleVector e0 = DoubleVector.fromArray(SPECIES, e, i);
      DoubleVector e1 = DoubleVector.fromArray(SPECIES, e, i + LANES);
      sum0 = e0.fma(DoubleVector.fromArray(SPECIES, g, p), sum0);
      sum1 = e1.fma(DoubleVector.fromArray(SPECIES, g, p + LANES), sum1);
      p += WIDTH;
    }
    DoubleVector.fromArray(SPECIES, u, at).mul(sum0).intoArray(dw, at);
    DoubleVector.fromArray(SPECIES, u, at + LANES).mul(sum1).intoArray(dw, at + LANES);
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
    DoubleVector u0 = DoubleVector.fromArray(SPECIES, u, at);
    DoubleVector u1 = DoubleVector.fromArray(SPECIES, u, at + LANES);
    DoubleVector f0 = DoubleVector.fromArray(SPECIES, w, at).mul(u0);
    DoubleVector f1 = DoubleVector.fromArray(SPECIES, w, at + LANES).mul(u1);
    DoubleVector dw0 = DoubleVector.fromArray(SPECIES, dw, at);
    DoubleVector dw1 = DoubleVector.fromArray(SPECIES, dw, at + LANES);
    int p = gi;
    int q = to;
    for (int i = begin; i < end; i += WIDTH) {
      DoubleVector g0 = DoubleVector.fromArray(SPECIES, g, p).sub(dw0);
      DoubleVector g1 = DoubleVector.fromArray(SPECIES, g, p + LANES).sub(dw1);
      f0.mul(DoubleVector.fromArray(SPECIES, e, i)).mul(g0).intoArray(ds, q);
      f1.mul(DoubleVector.fromArray(SPECIES, e, i + LANES)).mul(g1).intoArray(ds, q + LANES);
      p += WIDTH;
      q += WIDTH;
    }
  }

  @Override
  public void descend(int length, double[] x, int xi, double[] g, int gi, double learningRate) {
    DoubleVector negative = broadcast(-learningRate);
    int vectors = length - length % LANES;
    for (int i = 0; i < vectors; i += LANES) {
      DoubleVector old = DoubleVector.fromArray(SPECIES, x, xi + i);
      negative.fma(DoubleVector.fromArray(SPECIES, g, gi + i), old).intoArray(x, xi + i);
    }
    rest.descend(length - vectors, x, xi + vectors, g, gi + vectors, learningRate);
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
    DoubleVector beta1 = broadcast(step.beta1());
    DoubleVector beta2 = broadcast(step.beta2());
    DoubleVector rest1 = broadcast(1 - step.beta1());
    DoubleVector rest2 = broadcast(1 - step.beta2());
    DoubleVector root = broadcast(step.root());
    DoubleVector epsilon = broadcast(step.epsilon());
    DoubleVector rate = broadcast(step.rate());
    int vectors = length - length % LANES;
    for (int i = 0; i < vectors; i += LANES) {
      DoubleVector gradient = DoubleVector.fromArray(SPECIES, g, gi + i);
      DoubleVector first =
          beta1.fma(DoubleVector.fromArray(SPECIES, mean, si + i), rest1.mul(gradient));
      DoubleVector second =
          beta2.fma(
              DoubleVector.fromArray(SPECIES, square, si + i), rest2.mul(gradient).mul(gradient));
      first.intoArray(mean, si + i);
      second.intoArray(square, si + i);
      DoubleVector scale = root.fma(second.lanewise(VectorOperators.SQRT), epsilon);
      DoubleVector old = DoubleVector.fromArray(SPECIES, x, xi + i);
      old.sub(rate.mul(first).div(scale)).intoArray(x, xi + i);
    }
    rest.adam(length - vectors, x, xi + vectors, g, gi + vectors, mean, square, si + vectors, step);
  }

  @Override
  public long runAtPeak(int rounds, double[] sink) {
    DoubleVector x = broadcast(1e-3);
    DoubleVector y = broadcast(1e-9);
    DoubleVector c0 = broadcast(0);
    DoubleVector c1 = broadcast(0);
    DoubleVector c2 = broadcast(0);
    DoubleVector c3 = broadcast(0);
    DoubleVector c4 = broadcast(0);
    DoubleVector c5 = broadcast(0);
    DoubleVector c6 = broadcast(0);
    DoubleVector c7 = broadcast(0);
    DoubleVector c8 = broadcast(0);
    DoubleVector c9 = broadcast(0);
    DoubleVector c10 = broadcast(0);
    DoubleVector c11 = broadcast(0);
    for (int i = 0; i < rounds; i++) {
      c0 = x.fma(y, c0);
      c1 = x.fma(y, c1);
      c2 = x.fma(y, c2);
      c3 = x.fma(y, c3);
      c4 = x.fma(y, c4);
      c5 = x.fma(y, c5);
      c6 = x.fma(y, c6);
      c7 = x.fma(y, c7);
      c8 = x.fma(y, c8);
      c9 = x.fma(y, c9);
      c10 = x.fma(y, c10);
      c11 = x.fma(y, c11);
    }
    DoubleVector sum =
        c0.add(c1)
            .add(c2)
            .add(c3)
            .add(c4)
            .add(c5)
            .add(c6)
            .add(c7)
            .add(c8)
            .add(c9)
            .add(c10)
            .add(c11);
    sink[0] = sum.reduceLanes(VectorOperators.ADD);
    return 12L * LANES * rounds;
  }
}
