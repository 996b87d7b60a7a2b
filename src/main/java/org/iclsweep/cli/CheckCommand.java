package org.iclsweep.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.claim.Verdict;
import org.iclsweep.query.ClaimEvaluation;
import org.iclsweep.report.data.ClaimRow;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.SweepFolders;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code check}: evaluates the claims of a sweep. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Evaluate the claims about a sweep; the exit code is 1 if one is refuted.",
      "The claims are those of FILE, else those of the last run. Nothing is stored."
    },
    footer = {
      "",
      "A claim is a comment and a query; see src/docs/claims.md.",
      "Example: ./submit.sh check --out results/quickstart"
    })
final class CheckCommand implements Callable<Integer> {
  @Option(names = "--out", paramLabel = "DIR", required = true, description = "the sweep's folder")
  private String out;

  @Mixin private ClaimOptions options;

  @Override
  public Integer call() {
    SweepFolder store = SweepFolders.at(out);
    store.checkExists();
    ClaimsFile file =
        options
            .file(List.of())
            .or(store::claims)
            .orElseThrow(
                () ->
                    new UsageException(
                        "--out %s: the sweep has no claims; name a file with --claims"
                            .formatted(store.path())));
    List<ClaimRow> verdicts;
    try (Session session = Session.open(store.path())) {
      ClaimEvaluation.checkValid(session, file);
      verdicts =
          ClaimEvaluation.evaluate(session, store, file, options.timeout()).stream()
              .map(ClaimRow::of)
              .toList();
    }
    System.out.print(VerdictText.of(verdicts));
    store.warnings().forEach(Notes::warn);
    return VerdictText.count(verdicts, Verdict.REFUTED) == 0 ? 0 : 1;
  }
}
