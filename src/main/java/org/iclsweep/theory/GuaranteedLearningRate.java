package org.iclsweep.theory;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Task;

/**
 * Learning rates with which gradient descent from w = 0 provably lowers the gap at every step,
 * never leaves a ball around the start and always stays under the rate bound. Derived here, in the
 * form of the paper's Theorem 1 with its two rates eta_w = gamma^2 eta_Q.
 *
 * <p>Let e_k = M^{1/2} (A_hat - A)[:,k], so that gap = 1/(2K) sum_k |e_k|^2, and
 *
 * <pre>
 *     mu  = sigma_max(M^{1/2})          nu  = sigma_max(V_N)
 *     tau = nu sigma_max(V)             v   = max_k |v_k|
 *     s   = min_k sigma_min(B_k(0))     S   = max_k sigma_max(B_k(0)) + s/2
 *     E   = sqrt(2 K gap(0))
 *     r_Q = s / (mu nu v)               r_w = 8 S E / s^2
 * </pre>
 *
 * <p><b>Spectrum.</b> The derivative of the softmax, diag(c) - cc', has norm at most 1/2, so |B_k -
 * B_k(0)| &lt;= (mu/2) nu v |Q - Q(0)| &lt;= s/2 in the ball: sigma_min(B_k) >= s/2 and
 * sigma_max(B_k) &lt;= S.
 *
 * <p><b>Smoothness.</b> Along a direction (X, u) let delta_hk = V_N'X_h v_k, so that sum_hk
 * |delta_hk|^2 &lt;= tau^2 |X|^2. The second derivative of a softmax has the entries c_i ((delta_i
 * - mean)^2 - variance); the sum of their absolute values is at most twice the variance, hence at
 * most half the squared range, hence at most |delta|^2. Where |e_k| &lt;= E, the second derivative
 * of the gap,
 *
 * <pre>
 *     1/K sum_k ( |d e_k|^2 + &lt;e_k, d^2 e_k> ),
 * </pre>
 *
 * is then at most L_QQ |X|^2 + 2 L_Qw |X| |u| + L_ww |u|^2 with
 *
 * <pre>
 *     L_ww = S^2 / K
 *     L_Qw = mu tau (S r_w + E) / (2K)
 *     L_QQ = mu tau^2 r_w (mu r_w / 4 + E) / K.
 * </pre>
 *
 * <p><b>Descent.</b> By 2 L_Qw x y &lt;= (L_Qw^2 / L_ww) x^2 + L_ww y^2, a step with
 *
 * <pre>
 *     eta_w &lt;= 1 / (2 L_ww),    eta_Q &lt;= 1 / (L_QQ + L_Qw^2 / L_ww)
 * </pre>
 *
 * lowers the gap by at least D/2, D = eta_Q |dQ|^2 + eta_w |dw|^2, if its end is in the ball. The
 * whole segment is then in the ball. As long as |e_k| &lt;= E along it, the gap after a fraction r
 * of the step is at least r (1 - r/2) D below its value before the step, so |e_k| never exceeds E.
 * Since |dw|^2 = 1/K^2 sum_k |B_k'e_k|^2 >= (s^2/4) 2 gap / K, the gap shrinks by at least the
 * factor 1 - alpha, alpha = eta_w s^2 / (4K): the rate bound.
 *
 * <p><b>Staying.</b> |dw| &lt;= S sqrt(2 K gap) / K and |dQ| &lt;= tau mu r_w sqrt(2 K gap) / (2K).
 * Summed over all steps with sum_t sqrt(gap(t)) &lt;= 2 sqrt(gap(0)) / alpha, w moves by at most 8
 * S E / s^2 = r_w and Q by at most 4 eta_Q tau mu r_w E / (eta_w s^2), which is at most r_Q if
 *
 * <pre>
 *     eta_Q &lt;= eta_w s^2 r_Q / (4 tau mu r_w E).
 * </pre>
 *
 * <p>By induction: if the bound holds up to step t, the sums up to t keep point t + 1 in the ball,
 * and descent keeps its gap under the bound. The rates are the maximum that these inequalities
 * allow; eta_Q is tiny. Where s = 0 (H &lt; N, or rank lost), nothing keeps the trial in the ball.
 * In that case s is replaced by the minimum of the min(rank M, H) singular values of the B_k(0),
 * and descent is proved only while the trial stays in the ball.
 */
public final class GuaranteedLearningRate {
  private final double learningRateW;
  private final double descent;
  private final double staying;
  private final Ball ball;
  private final double smoothnessQ;
  private final double smoothnessMixed;
  private final double smoothnessW;

  /**
   * @param ridge the source of M, V and V_N. Not modified.
   * @param start the spectrum at the start
   * @param gapStart gap(0)
   */
  public GuaranteedLearningRate(
      RidgeOptimum ridge, AttentionSpectrum.Extremes start, double gapStart) {
    Task task = ridge.task();
    int k = task.tokens();
    double mu = NormOps_DDRM.normP2(ridge.rootGram());
    double nu = NormOps_DDRM.normP2(task.promptTokens());
    double tau = nu * NormOps_DDRM.normP2(task.dictionary());
    double s = start.sigmaSmallest();
    double largest = start.sigmaMax() + s / 2;
    double error = Math.sqrt(2 * k * gapStart);
    ball = new Ball(s / (mu * nu * longest(task.dictionary())), 8 * largest * error / (s * s));
    double w = ball.radiusW();
    smoothnessW = largest * largest / k;
    smoothnessMixed = mu * tau * (largest * w + error) / (2 * k);
    smoothnessQ = mu * tau * tau * w * (mu * w / 4 + error) / k;
    learningRateW = 1 / (2 * smoothnessW);
    descent = 1 / (smoothnessQ + smoothnessMixed / smoothnessW * smoothnessMixed);
    staying = s * s / (4 * tau * mu * w * error) * ball.radiusQ();
  }

  private static double longest(DMatrixRMaj tokens) {
    DMatrixRMaj squares = CommonOps_DDRM.elementMult(tokens, tokens, null);
    return Math.sqrt(CommonOps_DDRM.elementMax(CommonOps_DDRM.sumCols(squares, null)));
  }

  /**
   * The maximum eta_Q; 0 where the rank of some B_k is exactly below min(rank M, H).
   *
   * @param etaW the accompanying eta_w; the guarantee requires at most {@link #learningRateW}
   */
  public double learningRateQ(double etaW) {
    return Math.min(descent, etaW * staying);
  }

  /** The maximum eta_w. */
  public double learningRateW() {
    return learningRateW;
  }

  /** The ball in which descent is guaranteed. */
  public Ball ball() {
    return ball;
  }

  /** L_QQ. */
  double smoothnessQ() {
    return smoothnessQ;
  }

  /** L_Qw. */
  double smoothnessMixed() {
    return smoothnessMixed;
  }

  /** L_ww. */
  double smoothnessW() {
    return smoothnessW;
  }
}
