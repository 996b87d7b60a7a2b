package org.iclsweep.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/**
 * A model of the late part of a curve: log gap = sum_j c_j f_j(u) with u = step / last step and
 * free c_j.
 */
final class CurveModel {
  /** The maximum number of constants c_j. */
  static final int MAX_PARAMETERS = 4;

  private static final double LINE = 0.75;
  private static final double FAMILY = (1 - LINE) / 7;

  /** The boundaries, as u, of the two halves of the last third of the steps. */
  private static final double[] HALVES = {2.0 / 3, 5.0 / 6, 1};

  private static final double[] OFFSETS = {0, 0.03, 0.1, 0.3};
  private static final double[] BREAKS = {0.13, 0.16, 0.2, 0.25, 0.32, 0.4, 0.5, 0.6};
  private static final double[] LATE_BREAKS = {0.7, 0.76, 0.82, 0.88, 0.94};
  private static final double[] DECAYS = {0.025, 0.04, 0.06, 0.09, 0.14};

  /** All terms f_j. The first is the constant. */
  private static final List<DoubleUnaryOperator> TERMS = new ArrayList<>();

  private static final int CONSTANT = term(u -> 1);
  private static final int TIME = term(u -> u);

  /**
   * All models. A priori the line is three times as likely as all others together. The other
   * families are equally likely, as are the members of each family:
   *
   * <pre>
   *     1, u                          an exponential
   *     1, log(u + c)                 a power law of the time since -c
   *     1, log u, log^2 u             a power law whose exponent drifts
   *     1, u, log u                   a power law times an exponential
   *     1, u, sqrt u                  a stretched exponential times an exponential
   *     1, u, exp(-u / c)             an exponential after a transient
   *     1, u, (s - u)+                two exponentials that meet at s
   *     1, u, (s - u)+, [u &lt; s]       the same with a jump at s, before the last third
   * </pre>
   */
  static final List<CurveModel> ALL = all();

  private final int[] terms;
  private final double prior;
  private final double from;

  /** The decrease of f_j per unit of u, by half and j. */
  private final double[][] falls;

  private CurveModel(double prior, double from, int... terms) {
    this.terms = terms;
    this.prior = prior;
    this.from = from;
    falls = new double[2][terms.length];
    for (int half = 0; half < 2; half++) {
      double begin = HALVES[half];
      double end = HALVES[half + 1];
      for (int j = 0; j < terms.length; j++) {
        // The terms of a break before the last third are constant in it.
        DoubleUnaryOperator f = terms[j] < TERMS.size() ? TERMS.get(terms[j]) : u -> 0;
        falls[half][j] = (f.applyAsDouble(begin) - f.applyAsDouble(end)) / (end - begin);
      }
    }
  }

  private static int term(DoubleUnaryOperator f) {
    TERMS.add(f);
    return TERMS.size() - 1;
  }

  private static List<CurveModel> all() {
    List<CurveModel> all = new ArrayList<>();
    all.add(new CurveModel(LINE, 0, CONSTANT, TIME));
    for (double c : OFFSETS) {
      int power = term(u -> StrictMath.log(u + c));
      all.add(new CurveModel(FAMILY / OFFSETS.length, 0, CONSTANT, power));
    }
    int log = term(StrictMath::log);
    int squared = term(u -> StrictMath.log(u) * StrictMath.log(u));
    all.add(new CurveModel(FAMILY, 0, CONSTANT, log, squared));
    all.add(new CurveModel(FAMILY, 0, CONSTANT, TIME, log));
    int root = term(Math::sqrt);
    all.add(new CurveModel(FAMILY, 0, CONSTANT, TIME, root));
    for (double c : DECAYS) {
      int decay = term(u -> StrictMath.exp(-u / c));
      all.add(new CurveModel(FAMILY / DECAYS.length, 0, CONSTANT, TIME, decay));
    }
    double meeting = FAMILY / (BREAKS.length + LATE_BREAKS.length);
    for (double s : BREAKS) {
      int hinge = term(meeting(s));
      int step = term(step(s));
      all.add(new CurveModel(meeting, s, CONSTANT, TIME, hinge));
      all.add(new CurveModel(FAMILY / BREAKS.length, s, CONSTANT, TIME, hinge, step));
    }
    for (double s : LATE_BREAKS) {
      int hinge = term(meeting(s));
      all.add(new CurveModel(meeting, s, CONSTANT, TIME, hinge));
    }
    return List.copyOf(all);
  }

  /**
   * Returns two exponentials with a break whose position is estimated from the curve.
   *
   * <p>The prior probability is that of one candidate break.
   *
   * @param which the index of the break among those of {@link #terms}
   * @param s the position of the break, before the last third
   * @param step whether the curve may jump there
   * @param choices the number of breaks from which it was chosen
   */
  static CurveModel broken(int which, double s, boolean step, int choices) {
    int meeting = TERMS.size() + 2 * which;
    double prior = FAMILY / choices;
    return step
        ? new CurveModel(prior, s, CONSTANT, TIME, meeting, meeting + 1)
        : new CurveModel(prior, s, CONSTANT, TIME, meeting);
  }

  /**
   * Evaluates all terms at given times; those of {@link #broken} come last.
   *
   * @param u positive, at most 1
   * @param breaks the positions of the breaks
   * @return the values, by term and time
   */
  static double[][] terms(double[] u, double... breaks) {
    return Stream.concat(
            TERMS.stream(),
            Arrays.stream(breaks).boxed().flatMap(s -> Stream.of(meeting(s), step(s))))
        .map(f -> Arrays.stream(u).map(f).toArray())
        .toArray(double[][]::new);
  }

  private static DoubleUnaryOperator meeting(double s) {
    return u -> Math.max(s - u, 0);
  }

  private static DoubleUnaryOperator step(double s) {
    return u -> u < s ? 1 : 0;
  }

  /** The number of free constants c_j. */
  int parameters() {
    return terms.length;
  }

  /** The index of f_j among all terms. */
  int term(int j) {
    return terms[j];
  }

  /** The prior probability. */
  double prior() {
    return prior;
  }

  /** The break u after which the slope is constant, if it is before the last third; else 0. */
  double from() {
    return from < HALVES[0] ? from : 0;
  }

  /**
   * The decrease of each term per unit of u in one half of the last third of the steps.
   *
   * @param half 0 or 1
   * @return the decreases, by j. Not to be modified.
   */
  double[] falls(int half) {
    return falls[half];
  }
}
