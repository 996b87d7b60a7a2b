package org.iclsweep.theory;

import java.io.Serializable;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ejml.UtilEjml;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.task.Templates;

/**
 * The theory's assumptions about a trial, checked at its start.
 *
 * @param positiveDefinite whether M is positive definite
 * @param distinctTokens whether all tokens are nonzero and distinct
 * @param templateMoments whether sampled templates have mean 0 and variance 1
 * @param fullRank whether every B_k has full row rank, up to rounding
 */
public record Assumptions(
    boolean positiveDefinite, boolean distinctTokens, boolean templateMoments, boolean fullRank)
    implements Serializable {
  /** The number of templates drawn to check their moments. */
  public static final int SAMPLED_TEMPLATES = 1000;

  private static final double STANDARD_ERRORS = 6;

  /**
   * Checks the assumptions for a trial.
   *
   * @param ridge the solved task. Not modified.
   * @param templates the distribution of the templates
   * @param start the spectrum at the start
   * @param stream the source of sampled templates. Modified.
   */
  public static Assumptions check(
      RidgeOptimum ridge,
      Templates templates,
      AttentionSpectrum.Extremes start,
      RandomStream stream) {
    int n = ridge.task().promptLength();
    return new Assumptions(
        !ridge.singular(),
        distinct(ridge.task().dictionary()),
        standard(templates, new double[ridge.task().m()], stream),
        start.sigmaMin() > n * UtilEjml.EPS * start.sigmaMax());
  }

  private static boolean distinct(DMatrixRMaj tokens) {
    Set<List<Double>> seen = new HashSet<>();
    seen.add(Collections.nCopies(tokens.numRows, 0.0));
    for (int k = 0; k < tokens.numCols; k++) {
      int token = k;
      // + 0.0 turns -0.0 into 0.0
      DoubleStream entries =
          IntStream.range(0, tokens.numRows).mapToDouble(i -> tokens.unsafe_get(i, token) + 0.0);
      if (!seen.add(entries.boxed().toList())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the means of all entries and of their squares are within 6 standard errors of 0 and 1.
   */
  private static boolean standard(Templates templates, double[] template, RandomStream stream) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < SAMPLED_TEMPLATES; i++) {
      templates.draw(template, Templates.Moments.IN_DOMAIN, stream);
      for (double x : template) {
        sum += x;
        squares += x * x;
      }
    }
    double count = (double) SAMPLED_TEMPLATES * template.length;
    // The variance of a square is 2 for a Gaussian entry and less for the other distributions.
    return Math.abs(sum / count) <= STANDARD_ERRORS / Math.sqrt(count)
        && Math.abs(squares / count - 1) <= STANDARD_ERRORS * Math.sqrt(2 / count);
  }
}
