package org.iclsweep.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.iclsweep.format.NumberFormatter;
import org.iclsweep.query.Comparison;
import org.iclsweep.query.TrialRows;
import org.iclsweep.store.ModelFile;
import org.iclsweep.sweep.MemoryModel;
import org.iclsweep.sweep.TrainedModel;
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
      "A kept model is compared too. Times, host, executor, attempt and the kernel's name are not."
    },
    footer = {"", "Example: ./submit.sh replay 0fec --out results/quickstart"})
final class ReplayCommand implements Callable<Integer> {
  @Mixin private StoredTrialOptions trial;

  @Override
  public Integer call() throws IOException {
    TrialRows stored = trial.find();
    TrialConfig config = stored.config();
    MemoryModel.checkMemory(config);
    Notes.say("training trial %s again, at most %d steps".formatted(config.id(), config.steps()));
    AtomicReference<TrainedModel> trained = new AtomicReference<>();
    Comparison comparison = stored.compare(Trial.runKeeping(config, trained::set));
    print(config.id(), comparison, System.out);
    boolean same = !stored.keepsModel() || compare(config, trained.get(), System.out);
    return same && comparison.differences().isEmpty() ? 0 : 1;
  }

  /** Compares the kept model with the one trained again. */
  private boolean compare(TrialConfig config, TrainedModel trained, PrintStream out)
      throws IOException {
    ModelFile file = trial.folder().model(config);
    Optional<TrainedModel> kept = file.read();
    boolean same = kept.isPresent() && trained != null && kept.get().sameBits(trained);
    out.println(
        kept.isEmpty()
            ? file.name() + " is missing"
            : same
                ? "%s: its %d values are bitwise identical"
                    .formatted(file.name(), TrainedModel.values(config))
                : file.name() + ": NOT identical");
    return same;
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
