package org.iclsweep.model;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.linalg.Panels;
import org.iclsweep.state.State;
import org.iclsweep.task.Matrices;
import org.iclsweep.task.RandomStream;

/**
 * The transformer of Section 2 of the paper.
 *
 * <pre>
 *     S_h   = V_N' Q_h V                    (N x K)
 *     C_h   = softmax of each column of S_h (N x K)
 *     A_hat = sum_h C_h diag(w_h)           (N x K)
 * </pre>
 *
 * <p>The prediction for token k is y' A_hat[:,k]. The trainable parameters are Q_h (d x d) and w_h
 * (K) of each head; w starts at zero. All storage is allocated once. Not thread-safe.
 */
public interface Transformer {
  /** The name of the kernel in use. */
  String kernel();

  /** The computational form. */
  Form form();

  /** H, the number of heads. */
  int heads();

  /** Computes C_h and A_hat from the parameters. */
  void forward();

  /**
   * Takes one step: computes the gradients at the parameters of the last pass, updates the
   * parameters, and runs the forward pass with the new ones. Allocates nothing.
   *
   * @param gradient G = dLoss/dA_hat at the current prediction, N x K. Not modified.
   * @param rule the update rule
   */
  void step(Panels gradient, UpdateRule rule);

  /** A_hat of the last pass, N x K. Must not be modified; later passes overwrite it. */
  Panels prediction();

  /**
   * Copies the attention weights of all heads for one token, from the last pass.
   *
   * @param token k
   * @param attention receives C_k = [C_1[:,k] .. C_H[:,k]], N x H. Modified.
   */
  void attention(int token, DMatrixRMaj attention);

  /**
   * The current Q_h, d x d, a new matrix. May be expensive: some forms hold only a projection of
   * it.
   */
  DMatrixRMaj q(int head);

  /** w, H x K, with row h for head h, a new matrix. */
  DMatrixRMaj w();

  /**
   * Replaces w; the next pass uses it.
   *
   * @param w H x K. Not modified or kept.
   */
  void setW(DMatrixRMaj w);

  /**
   * Exchanges the parameters, in the trained coordinates, and the optimizer's history for each of
   * them. The written data does not depend on the kernel. After a read, {@link #forward} gives
   * results bitwise identical to those of the last step before the write.
   *
   * @param rule holds the history
   * @throws IOException if the state cannot be written or read
   */
  void exchange(State state, UpdateRule rule) throws IOException;

  /**
   * Computes the gradients at the parameters of the last pass without updating them: dQ_h = V_N
   * dS_h V'. For checks and measurements; allocates memory.
   *
   * @param gradient G = dLoss/dA_hat, N x K. Not modified.
   */
  Gradients gradients(Panels gradient);

  /**
   * The Frobenius norms of the {@linkplain #gradients gradients}, at the cost of a backward pass.
   *
   * @param gradient G = dLoss/dA_hat, N x K. Not modified.
   */
  GradientNorms gradientNorms(Panels gradient);

  /**
   * The Frobenius norms of gradients.
   *
   * @param q the norm over all Q_h together
   * @param w the norm for w
   */
  record GradientNorms(double q, double w) implements Serializable {}

  /** The Frobenius norm of Q - Q(0) over all heads. As expensive as {@link #q}. */
  double distanceQ();

  /**
   * Gradients of all parameters.
   *
   * @param q dLoss/dQ_h, d x d, by head
   * @param w dLoss/dw, H x K
   */
  record Gradients(List<DMatrixRMaj> q, DMatrixRMaj w) {
    /** The Frobenius norm of the gradients of all Q_h together. */
    public double normQ() {
      return norm(q);
    }

    /** The Frobenius norm of the gradient of w. */
    public double normW() {
      return NormOps_DDRM.normF(w);
    }
  }

  /** The Frobenius norm of all Q_h together. As expensive as {@link #q}. */
  default double normQ() {
    return norm(IntStream.range(0, heads()).mapToObj(this::q).toList());
  }

  /** The Frobenius norm |Q - Q(0)| of a transformer. */
  static double distance(Transformer transformer, IntFunction<DMatrixRMaj> start) {
    return norm(
        IntStream.range(0, transformer.heads())
            .mapToObj(h -> CommonOps_DDRM.subtract(transformer.q(h), start.apply(h), null))
            .toList());
  }

  private static double norm(List<DMatrixRMaj> matrices) {
    double square = 0;
    for (DMatrixRMaj matrix : matrices) {
      double norm = NormOps_DDRM.normF(matrix);
      square += norm * norm;
    }
    return Math.sqrt(square);
  }

  /**
   * Draws the initial Q_h with independent N(0, beta^2) entries. Each head has its own random
   * stream, so adding heads does not change the others.
   *
   * @param head h, from 0
   * @param dim d
   * @param scale beta
   * @param seed the trial's seed
   * @return Q_h, d x d, a new matrix
   */
  static DMatrixRMaj drawHead(int head, int dim, double scale, long seed) {
    DMatrixRMaj q = Matrices.zeros(dim, dim, "matrix Q of a head");
    new RandomStream(seed, "head/" + head).fillColumns(q, scale);
    return q;
  }
}
