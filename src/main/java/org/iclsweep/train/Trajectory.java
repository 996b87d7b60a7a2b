package org.iclsweep.train;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.iclsweep.model.Transformer;
import org.iclsweep.state.Resumable;
import org.iclsweep.state.State;
import org.iclsweep.task.TestPrompts;
import org.iclsweep.theory.Conditions;

/** The recorded steps of one run, in order, beginning with step 0. */
public final class Trajectory implements Resumable, Serializable {
  /** Far more than any run records; a damaged state must not fill the memory. */
  private static final int MAX_POINTS = 100_000;

  private static final long serialVersionUID = 1L;

  private static final long NEVER = -1;

  private final ArrayList<Point> points = new ArrayList<>();
  private long climbedAt = NEVER;

  /**
   * Adds a point, replacing the last one if that is of the same step. A point with a number that is
   * not finite is not added.
   *
   * @return whether the point was added
   */
  boolean put(Point point) {
    if (!point.finite()) {
      return false;
    }
    if (!points.isEmpty() && last().step() == point.step()) {
      points.remove(points.size() - 1);
    }
    return points.add(point);
  }

  /** Records in the last point whether the step from it satisfied the descent inequality. */
  void descended(boolean descended) {
    points.set(points.size() - 1, last().withDescent(descended));
  }

  /**
   * Records that the gap at a step exceeds that of the previous step by more than rounding; only
   * the first such step is kept.
   */
  void climbed(long step) {
    climbedAt = climbedAt == NEVER ? step : climbedAt;
  }

  /** Whether a step has raised the gap by more than rounding. */
  public boolean climbed() {
    return climbedAt != NEVER;
  }

  @Override
  public void exchange(State state) throws IOException {
    climbedAt = state.exchange(climbedAt);
    int count = state.exchange(points.size());
    if (count < 0 || count > MAX_POINTS) {
      throw new IOException("it has %d recorded steps".formatted(count));
    }
    for (int i = 0; i < count; i++) {
      boolean present = i < points.size();
      Point point = exchange(present ? points.get(i) : Point.NONE, state);
      if (!present) {
        points.add(point);
      }
    }
  }

  private static Point exchange(Point point, State state) throws IOException {
    // Arguments are evaluated from left to right.
    return new Point(
        state.exchange(point.step()),
        state.exchange(point.gap()),
        state.exchange(point.loss()),
        state.exchange(point.ridgeGapPrompt()),
        state.exchange(point.ridgeGapQuery()),
        state.exchange(point.ridgeGapOod()),
        exchange(point.test(), state),
        exchange(point.testOod(), state),
        exchange(point.dynamics(), state));
  }

  private static TestPrompts.Errors exchange(TestPrompts.Errors errors, State state)
      throws IOException {
    return new TestPrompts.Errors(
        state.exchange(errors.ridgeGap()),
        state.exchange(errors.prompt()),
        state.exchange(errors.query()));
  }

  private static Dynamics exchange(Dynamics dynamics, State state) throws IOException {
    if (!state.exchange(dynamics != null)) {
      return null;
    }
    Dynamics present = dynamics == null ? Dynamics.NONE : dynamics;
    return new Dynamics(
        state.exchange(present.sigmaMin()),
        new Transformer.GradientNorms(
            state.exchange(present.gradient().q()), state.exchange(present.gradient().w())),
        state.exchange(present.inBall()),
        state.exchange(present.descended()));
  }

  /** The recorded points, unmodifiable. */
  public List<Point> points() {
    return Collections.unmodifiableList(points);
  }

  /** The last recorded point. */
  public Point last() {
    return points.get(points.size() - 1);
  }

  /** gap(0). */
  public double gapStart() {
    return points.get(0).gap();
  }

