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
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.TrialSetup;
import org.iclsweep.task.Task;

/**
 * Converts a trial of a sweep to a reference case, for other programs.
 *
 * <p>The case passes {@link Verification} by construction: the trial is trained with all variants.
 * It is refused if its numbers depend on the order of summation by more than 1e-9, since no other
 * program could agree with it either. Only numbers of its initial state may be undetermined; they
 * are omitted.
 */
public final class TrialCase {
  private static final double TOLERANCE = 1e-9;

  /** A file with more numbers would take hundreds of megabytes. */
  private static final double MAX_NUMBERS = 20e6;

  private TrialCase() {}

  /**
   * Refuses a trial whose file would be too large to be useful. To be called before {@link #of}.
   *
   * @param config the trial
   * @param lastStep the last step of the file
   * @throws IllegalArgumentException with a one-line message if the file would be too large
   */
  public static void checkFileSize(TrialConfig config, long lastStep) {
    double tokens = config.tokens();
    double dim = config.dim();
    double prompts = config.objective().listedPrompts(config.sampling(), (double) lastStep);
    double batches =
        config.objective().sampled() ? (double) lastStep * config.sampling().batchSize() : 0;
    double numbers =
        tokens * (dim + config.m()) + config.heads() * dim * dim + prompts * tokens + batches;
    if (numbers > MAX_NUMBERS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "its file would hold %,.0f numbers (%,.0f of Q, %,.0f of training prompts and batches),"
                  + " more than %,.0f; export fewer steps (--steps) or a smaller trial",
              numbers,
              config.heads() * dim * dim,
              prompts * tokens + batches,
              MAX_NUMBERS));
    }
  }

  /**
   * Trains a trial and creates a case from it. The case includes the prompts if they are sampled.
   *
   * @param config the trial
   * @param learningRateQ the value of eta_Q used
   * @param learningRateW the value of eta_w used
   * @param steps the recorded steps, increasing from 0; the case ends at the last one
   * @param gaps the stored gap at each of them
   * @throws IllegalArgumentException with a one-line message if the gaps of training differ from
   *     the stored ones, or its numbers differ between variants
   */
  public static ReferenceCase of(
      TrialConfig config,
      double learningRateQ,
      double learningRateW,
      List<Long> steps,
      List<Double> gaps) {
    Problem problem = problem(config, learningRateQ, learningRateW, steps.get(steps.size() - 1));
    List<Training> trainings = Verification.trainings(problem, steps);
    ReferenceCase.Expected own =
        trainings.stream()
            .filter(training -> training.kernel().equals(Kernels.choice().kernel().name()))
            .filter(training -> training.form() == config.form())
            .findFirst()
            .orElseThrow()
            .numbers();
    checkGaps(own, steps, gaps);
    Map<String, Double> quantities = new LinkedHashMap<>(own.quantities());
    for (Training training : trainings) {
      Map<String, Double> deviations = Verification.deviations(training.numbers(), own);
      for (String quantity : ReferenceCase.UNDETERMINED) {
        if (deviations.get(quantity) > TOLERANCE) {
          quantities.remove(quantity);
        }
      }
      checkDetermined(training.numbers(), own, deviations);
    }
    ReferenceCase.Expected expected = new ReferenceCase.Expected(steps, gaps, quantities);
    return new ReferenceCase("trial " + config.id(), problem, expected);
  }

  private static Problem problem(
      TrialConfig config, double learningRateQ, double learningRateW, long lastStep) {
    TrialSetup setup = new TrialSetup(config);
    Task task = setup.task();
    List<DMatrixRMaj> heads = IntStream.range(0, config.heads()).mapToObj(setup::head).toList();
    // Every file includes the gradient norms at step 1.
    int steps = (int) Math.max(1, lastStep);
    ListedPrompts prompts = config.objective().list(task, config.sampling(), steps).orElse(null);
    return new Problem(task, heads, config.optimizer(), learningRateQ, learningRateW, prompts);
  }

  private static void checkGaps(ReferenceCase.Expected own, List<Long> steps, List<Double> gaps) {
    for (int i = 0; i < steps.size(); i++) {
      Double gap = i < own.gaps().size() ? own.gaps().get(i) : null;
      if (!gaps.get(i).equals(gap)) {
        throw new IllegalArgumentException(
            "its stored gap at step %d is %s, training it again gives %s; see replay"
                .formatted(steps.get(i), gaps.get(i), gap));
      }
    }
  }

  /** Refuses a trial that does not determine its gaps or its final numbers. */
  private static void checkDetermined(
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
      // If all gaps agree, some other number of the last step does not.
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
