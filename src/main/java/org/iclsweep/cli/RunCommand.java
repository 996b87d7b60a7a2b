package org.iclsweep.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.iclsweep.spark.Grid;
import org.iclsweep.spark.ResultStore;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.Sweep;
import org.iclsweep.spark.Tables;
import org.iclsweep.sweep.SweepSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code run}: trains what is missing of a grid and prints the aggregated tables. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trains a grid of transformers and stores the results as Parquet tables.",
    footer = {
      "",
      "VALUES are a list 8,16,32, a range 10:50:10 or a geometric range 1e-3:1:x10.",
      "Example: ./submit.sh run @conf/quickstart.args --noise 0.1 --out results/noisy"
    })
final class RunCommand implements Callable<Integer> {
  private final List<String> words;

  @Spec private CommandSpec spec;

  @Mixin private SweepOptions options;

  RunCommand(List<String> words) {
    this.words = words;
  }

  @Override
  public Integer call() throws IOException {
    SweepSpec asked = GridOptions.read(spec.commandLine().getParseResult());
    options.refuseHuge(asked);
    ResultStore store = options.store(words);
    store.refuseUnusable();
    Optional<String> last = store.lastSummary(asked);
    if (last.isPresent()) {
      System.err.println("all trials of this grid are stored; nothing to train");
      System.out.print(last.get());
      return 0;
    }
    try (Session session = Session.open()) {
      Grid grid = Grid.of(session, asked);
      try (Sweep sweep = new Sweep(session, grid, store)) {
        Tables tables;
        try (Progress progress = new Progress(sweep)) {
          tables = sweep.run(asked, words, progress::begin);
        }
        if (sweep.total() == 0) {
          System.err.println("all trials of this grid are stored; nothing to train");
        }
        Summary summary = new Summary(asked, tables, grid, sweep.others(), store.path());
        System.out.print(summary.text());
        sweep.end(summary.complete() ? summary.text() : null);
        return summary.complete() ? 0 : 1;
      }
    }
  }
}
