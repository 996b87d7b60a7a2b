package org.iclsweep.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.spark.RunSettings;
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
    description = {
      "Train a grid of transformers and store the results as Parquet tables.",
      "Then evaluate the claims about the sweep; see ./submit.sh check --help."
    },
    footer = {
      "",
      "VALUES are a list 8,16,32, a range 10:50:10 or a geometric range 1e-3:1:x10.",
      "Example: ./submit.sh run @conf/quickstart.args --noise 0.1 --out results/noisy"
    })
final class RunCommand implements Callable<Integer> {
  private final Request request;

  @Spec private CommandSpec spec;

  @Mixin private SweepOptions options;

  @Mixin private ClaimOptions claimOptions;

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

  @Option(
      names = "--keep-model",
      paramLabel = "CONDITION",
      description = {
        "keep the trained model of the trials that satisfy this SQL condition, e.g. \"seed = 1\",",
        "in models/ID.json; trials that are stored already are not trained again"
      })
  private String keepModel;

  @Option(names = "--no-report", description = "do not write report.html and figures at the end")
  private boolean noReport;

  RunCommand(Request request) {
    this.request = request;
  }

  @Override
  public Integer call() throws IOException {
    SweepSpec requested = GridOptions.read(spec.commandLine().getParseResult());
    options.refuseHuge(requested);
    RunSettings settings = settings();
    List<String> words = request.typed();
    SweepFolder store = options.store(words);
    Optional<ClaimsFile> claims = request.claims().or(() -> claimOptions.file(words));
    SweepExecution execution =
        new SweepExecution(
            requested,
            words,
            store,
            settings,
            Optional.ofNullable(keepModel),
            claims,
            claimOptions.timeout(),
            !noReport);
    if (request.submission().isPresent()) {
      execution.check();
      return request.submission().get().run(request.sent(store.uri(), claims), store);
    }
    return execution.execute(System.out) ? 0 : 1;
  }

  private RunSettings settings() {
    double timeout = trialTimeout == null ? Double.POSITIVE_INFINITY : trialTimeout;
    return new RunSettings(force, Duration.ofMillis(Math.round(1e3 * checkpointEvery)), timeout);
  }
}