  /** The conditions of the rate bound at the steps whose dynamics were measured. */
  public Conditions conditions() {
    double half = points.get(0).dynamics().sigmaMin() / 2;
    return new Conditions(
        first(dynamics -> dynamics.sigmaMin() < half),
        first(dynamics -> Boolean.FALSE.equals(dynamics.descended())),
        first(dynamics -> Boolean.FALSE.equals(dynamics.inBall())),
        climbed() ? (Long) climbedAt : null);
  }

  private Long first(Predicate<Dynamics> condition) {
    return points.stream()
        .filter(point -> point.dynamics() != null && condition.test(point.dynamics()))
        .map(Point::step)
        .findFirst()
        .orElse(null);
  }

  /** The recorded steps, as a new array. */
  public long[] steps() {
    return points.stream().mapToLong(Point::step).toArray();
  }

  /** The gaps at the recorded steps, as a new array. */
  public double[] gaps() {
    return points.stream().mapToDouble(Point::gap).toArray();
  }

  /**
   * The measurements at one step.
   *
   * @param step the number of updates so far
   * @param gap L - L_min
   * @param loss the loss that training minimises: the population loss, or that over all training
   *     prompts
   * @param ridgeGapPrompt the prompt tokens' part of the in-domain ridge gap
   * @param ridgeGapQuery the query tokens' part of the in-domain ridge gap
   * @param ridgeGapOod the out-of-domain ridge gap
   * @param test errors on in-domain test prompts
   * @param testOod errors on out-of-domain test prompts
   * @param dynamics the quantities that govern further decay of the gap, or null if not measured
   */
  public record Point(
      long step,
      double gap,
      double loss,
      double ridgeGapPrompt,
      double ridgeGapQuery,
      double ridgeGapOod,
      TestPrompts.Errors test,
      TestPrompts.Errors testOod,
      Dynamics dynamics)
      implements Serializable {
    private static final Point NONE = none();

    private static Point none() {
      TestPrompts.Errors errors = new TestPrompts.Errors(0, 0, 0);
      return new Point(0, 0, 0, 0, 0, 0, errors, errors, null);
    }

    /** Whether all numbers of the point are finite. */
    boolean finite() {
      return Double.isFinite(ridgeGap())
          && Double.isFinite(loss)
          && Double.isFinite(ridgeGapOod)
          && test.finite()
          && testOod.finite()
          && (dynamics == null || dynamics.finite());
    }

    /** zeta(step), or null if not measured. */
    public Double zeta() {
      return dynamics == null ? null : (Double) dynamics.zeta();
    }

    private Point withDescent(boolean descended) {
      return new Point(
          step,
          gap,
          loss,
          ridgeGapPrompt,
          ridgeGapQuery,
          ridgeGapOod,
          test,
          testOod,
          new Dynamics(dynamics.sigmaMin(), dynamics.gradient(), dynamics.inBall(), descended));
    }

    /** The in-domain ridge gap, (1/K) E |y_hat - y_star|^2 = 2 gap. */
    public double ridgeGap() {
      return 2 * gap;
    }
  }

  /**
   * The quantities that govern further decay of the gap from a step.
   *
   * @param sigmaMin min_k sigma_min(B_k), 0 when H &lt; N
   * @param gradient norms of the gradients of the gap
   * @param inBall whether the parameters are in the ball of a guaranteed rate, or null without a
   *     guaranteed rate
   * @param descended whether the next step lowered the gap by at least half of eta_Q |dQ|^2 + eta_w
   *     |dw|^2, or null if there is no next step or it is not gradient descent on the population
   *     loss
   */
  public record Dynamics(
      double sigmaMin, Transformer.GradientNorms gradient, Boolean inBall, Boolean descended)
      implements Serializable {
    private static final Dynamics NONE =
        new Dynamics(0, new Transformer.GradientNorms(0, 0), null, null);

    /** zeta = min_k lambda_min(B_k B_k') = sigma_min^2. */
    public double zeta() {
      return sigmaMin * sigmaMin;
    }

    private boolean finite() {
      return Double.isFinite(zeta())
          && Double.isFinite(gradient.q())
          && Double.isFinite(gradient.w());
    }
  }
}
