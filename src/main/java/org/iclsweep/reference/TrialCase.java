package org.iclsweep.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.objective.ListedPrompts;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.task.Task;

/**
 * A trial of a sweep as a reference case, for other programs.
 *
 * <p>The case passes {@link Verification} by construction: the trial is trained in all its ways,
 * and one whose numbers depend on the order of summation by more than 1e-9 is refused, for no other
 * program could agree with it either. The numbers of its start alone may be undetermined; they are
 * left out.
 */
public final class TrialCase {
  private static final double TOLERANCE = 1e-9;

  /** A file of more numbers would be hundreds of megabytes. */
  private static final double MOST_NUMBERS = 20e6;

  private TrialCase() {}

  /**
   * Refuses a trial whose file would be too large to be of use; to be asked before {@link #of}.
   *
   * @param config the trial
   * @param lastStep the steps that the file is to have
   * @throws IllegalArgumentException in one line
   */
  public static void refuseTooLarge(TrialConfig config, long lastStep) {
    double tokens = config.tokens();
    double dim = config.dim();
    double prompts = config.objective().listedPrompts(config.sampling(), (double) lastStep);
    double batches =
        config.objective().sampled() ? (double) lastStep * config.sampling().batchSize() : 0;
    double numbers =
        tokens * (dim + config.m()) + config.heads() * dim * dim + prompts * tokens + batches;
    if (numbers > MOST_NUMBERS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "its file would hold %,.0f numbers (%,.0f of Q, %,.0f of training prompts and batches),"
                  + " more than %,.0f; export fewer steps (--steps) or a smaller trial",
              numbers,
              config.heads() * dim * dim,
              prompts * tokens + batches,
              MOST_NUMBERS));
    }
  }

  /**
   * Trains a trial and makes a case of it. Steps along sampled prompts bring these prompts.
   *
   * @param config the trial
   * @param rateQ eta_Q as it was used
   * @param rateW eta_w as it was used
   * @param steps the recorded steps, increasing from 0; the last one ends the case
   * @param gaps the stored gap at each of them
   * @throws IllegalArgumentException in one line if training gives other gaps than are stored, or
   *     other numbers in one way than in another
   */
  public static ReferenceCase of(
      TrialConfig config, double rateQ, double rateW, List<Long> steps, List<Double> gaps) {
    Problem problem = problem(config, rateQ, rateW, steps.get(steps.size() - 1));
    List<Training> trainings = Verification.trainings(problem, steps);
    ReferenceCase.Expected own =
        trainings.stream()
            .filter(training -> training.kernel().equals(Kernels.choice().kernel().name()))
            .filter(training -> training.form() == config.form())
            .findFirst()
            .orElseThrow()
            .numbers();
    refuseOther(own, steps, gaps);
    Map<String, Double> quantities = new LinkedHashMap<>(own.quantities());
    for (Training training : trainings) {
      Map<String, Double> deviations = Verification.deviations(training.numbers(), own);
      for (String quantity : ReferenceCase.UNDETERMINED) {
        if (deviations.get(quantity) > TOLERANCE) {
          quantities.remove(quantity);
        }
      }
      refuseUndetermined(training.numbers(), own, deviations);
    }
    ReferenceCase.Expected expected = new ReferenceCase.Expected(steps, gaps, quantities);
    return new ReferenceCase("trial " + config.id(), problem, expected);
  }

  private static Problem problem(TrialConfig config, double rateQ, double rateW, long lastStep) {
    Task task = Trial.task(config);
    List<DMatrixRMaj> heads =
        IntStream.range(0, config.heads()).mapToObj(Trial.start(config)).toList();
    // The gradients at step 1 are in every file.
    int steps = (int) Math.max(1, lastStep);
    ListedPrompts prompts = config.objective().list(task, config.sampling(), steps).orElse(null);
    return new Problem(task, heads, config.optimizer(), rateQ, rateW, prompts);
  }

  private static void refuseOther(ReferenceCase.Expected own, List<Long> steps, List<Double> gaps) {
    for (int i = 0; i < steps.size(); i++) {
      Double gap = i < own.gaps().size() ? own.gaps().get(i) : null;
      if (!gaps.get(i).equals(gap)) {
        throw new IllegalArgumentException(
            "its stored gap at step %d is %s, training it again gives %s; see replay"
                .formatted(steps.get(i), gaps.get(i), gap));
      }
    }
  }

  /** Refuses a trial that does not determine its gaps, or the numbers of its end. */
  private static void refuseUndetermined(
      ReferenceCase.Expected other, ReferenceCase.Expected own, Map<String, Double> deviations) {
    List<String> undetermined = new ArrayList<>();
    deviations.forEach(
        (quantity, deviation) -> {
          if (deviation > TOLERANCE && !ReferenceCase.UNDETERMINED.contains(quantity)) {
            undetermined.add(quantity);
          }
        });
    if (!undetermined.isEmpty()) {
      int agreeing = Verification.agreeing(other, own, TOLERANCE);
      // Where all gaps agree it is a number of the last step that does not.
      int last = Math.min(agreeing, own.steps().size() - 1) - 1;
      throw new IllegalArgumentException(
          "rounding alone decides %s at step %d beyond %s, so that no other program can agree; %s"
              .formatted(
                  undetermined.get(0),
                  own.steps().get(Math.min(agreeing, own.steps().size() - 1)),
                  TOLERANCE,
                  last < 0
                      ? "export another trial"
                      : "export it with --steps " + own.steps().get(last)));
    }
  }
}
