package org.iclsweep.task;

import java.math.BigDecimal;
import java.math.MathContext;
import org.iclsweep.linalg.BigMatrix;

/**
 * {@link RidgeOptimum} and {@link PredictionGap} from the normal equations, with many digits: M, A,
 * A_best and gaps of a task, whose doubles are taken as exact.
 */
public final class ExactRidge {
  private final Task task;
  private final MathContext context;
  private final BigMatrix z;
  private final BigMatrix gram;
  private final BigMatrix optimum;
  private final BigMatrix best;

  /**
   * Solves a task. Without noise Z (m x N) must have full rank, rows or columns.
   *
   * @param task Kept, not modified.
   * @param digits the number of digits; the condition number of M costs as many digits as it has
   *     itself
   * @throws IllegalArgumentException if a matrix is singular to these digits
   */
  public ExactRidge(Task task, int digits) {
    this.task = task;
    context = new MathContext(digits);
    z = BigMatrix.of(task.promptFeatures(), context);
    gram = gram(BigDecimal.ZERO, BigDecimal.ONE);
    optimum = optimum(task.m());
    best = optimum(task.promptLength());
  }

  /** Z' (variance I + square 11') Z + tau m (variance + square) I. */
  private BigMatrix gram(BigDecimal square, BigDecimal variance) {
    BigMatrix sums = BigMatrix.of(1, task.m(), (i, j) -> BigDecimal.ONE, context).times(z);
    BigDecimal noise = penalty(task.m()).multiply(variance.add(square), context);
    return z.transposed()
        .times(z)
        .scaled(variance)
        .plus(sums.transposed().times(sums).scaled(square))
        .plus(BigMatrix.identity(task.promptLength(), context).scaled(noise));
  }

  private BigDecimal penalty(int factor) {
    return new BigDecimal(task.noise()).multiply(BigDecimal.valueOf(factor));
  }

  /**
   * [I | (Z'Z + p I)^{-1} Z'Z_Q], p = factor tau, or Z'(ZZ')^{-1} [Z | Z_Q] where M is singular.
   */
  private BigMatrix optimum(int factor) {
    int n = task.promptLength();
    BigMatrix queries = BigMatrix.of(task.queryFeatures(), context);
    if (task.noise() == 0 && task.m() < n) {
      return z.transposed().times(z.times(z.transposed()).solve(z.beside(queries)));
    }
    BigMatrix identity = BigMatrix.identity(n, context);
    BigMatrix matrix = z.transposed().times(z).plus(identity.scaled(penalty(factor)));
    return identity.beside(matrix.solve(z.transposed().times(queries)));
  }

  /** The solved task. */
  public Task task() {
    return task;
  }

  /** The number of digits in the computation. */
  public MathContext context() {
    return context;
  }

  /** M = Z'Z + m tau I, N x N. */
  public BigMatrix gram() {
    return gram;
  }

  /** A, N x K. */
  public BigMatrix optimum() {
    return optimum;
  }

  /** A_best, N x K. */
  public BigMatrix best() {
    return best;
  }

  /**
   * (1/K) trace((B - A)' M (B - A)) of a predictor B (N x K), split into prompt and query tokens.
   */
  public Split ridgeGap(BigMatrix predictor) {
    return split(predictor, gram);
  }

  /**
   * The ridge gap for templates of mean mu 1 and covariance s^2 I.
   *
   * @param predictor B, N x K
   * @param domain mu and s
   */
  public Split ridgeGap(BigMatrix predictor, Templates.Moments domain) {
    BigDecimal mean = new BigDecimal(domain.mean());
    BigDecimal deviation = new BigDecimal(domain.deviation());
    return split(predictor, gram(mean.multiply(mean), deviation.multiply(deviation)));
  }

  /** best_gap = (1/K) trace((A_best - A)' M (A_best - A)). */
  public BigDecimal bestGap() {
    return ridgeGap(best).total();
  }

  private Split split(BigMatrix predictor, BigMatrix metric) {
    BigMatrix delta = predictor.minus(optimum);
    BigMatrix product = metric.times(delta);
    int n = task.promptLength();
    int k = task.tokens();
    BigDecimal prompt = delta.columns(0, n).dot(product.columns(0, n));
    BigDecimal query = delta.columns(n, k).dot(product.columns(n, k));
    BigDecimal tokens = BigDecimal.valueOf(k);
    return new Split(prompt.divide(tokens, context), query.divide(tokens, context));
  }

  /**
   * A ridge gap, split into its two parts.
   *
   * @param prompt (1/K) sum_{k<=N}
   * @param query (1/K) sum_{k>N}
   */
  public record Split(BigDecimal prompt, BigDecimal query) {
    /** The total ridge gap. */
    public BigDecimal total() {
      return prompt.add(query);
    }
  }
}
