package org.iclsweep.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.iclsweep.format.NumberFormatter;
import org.iclsweep.query.Comparison;
import org.iclsweep.query.TrialRows;
import org.iclsweep.sweep.MemoryModel;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code replay}: trains a stored trial again and checks for bitwise identical numbers. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train one stored trial again and compare every bit of its numbers.",
      "Exit code 0 if all are equal, 1 if not. A trial that failed must fail with the same error.",
      "Times, host, executor, attempt and the kernel's name are not compared."
    },
    footer = {"", "Example: ./submit.sh replay 0fec --out results/quickstart"})
final class ReplayCommand implements Callable<Integer> {
  @Mixin private StoredTrialOptions trial;

  @Override
  public Integer call() {
    TrialRows stored = trial.find();
    TrialConfig config = stored.config();
    MemoryModel.checkMemory(config);
    Notes.say("training trial %s again, at most %d steps".formatted(config.id(), config.steps()));
    Comparison comparison = stored.compare(Trial.run(config));
    print(config.id(), comparison, System.out);
    return comparison.differences().isEmpty() ? 0 : 1;
  }

  private static void print(String id, Comparison comparison, PrintStream out) {
    List<Comparison.Difference> differences = comparison.differences();
    if (differences.isEmpty()) {
      out.println(
          "trial %s: %d values of its row and %d values of its %d recorded steps are bitwise identical"
              .formatted(id, comparison.values(), comparison.stepValues(), comparison.steps()));
    } else {
      TextTable table =
          new TextTable(List.of("table", "column", "first at step", "stored", "now", "rows"));
      for (Comparison.Difference difference : differences) {
        table.add(
            Arrays.asList(
                difference.table(),
                difference.column(),
                difference.step(),
                exact(difference.stored()),
                exact(difference.repeated()),
                difference.count()));
      }
      table.print(out);
      out.println();
      out.println("trial %s: NOT identical, see above".formatted(id));
    }
    out.println(
        "trained with kernel %s then, %s now"
            .formatted(
                NumberFormatter.cell(comparison.storedKernel()),
                NumberFormatter.cell(comparison.repeatedKernel())));
  }

  /** Formats a value without the rounding of tables, because the last digit matters. */
  private static String exact(Object value) {
    return value == null ? null : value.toString();
  }
}
