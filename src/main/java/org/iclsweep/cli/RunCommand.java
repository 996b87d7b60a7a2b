package org.iclsweep.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.iclsweep.query.Aggregates;
import org.iclsweep.query.Tables;
import org.iclsweep.spark.Grid;
import org.iclsweep.spark.ReadError;
import org.iclsweep.spark.RunSettings;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.Sweep;
import org.iclsweep.spark.Tally;
import org.iclsweep.store.FirstLine;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.SweepSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run}: trains the missing trials of a grid and prints the aggregated tables. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Train a grid of transformers and store the results as Parquet tables.",
    footer = {
      "",
      "VALUES are a list 8,16,32, a range 10:50:10 or a geometric range 1e-3:1:x10.",
      "Example: ./submit.sh run @conf/quickstart.args --noise 0.1 --out results/noisy"
    })
final class RunCommand implements Callable<Integer> {
  private final List<String> words;

  @Spec private CommandSpec spec;

  @Mixin private SweepOptions options;

  @Option(names = "--force", description = "train all trials of the grid again")
  private boolean force;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "SECONDS",
      defaultValue = "60",
      converter = NumberWithin.Seconds.class,
      description = "time between checkpoints of a long trial (${DEFAULT-VALUE})")
  private double checkpointEvery;

  @Option(
      names = "--trial-timeout",
      paramLabel = "SECONDS",
      converter = NumberWithin.Seconds.class,
      description = "fail trials that take longer than this")
  private Double trialTimeout;

  @Option(names = "--no-report", description = "do not write report.html and figures at the end")
  private boolean noReport;

  RunCommand(List<String> words) {
    this.words = words;
  }

  @Override
  public Integer call() throws IOException {
    SweepSpec requested = GridOptions.read(spec.commandLine().getParseResult());
    options.refuseHuge(requested);
    RunSettings settings = settings();
    SweepFolder store = options.store(words);
    store.checkUsable();
    store.checkIntact().forEach(Notes::warn);
    Optional<String> last = store.lastSummary(requested);
    if (last.isPresent() && !force) {
      Notes.say("all trials of this grid are stored; nothing to train");
      System.out.print(last.get());
      if (!noReport && !store.reportStands()) {
        try (Session session = Session.open(store.path())) {
          report(store, () -> Reports.ofLastRun(session, store, List.of(), List.of()));
        }
      }
      return 0;
    }
    try (Session session = Session.open(store.path())) {
      Grid grid = Grid.of(session, requested);
      session.checkMemory(grid.largestBytes(), grid.size());
      try (Sweep sweep = new Sweep(session, grid, store, settings);
          Interruption interruption = new Interruption(session, sweep, store.path())) {
        interruption.arm();
        Tally tally = sweep.tally();
        Sweep.Changes changes;
        try (Progress progress = new Progress(tally)) {
          changes = sweep.run(requested, words, progress::begin);
        }
        if (tally.total() == 0) {
          Notes.say("all trials of this grid are stored; nothing to train");
        }
        if (tally.total() > 0) {
          Notes.say("computing the tables");
        }
        Tables tables = Aggregates.update(session, store, changes);
        if (tally.others() > 0) {
          tables = tables.restrictedTo(grid);
        }
        Summary summary = new Summary(requested, tables, grid, tally, store.path());
        changes.writer().end(summary.complete() ? summary.text() : null);
        try {
          System.out.print(summary.text());
        } finally { // the report does not depend on stdout
          if (!noReport) {
            Grid shown = tally.others() == 0 ? null : grid;
            OptionalLong size = OptionalLong.of(grid.size());
            report(store, () -> Reports.write(session, store, shown, size, List.of(), List.of()));
          }
        }
        return summary.complete() ? 0 : 1;
      }
    }
  }

  /** Writes the report. The results are already stored, so an error here does not fail the run. */
  private static void report(SweepFolder store, Callable<String> written) {
    try {
      Notes.say("drawing the report");
      Notes.say("report: " + written.call());
    } catch (Exception | LinkageError | InternalError e) {
      Notes.warn(
          "the report could not be written: "
              + ReadError.of(e).orElseGet(() -> FirstLine.of(e))
              + "; all results are stored, ./submit.sh report --out "
              + store.path()
              + " tries again");
    }
  }

  private RunSettings settings() {
    double timeout = trialTimeout == null ? Double.POSITIVE_INFINITY : trialTimeout;
    return new RunSettings(force, Duration.ofMillis(Math.round(1e3 * checkpointEvery)), timeout);
  }
}
