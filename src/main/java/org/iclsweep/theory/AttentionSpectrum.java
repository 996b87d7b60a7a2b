package org.iclsweep.theory;

import java.io.Serializable;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.iclsweep.model.Transformer;

/**
 * Extreme singular values of the matrices B_k = M^{1/2} C_k, C_k = [C_1[:,k] .. C_H[:,k]] (N x H).
 *
 * <p>They are computed from R C_k with R'R = M, which has the same singular values as B_k.
 * Eigenvalues of B_k B_k' would lose half the digits.
 */
public final class AttentionSpectrum {
  private final DMatrixRMaj rootGram;
  private final DMatrixRMaj column;
  private final DMatrixRMaj rooted;
  private final int tokens;

  /**
   * @param rootGram R, r x N of rank r. Kept, not modified.
   * @param tokens K
   * @param heads H
   */
  public AttentionSpectrum(DMatrixRMaj rootGram, int tokens, int heads) {
    this.rootGram = rootGram;
    this.tokens = tokens;
    column = new DMatrixRMaj(rootGram.numCols, heads);
    rooted = new DMatrixRMaj(rootGram.numRows, heads);
  }

  /**
   * Measures the attention of the last forward pass.
   *
   * @param transformer Not modified.
   * @throws IllegalStateException if a singular value decomposition does not converge
   */
  public Extremes measure(Transformer transformer) {
    int rows = rootGram.numRows;
    int heads = transformer.heads();
    // A new one each time: it carries random-number state for matrices that converge slowly.
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(rows, heads, false, false, true);
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int k = 0; k < tokens; k++) {
      transformer.attention(k, column);
      CommonOps_DDRM.mult(rootGram, column, rooted);
      if (!svd.decompose(rooted)) {
        throw new IllegalStateException("no singular value decomposition of B_k was found");
      }
      double[] values = svd.getSingularValues();
      for (int i = 0; i < Math.min(rows, heads); i++) {
        smallest = Math.min(smallest, values[i]);
        largest = Math.max(largest, values[i]);
      }
    }
    return new Extremes(rankPossible(heads) ? smallest : 0, largest, smallest);
  }

  /** Whether B_k can have rank N: rank M = N and H >= N. */
  private boolean rankPossible(int heads) {
    return Math.min(rootGram.numRows, heads) == rootGram.numCols;
  }

  /**
   * min_k sigma_min(B_k) of the last forward pass; 0 by definition when H &lt; N or rank M &lt; N.
   *
   * @param transformer Not modified.
   * @throws IllegalStateException if a singular value decomposition does not converge
   */
  public double sigmaMin(Transformer transformer) {
    return rankPossible(transformer.heads()) ? measure(transformer).sigmaMin() : 0;
  }

  /**
   * The extremes over all tokens.
   *
   * @param sigmaMin min_k of the N-th singular value of B_k; 0 by definition when H &lt; N or rank
   *     M &lt; N
   * @param sigmaMax max_k of the first singular value of B_k
   * @param sigmaSmallest min_k of the last of the min(rank M, H) singular values of B_k
   */
  public record Extremes(double sigmaMin, double sigmaMax, double sigmaSmallest)
      implements Serializable {
    /** zeta = min_k lambda_min(B_k B_k') = sigma_min^2. */
    public double zeta() {
      return sigmaMin * sigmaMin;
    }
  }
}
