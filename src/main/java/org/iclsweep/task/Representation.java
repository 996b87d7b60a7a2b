package org.iclsweep.task;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The map f from tokens to the values of the m basis functions, one constant per map.
 *
 * <p>A map that depends on the token uses x = v / length, so it treats tokens of every {@link
 * TokenNorm} alike: |x| = 1 or E |x|^2 = 1. Each basis function then has mean square 1 over the
 * randomness of the map and the tokens (but see {@link #POLYNOMIAL}). A token's features do not
 * depend on the other tokens, to the last bit: a larger K extends a smaller one.
 */
public enum Representation {
  /**
   * f(v_k) = z_k with independent standard Gaussian entries (Section 4 of the paper). It ignores
   * the token and its length. A larger m does not extend a smaller one.
   */
  GAUSSIAN {
    @Override
    public DMatrixRMaj features(int m, DMatrixRMaj dictionary, double length, RandomStream stream) {
      DMatrixRMaj f = Matrices.zeros(m, dictionary.numCols, NAME);
      stream.fillColumns(f, 1);
      return f;
    }
  },
  /**
   * f(v) = W x, a random linear map: W, m x d, has independent standard Gaussian entries, drawn row
   * by row. F has rank at most d. A larger m extends a smaller one.
   */
  LINEAR {
    @Override
    public DMatrixRMaj features(int m, DMatrixRMaj dictionary, double length, RandomStream stream) {
      return gaussianLayer(m, CommonOps_DDRM.divide(dictionary, length, null), stream, NAME);
    }
  },
  /**
   * Random Fourier features, f_i(v) = sqrt(2) cos(omega_i' x + b_i) with omega_i ~ N(0, I_d) and
   * b_i uniform on (0, 2 pi], drawn in this order for i = 1 .. m (Rahimi and Recht, "Random
   * features for large-scale kernel machines", NIPS 2007, times sqrt(m)). E f_i(v) f_i(v') =
   * exp(-|x - x'|^2 / 2). A larger m extends a smaller one.
   */
  FOURIER {
    @Override
    public DMatrixRMaj features(int m, DMatrixRMaj dictionary, double length, RandomStream stream) {
      DMatrixRMaj x = CommonOps_DDRM.divide(dictionary, length, null);
      DMatrixRMaj f = Matrices.zeros(m, x.numCols, NAME);
      for (int i = 0; i < m; i++) {
        addGaussianUnit(f, i, x, stream);
        double phase = TWO_PI * stream.nextUniform();
        for (int k = 0; k < f.numCols; k++) {
          f.unsafe_set(i, k, ROOT_2 * StrictMath.cos(f.unsafe_get(i, k) + phase));
        }
      }
      return f;
    }
  },
  /**
   * A random two-layer network of 256 hidden units, f(v) = sqrt(2/256) W_2 max(0, W_1 x): W_1, 256
   * x d, and W_2, m x 256, have independent standard Gaussian entries. W_1 is drawn first; both are
   * drawn row by row (scaling of He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV
   * 2015).
   *
   * <p>E f_i(v) f_i(v') = |x| |x'| (sin t + (pi - t) cos t) / pi where t is the angle between v and
   * v': the arc-cosine kernel of degree one (Cho and Saul, "Kernel methods for deep learning", NIPS
   * 2009). F has rank at most 256. A larger m extends a smaller one.
   */
  RELU {
    @Override
    public DMatrixRMaj features(int m, DMatrixRMaj dictionary, double length, RandomStream stream) {
      DMatrixRMaj x = CommonOps_DDRM.divide(dictionary, length, null);
      DMatrixRMaj hidden = gaussianLayer(HIDDEN, x, stream, "hidden layer");
      for (int i = 0; i < hidden.getNumElements(); i++) {
        hidden.data[i] = Math.max(0, hidden.data[i]);
      }
      DMatrixRMaj f = gaussianLayer(m, hidden, stream, NAME);
      CommonOps_DDRM.scale(Math.sqrt(2.0 / HIDDEN), f);
      return f;
    }
  },
  /**
   * The products of Hermite polynomials of total degree at most two in g = sqrt(d) x (Abramowitz
   * and Stegun, 22.2.15, normalized), orthonormal for standard Gaussian g:
   *
   * <pre>
   *     1;   g_i;   (g_i^2 - 1) / sqrt(2) and g_i g_j, i &lt; j
   * </pre>
   *
   * They are ordered by degree, then by i = 1 .. d; those of degree two are in lexicographic order
   * of (i, j), i &lt;= j. There are (d+1)(d+2)/2. The first m are used, so a larger m extends a
   * smaller one. Nothing is drawn.
   *
   * <p>Tokens of length one have |g|^2 = d. For them, E g_i^2 = 1, E (g_i^2 - 1)^2 / 2 = (d-1) /
   * (d+2) and E g_i^2 g_j^2 = d / (d+2). Since the functions (g_i^2 - 1) / sqrt(2) sum to zero, the
   * rank of all (d+1)(d+2)/2 functions is one less.
   */
  POLYNOMIAL {
    @Override
    public long maximumBasisFunctions(int dim) {
      return (dim + 1L) * (dim + 2L) / 2;
    }

    @Override
    public DMatrixRMaj features(int m, DMatrixRMaj dictionary, double length, RandomStream stream) {
      int d = dictionary.numRows;
      if (m > maximumBasisFunctions(d)) {
        throw new IllegalArgumentException(
            ("m is %d; the polynomial representation has %d basis functions for dim = %d: "
                    + "use m <= %d or a larger dim")
                .formatted(m, maximumBasisFunctions(d), d, maximumBasisFunctions(d)));
      }
      double scale = Math.sqrt(d) / length;
      DMatrixRMaj f = Matrices.zeros(m, dictionary.numCols, NAME);
      // With g_0 = 1, the pairs 0 <= i <= j <= d in lexicographic order cover all degrees.
      int i = 0;
      int j = 0;
      for (int row = 0; row < m; row++) {
        for (int k = 0; k < f.numCols; k++) {
          double first = i == 0 ? 1 : scale * dictionary.unsafe_get(i - 1, k);
          double second = j == 0 ? 1 : scale * dictionary.unsafe_get(j - 1, k);
          double product = first * second;
          f.unsafe_set(row, k, i == j && i > 0 ? (product - 1) / ROOT_2 : product);
        }
        j++;
        if (j > d) {
          i++;
          j = i;
        }
      }
      return f;
    }
  };

  private static final String NAME = "representation";
  private static final double ROOT_2 = Math.sqrt(2);
  private static final double TWO_PI = 2 * Math.PI;
  private static final int HIDDEN = 256;

  /**
   * Evaluates the representation on all tokens.
   *
   * @param m the number of basis functions
   * @param dictionary V, d x K. Not modified.
   * @param length the root-mean-square length of a token, {@link TokenNorm#length}
   * @param stream the source of f's own randomness. Modified.
   * @return F, m x K, column k is f(v_k)
   * @throws IllegalArgumentException if m exceeds {@link #maximumBasisFunctions} or F does not fit
   *     in an array
   */
  public abstract DMatrixRMaj features(
      int m, DMatrixRMaj dictionary, double length, RandomStream stream);

  /**
   * The maximum number of basis functions, Long.MAX_VALUE if unlimited.
   *
   * @param dim d, the dimension of a token
   */
  public long maximumBasisFunctions(int dim) {
    return Long.MAX_VALUE;
  }

  /**
   * Computes W X, where W has independent standard Gaussian entries, drawn row by row.
   *
   * @param units the number of rows of W
   * @param x X, one input per column. Not modified.
   * @param stream Modified.
   * @param name the result's name in messages
   * @return units x K
   */
  private static DMatrixRMaj gaussianLayer(
      int units, DMatrixRMaj x, RandomStream stream, String name) {
    DMatrixRMaj result = Matrices.zeros(units, x.numCols, name);
    for (int unit = 0; unit < units; unit++) {
      addGaussianUnit(result, unit, x, stream);
    }
    return result;
  }

  /**
   * Adds w' X to a row of a matrix, where w has independent standard Gaussian entries. Sums are
   * accumulated in the order of the rows of X.
   *
   * @param result K columns. Modified.
   * @param row the row to add to
   * @param x X, K columns. Not modified.
   * @param stream Modified.
   */
  private static void addGaussianUnit(
      DMatrixRMaj result, int row, DMatrixRMaj x, RandomStream stream) {
    int start = row * x.numCols;
    for (int j = 0; j < x.numRows; j++) {
      double weight = stream.nextGaussian();
      int other = j * x.numCols;
      for (int k = 0; k < x.numCols; k++) {
        result.data[start + k] += weight * x.data[other + k];
      }
    }
  }
}
