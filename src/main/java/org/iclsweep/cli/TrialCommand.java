package org.iclsweep.cli;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.iclsweep.sweep.MemoryModel;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.TrialResult;
import org.iclsweep.sweep.UsageException;
import org.iclsweep.theory.RateFit;
import org.iclsweep.train.Trajectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code trial}: trains one configuration in this process, without Spark, and shows its trajectory.
 */
@Command(
    name = "trial",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Train one configuration without Spark and print its gap as it runs.",
    footer = {"", "Example: ./submit.sh trial --heads 16 --prompt-length 8 --steps 2000"})
final class TrialCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /**
   * Whether the trial has begun; with the learning rate {@code descent}, it restarts if the gap
   * rises.
   */
  private boolean begun;

  @Override
  public Integer call() {
    SweepSpec requested = GridOptions.read(spec.commandLine().getParseResult());
    if (!requested.lets().isEmpty() || !requested.wheres().isEmpty()) {
      throw new UsageException(
          "trial takes no --let and no --where; give it the values themselves");
    }
    for (Parameter parameter : GridOptions.varying(requested)) {
      throw new UsageException(
          "%s: a trial takes one value, not %s; use run for a grid"
              .formatted(parameter.option(), requested.axis(parameter).orElseThrow().text()));
    }
    TrialConfig config = GridOptions.refusing(() -> new TrialConfig(requested.combination(0)));
    MemoryModel.checkMemory(config);
    TrialResult result = Trial.run(config, this::show);
    if (result.measured() == null) {
      Notes.warn("the trial failed: " + result.error());
      return 1;
    }
    print(result, System.out);
    return 0;
  }

  private void show(Trajectory.Point point) {
    if (Notes.quiet()) {
      return;
    }
    if (point.step() == 0 && begun) {
      System.err.println("the gap rose; the trial restarts at half the learning rate");
    } else if (point.step() == 0) {
      begun = true;
      System.err.printf(
          Locale.ROOT, "%10s  %10s  %10s  %10s  %10s%n", "step", "gap", "ood", "loss", "zeta");
    }
    if (point.zeta() != null) {
      System.err.printf(
          Locale.ROOT,
          "%10d  %10.3e  %10.3e  %10.3e  %10.3e%n",
          point.step(),
          point.gap(),
          point.ridgeGapOod(),
          point.loss(),
          point.zeta());
    }
  }

  private static void print(TrialResult result, PrintStream out) {
    TrialResult.Measured measured = result.measured();
    Map<String, Object> lines = new LinkedHashMap<>();
    lines.put("trial_id", result.config().id());
    lines.put("status", result.status().name().toLowerCase(Locale.ROOT));
    lines.put("steps_run", measured.steps());
    lines.put("gap_start", measured.gapStart());
    lines.put("gap_end", measured.gapEnd());
    RateFit fit = measured.fit();
    RateFit.Line line = fit == null ? null : fit.line();
    lines.put("rate_fit", fit == null ? null : fit.shape().name().toLowerCase(Locale.ROOT));
    lines.put("rate", line == null ? null : line.rate());
    lines.put("rate_r2", line == null ? null : line.r2());
    lines.put("rate_end", fit == null ? null : fit.end());
    TrialResult.Theory theory = measured.theory();
    if (measured.halvings() != null) {
      lines.put("rate_halvings", measured.halvings());
      lines.put("steps_discarded", measured.discarded());
    }
    lines.put("climbed_at", measured.theory().conditions().climbedAt());
    lines.put("bound_rate", theory.bound() == null ? null : theory.bound().perStep());
    lines.put("regime", theory.regime().name().toLowerCase(Locale.ROOT));
    lines.put("first_violation", theory.firstViolation());
    lines.put("ridge_gap", measured.end() == null ? null : measured.end().ridgeGap());
    lines.put("ridge_gap_ood", measured.end() == null ? null : measured.end().ridgeGapOod());
    if (measured.floor() != null) {
      lines.put("floor_start", measured.floor().start());
      lines.put("floor_end", measured.floor().end());
    }
    lines.put("best_gap", measured.bestGap());
    lines.put("minimum_loss", measured.minimumLoss());
    lines.put("learning_rate_q", measured.learningRateQ());
    lines.put("learning_rate_w", measured.learningRateW());
    lines.put("kernel", measured.kernel());
    lines.put("form", measured.form().name().toLowerCase(Locale.ROOT));
    lines.put("seconds", result.seconds());
    lines.forEach((name, value) -> out.printf("%-16s %s%n", name, value == null ? "-" : value));
  }
}
