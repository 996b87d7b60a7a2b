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
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.Sizes;

/**
 * The transformer of Section 2 of the paper.
 *
 * <pre>
 *     S_h   = V_N' Q_h V                    (N x K)
 *     C_h   = softmax of each column of S_h (N x K)
 *     A_hat = sum_h C_h diag(w_h)           (N x K)
 * </pre>
 *
 * <p>The prediction for token k is y' A_hat[:,k]. Trainable are Q_h (d x d) and w_h (K) of each
 * head; w starts at zero. All storage is allocated once; one thread at a time.
 */
public interface Transformer {
  /** The name of the kernel that it computes with. */
  String kernel();

  /** The computational form. */
  Form form();

  /** H, the number of heads. */
  int heads();

  /** Computes C_h and A_hat from the parameters. */
  void forward();

  /**
   * One step: the gradients at the parameters of the last pass, the move, and the forward pass with
   * the moved parameters. Allocates nothing.
   *
   * @param gradient G = dLoss/dA_hat at the present prediction, N x K. Not modified.
   * @param rule how parameters move
   */
  void step(Panels gradient, UpdateRule rule);

  /** A_hat of the last pass, N x K. Not to be modified; later passes overwrite it. */
  Panels prediction();

  /**
   * Copies the attention that all heads of the last pass pay for one token.
   *
   * @param token k
   * @param attention receives C_k = [C_1[:,k] .. C_H[:,k]], N x H. Modified.
   */
  void attention(int token, DMatrixRMaj attention);

  /**
   * Q_h as it is now, d x d, a new matrix. May be dear: some forms hold only what is seen of it.
   */
  DMatrixRMaj q(int head);

  /** w, H x K, row h belongs to head h, a new matrix. */
  DMatrixRMaj w();

  /**
   * Replaces w; the next pass uses it.
   *
   * @param w H x K. Not modified, not kept.
   */
  void setW(DMatrixRMaj w);

  /**
   * Exchanges the parameters, in the coordinates that are trained, and what is kept for each of
   * them. What is written does not depend on the kernel. Once they are read, {@link #forward} gives
   * the bits that the step before the writing had left.
   *
   * @param rule keeps it
   * @throws IOException if the state cannot be written or read
   */
  void exchange(State state, UpdateRule rule) throws IOException;

  /**
   * The gradients at the parameters of the last pass, without a move: dQ_h = V_N dS_h V'. For
   * checks and measures; allocates.
   *
   * @param gradient G = dLoss/dA_hat, N x K. Not modified.
   */
  Gradients gradients(Panels gradient);

  /**
   * The Frobenius norms of the {@linkplain #gradients gradients}, at the price of a backward pass.
   *
   * @param gradient G = dLoss/dA_hat, N x K. Not modified.
   */
  GradientNorms gradientNorms(Panels gradient);

  /**
   * The Frobenius norms of gradients.
   *
   * @param q of those of all Q_h together
   * @param w of that of w
   */
  record GradientNorms(double q, double w) implements Serializable {}

  /** The Frobenius norm of Q - Q(0), all heads together. As dear as {@link #q}. */
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

  /** The Frobenius norm of all Q_h together. As dear as {@link #q}. */
  default double normQ() {
    return norm(IntStream.range(0, heads()).mapToObj(this::q).toList());
  }

  /** |Q - Q(0)| of a transformer. */
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
   * Draws Q_h at the start with independent N(0, beta^2) entries, each head from a stream of its
   * own, so that more heads leave the others as they are.
   *
   * @param head h, from 0
   * @param dim d
   * @param scale beta
   * @param seed the trial's seed
   * @return Q_h, d x d, a new matrix
   */
  static DMatrixRMaj drawHead(int head, int dim, double scale, long seed) {
    DMatrixRMaj q = Sizes.matrix(dim, dim, "matrix Q of a head");
    new RandomStream(seed, "head/" + head).fillColumns(q, scale);
    return q;
  }
}
