package org.iclsweep.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.IntFunction;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.BigExponential;
import org.iclsweep.linalg.BigMatrix;
import org.iclsweep.task.ExactRidge;
import org.iclsweep.task.Task;
import org.iclsweep.task.Templates;

/**
 * The transformer and its plain gradient descent on the gap, with many digits, the reference for
 * training in double precision.
 *
 * <pre>
 *     S_h   = V_N' Q_h V,  C_h = softmax of each column of S_h,  A_hat = sum_h C_h diag(w_h)
 *     G     = (1/K) M (A_hat - A)
 *     dw_h  = column sums of C_h * G                       (elementwise product)
 *     dS_h  = C_h * (G - 1 dw_h) diag(w_h)
 *     S_h   becomes S_h - eta_Q (V_N'V_N) dS_h (V'V),  w_h becomes w_h - eta_w dw_h
 * </pre>
 *
 * <p>The scores change exactly as for an update of Q_h by -eta_Q dQ_h, dQ_h = V_N dS_h V'. The
 * doubles of task, heads and learning rates are taken as exact. For small sizes: with N = 5, K = 10
 * and H = 6 a step takes about 10 ms.
 */
public final class ExactTransformer {
  /** The default number of digits. */
  public static final int DIGITS = 60;

  private final ExactRidge ridge;
  private final MathContext context;
  private final BigExponential exponential;
  private final BigMatrix promptProducts;
  private final BigMatrix products;
  private final BigMatrix[] scores;
  private final BigMatrix[] attention;
  private BigMatrix w;
  private BigMatrix prediction;
  private BigMatrix gradientW;
  private final BigMatrix[] gradientScores;
  private final BigMatrix[] moves;

  /**
   * A transformer at its start, w = 0, with {@link #DIGITS} digits.
   *
   * @param task the source of the tokens, M and A
   * @param heads H
   * @param start Q_h at the start, d x d, as a function of h
   */
  public ExactTransformer(Task task, int heads, IntFunction<DMatrixRMaj> start) {
    this(new ExactRidge(task, DIGITS), heads, start);
  }

  /**
   * A transformer at its start, w = 0.
   *
   * @param ridge the solved task, which determines the number of digits
   * @param heads H
   * @param start Q_h at the start, d x d, as a function of h
   */
  public ExactTransformer(ExactRidge ridge, int heads, IntFunction<DMatrixRMaj> start) {
    this.ridge = ridge;
    context = ridge.context();
    exponential = new BigExponential(context);
    BigMatrix tokens = BigMatrix.of(ridge.task().dictionary(), context);
    BigMatrix promptTokens = BigMatrix.of(ridge.task().promptTokens(), context).transposed();
    products = tokens.transposed().times(tokens);
    promptProducts = promptTokens.times(promptTokens.transposed());
    scores = new BigMatrix[heads];
    attention = new BigMatrix[heads];
    gradientScores = new BigMatrix[heads];
    moves = new BigMatrix[heads];
    for (int h = 0; h < heads; h++) {
      scores[h] = promptTokens.times(BigMatrix.of(start.apply(h), context)).times(tokens);
    }
    w = BigMatrix.zero(heads, ridge.task().tokens(), context);
    forward();
  }

  private void forward() {
    prediction = BigMatrix.zero(ridge.task().promptLength(), ridge.task().tokens(), context);
    for (int h = 0; h < scores.length; h++) {
      attention[h] = softmax(scores[h]);
      prediction = prediction.plus(timesRow(attention[h], w, h));
    }
    gradientW = null;
  }

  private BigMatrix softmax(BigMatrix s) {
    BigDecimal[] largest = new BigDecimal[s.columns()];
    for (int k = 0; k < largest.length; k++) {
      largest[k] = s.get(0, k);
      for (int n = 1; n < s.rows(); n++) {
        largest[k] = largest[k].max(s.get(n, k));
      }
    }
    BigMatrix e =
        BigMatrix.of(
            s.rows(),
            s.columns(),
            (n, k) -> exponential.of(s.get(n, k).subtract(largest[k])),
            context);
    BigMatrix sums = columnSums(e);
    return BigMatrix.of(
        s.rows(), s.columns(), (n, k) -> e.get(n, k).divide(sums.get(0, k), context), context);
  }

