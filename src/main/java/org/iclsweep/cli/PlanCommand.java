package org.iclsweep.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.iclsweep.format.NumberFormatter;
import org.iclsweep.spark.Grid;
import org.iclsweep.spark.Inventory;
import org.iclsweep.spark.Session;
import org.iclsweep.store.BatchWriter;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.Axis;
import org.iclsweep.sweep.LearningRateWord;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.SweepSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code plan}: shows a grid, its cost and how much of it is stored; trains nothing. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Show a grid with all defaults, its cost and how much of it is stored already.",
    footer = {"", "Example: ./submit.sh plan @conf/quickstart.args --seed 1:10"})
final class PlanCommand implements Callable<Integer> {
  private final List<String> words;

  @Spec private CommandSpec spec;

  @Mixin private SweepOptions options;

  PlanCommand(List<String> words) {
    this.words = words;
  }

  @Override
  public Integer call() {
    SweepSpec asked = GridOptions.read(spec.commandLine().getParseResult());
    options.refuseHuge(asked);
    SweepFolder store = options.store(words);
    store.exists();
    try (Session session = Session.open(store.path())) {
      Grid grid = Grid.of(session, asked);
      session.checkMemory(grid.largestBytes(), grid.size());
      try (Inventory stored = Inventory.of(session, grid, store)) {
        print(asked, grid, stored, session.cores(), store.path());
      }
    }
    store.warnings().forEach(Notes::warn);
    return 0;
  }

  private static void print(
      SweepSpec asked, Grid grid, Inventory stored, int cores, String folder) {
    PrintStream stdout = System.out;
    TextTable table = parameters(asked, true);
    (table.fits(Terminal.OUT) ? table : parameters(asked, false)).printFor(stdout, Terminal.OUT);
    asked.lets().forEach(let -> stdout.println("let    " + let));
    asked.wheres().forEach(where -> stdout.println("where  " + where));
    stdout.println();
    stdout.println(
        "%d trials: %d stored, %d to train%s"
            .formatted(
                grid.size(),
                stored.done(),
                grid.size() - stored.done(),
                stored.failed() == 0
                    ? ""
                    : " (%d of them failed before)".formatted(stored.failed())));
    stdout.println(
        "the whole grid takes at most %s on %d cores, its longest trial %s"
            .formatted(
                NumberFormatter.duration(grid.seconds() / cores),
                cores,
                NumberFormatter.duration(grid.longestSeconds())));
    stdout.println(
        "the largest trial needs %s of memory, and as many trials run at a time as there are cores"
            .formatted(NumberFormatter.bytes(grid.largestBytes())));
    double perSecond = cores * grid.size() / grid.seconds();
    if (perSecond > BatchWriter.TRIALS_PER_SECOND) {
      Notes.warn(
          String.format(
              Locale.ROOT,
              "%d cores would finish about %,.0f trials per second, but a driver stores about %,d"
                  + " of 200 recorded steps; more cores than about %.0f make this sweep no faster",
              cores,
              perSecond,
              BatchWriter.TRIALS_PER_SECOND,
              BatchWriter.TRIALS_PER_SECOND * grid.seconds() / grid.size()));
    }
    if (asked.axis(Parameter.LEARNING_RATE).orElseThrow().has(LearningRateWord.DESCENT)) {
      stdout.println(
          "with learning_rate descent a trial whose gap rises restarts at half the rate: a"
              + " third more updates are expected, at most eleven times as many");
    }
    stdout.println("folder: " + folder);
  }

  private static TextTable parameters(SweepSpec asked, boolean meanings) {
    List<String> columns = List.of("parameter", "values", "count", "meaning");
    int shown = meanings ? columns.size() : columns.size() - 1;
    TextTable table = new TextTable(columns.subList(0, shown));
    for (Parameter parameter : Parameter.values()) {
      asked
          .axis(parameter)
          .ifPresent(
              axis ->
                  table.add(
                      List.<Object>of(
                              parameter.column(),
                              values(asked, axis),
                              axis.count(),
                              parameter.description())
                          .subList(0, shown)));
    }
    return table;
  }

  private static String values(SweepSpec asked, Axis axis) {
    return asked.lets().stream()
        .filter(let -> let.parameter() == axis.parameter())
        .map(let -> "= " + let.expression())
        .findFirst()
        .orElse(axis.text());
  }
}
