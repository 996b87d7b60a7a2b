package org.iclsweep.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.format.PrintableText;
import org.iclsweep.query.Aggregates;
import org.iclsweep.query.ClaimEvaluation;
import org.iclsweep.query.ClaimsTable;
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

/**
 * The execution of a sweep: trains the missing trials, updates the tables, evaluates the claims and
 * writes the report.
 *
 * @param requested the requested grid
 * @param words the words of the command line, argument files not expanded
 * @param store the sweep's folder
 * @param settings the settings for running trials
 * @param keepModel the condition of trials whose trained model is kept, if any are
 * @param given the claims, if any are given; otherwise those of earlier runs are evaluated again
 * @param claimTimeout the maximum time for one claim
 * @param report whether to write the report
 */
record SweepExecution(
    SweepSpec requested,
    List<String> words,
    SweepFolder store,
    RunSettings settings,
    Optional<String> keepModel,
    Optional<ClaimsFile> given,
    Duration claimTimeout,
    boolean report) {

  /**
   * Checks all that can be checked without training, for a driver elsewhere. Starts Spark here.
   *
   * @throws org.iclsweep.sweep.UsageException if the folder cannot be used, or the grid, a claim or
   *     another condition is invalid
   */
  void check() {
    store.checkUsable();
    try (Session session = Session.open(store.path())) {
      given.ifPresent(file -> ClaimEvaluation.checkValid(session, file));
      var unused = keeping(session, Grid.of(session, requested));
    }
  }

  private RunSettings keeping(Session session, Grid grid) {
    return keepModel
        .map(condition -> settings.keeping(grid.keptModels(session, condition)))
        .orElse(settings);
  }

  /**
   * Executes the sweep.
   *
   * @param out receives the tables and verdicts
   * @return whether all trials are stored and none failed
   * @throws org.iclsweep.sweep.UsageException if the folder cannot be used, a claim is invalid, or
   *     the trials exceed the memory
   * @throws IOException if results could not be stored
   */
  boolean execute(PrintStream out) throws IOException {
    store.checkUsable();
    store.checkIntact().forEach(Notes::warn);
    Optional<ClaimsFile> claims = given.or(store::claims);
    Optional<String> last = store.lastSummary(requested, claims);
    if (last.isPresent() && !settings.force()) {
      Notes.say("all trials of this grid are stored; nothing to train");
      out.print(PrintableText.lines(last.get()));
      if (report && !store.reportStands()) {
        try (Session session = Session.open(store.path())) {
          write(() -> Reports.ofLastRun(session, store, List.of(), List.of()));
        }
      }
      return true;
    }
    try (Session session = Session.open(store.path())) {
      claims.ifPresent(file -> ClaimEvaluation.checkValid(session, file));
      Grid grid = Grid.of(session, requested);
      session.checkMemory(grid.largestBytes(), grid.size());
      try (Sweep sweep = new Sweep(session, grid, store, keeping(session, grid));
          Interruption interruption = new Interruption(session, sweep, store.path())) {
        interruption.arm();
        return execute(session, grid, sweep, claims, out);
      }
    }
  }

  private boolean execute(
      Session session, Grid grid, Sweep sweep, Optional<ClaimsFile> claims, PrintStream out)
      throws IOException {
    Tally tally = sweep.tally();
    Sweep.Changes changes;
    try (Progress progress = new Progress(tally)) {
      changes = sweep.run(requested, words, progress::begin);
    }
    Notes.say(
        tally.total() == 0
            ? "all trials of this grid are stored; nothing to train"
            : "computing the tables");
    Tables tables = Aggregates.update(session, store, changes);
    if (tally.others() > 0) {
      tables = tables.restrictedTo(grid);
    }
    Summary summary = new Summary(requested, tables, grid, tally, store.path());
    Verdicts verdicts = Verdicts.of(session, store, claims, claimTimeout);
    ClaimsTable.replace(session, changes.writer(), verdicts.findings());
    String text = summary.text() + verdicts.text();
    changes.writer().end(claims, summary.complete() && verdicts.complete() ? text : null);
    try {
      out.print(text);
    } finally { // the report does not depend on stdout
      if (report) {
        Grid shown = tally.others() == 0 ? null : grid;
        OptionalLong size = OptionalLong.of(grid.size());
        write(() -> Reports.write(session, store, shown, size, List.of(), List.of()));
      }
    }
    verdicts.checkValid();
    return summary.complete();
  }

  /** Writes the report. The results are already stored, so an error here does not fail the run. */
  private void write(Callable<String> written) {
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
}