  private BigMatrix columnSums(BigMatrix matrix) {
    return BigMatrix.of(1, matrix.rows(), (i, j) -> BigDecimal.ONE, context).times(matrix);
  }

  /** matrix diag(row h of rows). */
  private BigMatrix timesRow(BigMatrix matrix, BigMatrix rows, int h) {
    return BigMatrix.of(
        matrix.rows(),
        matrix.columns(),
        (n, k) -> matrix.get(n, k).multiply(rows.get(h, k), context),
        context);
  }

  /** Computes dw, dS_h and (V_N'V_N) dS_h (V'V) at the current parameters, unless already known. */
  private void backward() {
    if (gradientW != null) {
      return;
    }
    int k = ridge.task().tokens();
    BigMatrix g =
        ridge
            .gram()
            .times(prediction.minus(ridge.optimum()))
            .mapped(x -> x.divide(BigDecimal.valueOf(k), context));
    BigMatrix[] dw = new BigMatrix[scores.length];
    for (int h = 0; h < scores.length; h++) {
      BigMatrix sums = columnSums(attention[h].combined(g, BigDecimal::multiply));
      dw[h] = sums;
      BigMatrix rest =
          BigMatrix.of(
              g.rows(), k, (i, j) -> g.get(i, j).subtract(sums.get(0, j), context), context);
      BigMatrix product = attention[h].combined(rest, (a, b) -> a.multiply(b, context));
      gradientScores[h] = timesRow(product, w, h);
      moves[h] = promptProducts.times(gradientScores[h]).times(products);
    }
    gradientW = BigMatrix.of(scores.length, k, (h, j) -> dw[h].get(0, j), context);
  }

  /**
   * One step of plain gradient descent.
   *
   * @param learningRateQ eta_Q
   * @param learningRateW eta_w
   */
  public void step(double learningRateQ, double learningRateW) {
    backward();
    for (int h = 0; h < scores.length; h++) {
      scores[h] = scores[h].minus(moves[h].scaled(new BigDecimal(learningRateQ)));
    }
    w = w.minus(gradientW.scaled(new BigDecimal(learningRateW)));
    forward();
  }

  /** gap = 1/(2K) trace(Delta' M Delta), Delta = A_hat - A. */
  public BigDecimal gap() {
    return ridgeGap().total().divide(BigDecimal.valueOf(2), context);
  }

  /** The ridge gap 2 gap, split into prompt and query tokens. */
  public ExactRidge.Split ridgeGap() {
    return ridge.ridgeGap(prediction);
  }

  /** The ridge gap for templates of other moments, split into prompt and query tokens. */
  public ExactRidge.Split ridgeGap(Templates.Moments domain) {
    return ridge.ridgeGap(prediction, domain);
  }

  /** The sum of |dQ_h|^2 over the heads, |dQ_h|^2 = trace(dS_h' (V_N'V_N) dS_h (V'V)). */
  public BigDecimal squareQ() {
    backward();
    BigDecimal sum = BigDecimal.ZERO;
    for (int h = 0; h < scores.length; h++) {
      sum = sum.add(gradientScores[h].dot(moves[h]), context);
    }
    return sum;
  }

  /** |dw|^2. */
  public BigDecimal squareW() {
    backward();
    return gradientW.dot(gradientW);
  }

  /**
   * (eta_Q |dQ|^2 + eta_w |dw|^2) / 2 at the current parameters: the minimum decrease of the gap in
   * the next step, if the descent inequality holds.
   *
   * @param learningRateQ eta_Q
   * @param learningRateW eta_w
   */
  public BigDecimal decrease(double learningRateQ, double learningRateW) {
    return squareQ()
        .multiply(new BigDecimal(learningRateQ))
        .add(squareW().multiply(new BigDecimal(learningRateW)))
        .divide(BigDecimal.valueOf(2), context);
  }

  /** C_k = [C_1[:,k] .. C_H[:,k]], N x H. */
  public BigMatrix attention(int token) {
    return BigMatrix.of(
        ridge.task().promptLength(), scores.length, (n, h) -> attention[h].get(n, token), context);
  }

  /** A_hat, N x K. */
  public BigMatrix prediction() {
    return prediction;
  }

  /** w, H x K. */
  public BigMatrix w() {
    return w;
  }

  /** The solved task. */
  public ExactRidge ridge() {
    return ridge;
  }
}
