package org.iclsweep.task;

import org.ejml.data.DMatrixRMaj;

/** The map f from tokens to the m basis functions' values, one constant a trial. */
public enum Representation {
  /**
   * f(v_k) = z_k with independent standard Gaussian entries (Section 4 of the paper). A larger K
   * extends a smaller one.
   */
  GAUSSIAN {
    @Override
    public DMatrixRMaj features(int m, DMatrixRMaj dictionary, RandomStream stream) {
      DMatrixRMaj f = Sizes.matrix(m, dictionary.numCols, "representation");
      stream.fillColumns(f, 1);
      return f;
    }
  };

  /**
   * Evaluates the representation on all tokens.
   *
   * @param m the number of basis functions
   * @param dictionary V, d x K. Not modified.
   * @param stream the source of f's own randomness. Modified.
   * @return F, m x K, column k is f(v_k)
   */
  public abstract DMatrixRMaj features(int m, DMatrixRMaj dictionary, RandomStream stream);
}
