package org.iclsweep.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.iclsweep.format.NumberFormatter;
import org.iclsweep.query.Tables;
import org.iclsweep.report.data.ClaimRow;
import org.iclsweep.report.page.PaperPage;
import org.iclsweep.spark.Grid;
import org.iclsweep.spark.RunSettings;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.SweepFolders;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code paper}: runs the paper's experiments and evaluates their claims. */
@Command(
    name = "paper",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run the one-layer experiments of arXiv 2408.10147 and evaluate the paper's claims.",
      "The page DIR/report.html shows each claim with its verdict, evidence, query and figure."
    },
    footer = {"", "Example: ./submit.sh paper"})
final class PaperCommand implements Callable<Integer> {
  private static final Duration CHECKPOINTS = Duration.ofMinutes(1);
  private static final Duration CLAIM_TIMEOUT = Duration.ofMinutes(10);

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "results/paper",
      description = "folder of the experiments (${DEFAULT-VALUE})")
  private String out;

  @Option(names = "--full", description = "take the paper's sizes instead of small ones")
  private boolean full;

  @Override
  public Integer call() throws IOException {
    if (out.isBlank()) {
      throw new UsageException("--out: the name of the folder is empty");
    }
    SweepFolder folder = SweepFolders.at(out);
    boolean complete = true;
    List<PaperPage.Experiment> experiments = new ArrayList<>();
    try (Session session = Session.open(folder.path())) {
      if (full) {
        announce(session);
      }
      for (PaperExperiment experiment : PaperExperiment.values()) {
        Notes.say(experiment.title());
        String path = out.replaceFirst("/+$", "") + "/" + experiment.name(full);
        SweepFolder store = SweepFolders.at(path);
        List<String> words =
            List.of("run", "@conf/" + experiment.name(full) + ".args", "--out", path);
        complete &= execution(experiment, words, store).execute(nowhere());
        experiments.add(
            new PaperPage.Experiment(
                experiment.title(),
                experiment.name(full),
                claims(session, store),
                store.figure(experiment.figure()),
                words));
      }
      folder.writePage(
          PaperPage.html(
              experiments, full, out, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
    }
    System.out.print(
        VerdictText.of(experiments.stream().flatMap(e -> e.claims().stream()).toList()));
    System.out.println("Page: " + folder.reportPath(""));
    return complete ? 0 : 1;
  }

  private void announce(Session session) {
    double seconds = 0;
    for (PaperExperiment experiment : PaperExperiment.values()) {
      seconds += Grid.of(session, experiment.grid(full)).seconds();
    }
    Notes.say(
        "the paper's sizes take at most %s on %d cores; stored trials are not trained again"
            .formatted(NumberFormatter.duration(seconds / session.cores()), session.cores()));
  }

  private SweepExecution execution(
      PaperExperiment experiment, List<String> words, SweepFolder store) {
    return new SweepExecution(
        experiment.grid(full),
        words,
        store,
        new RunSettings(false, CHECKPOINTS, Double.POSITIVE_INFINITY),
        Optional.empty(),
        Optional.of(experiment.claims()),
        CLAIM_TIMEOUT,
        true);
  }

  /** A stream for the tables of a single experiment, which remain in its folder. */
  private static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream());
  }

  private static List<ClaimRow> claims(Session session, SweepFolder store) {
    List<ClaimRow> claims = new ArrayList<>();
    Tables.of(session, store).query(ClaimRow.ALL).each(row -> claims.add(ClaimRow.of(row)));
    return claims;
  }
}
