package org.iclsweep.cli;

import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import org.iclsweep.format.NumberFormatter;
import org.iclsweep.spark.Tally;
import org.iclsweep.sweep.CostError;

/**
 * Reports the progress of a sweep on stderr: on a terminal in one line that is rewritten, else in a
 * new line every few seconds.
 */
final class Progress implements AutoCloseable {
  private static final int BAR = 24;
  private static final int FEW = 10;

  private final Tally tally;
  private final Timer timer = new Timer("icl-sweep-progress", true);
  private volatile long began;

  Progress(Tally tally) {
    this.tally = tally;
  }

  /** Starts reporting; to be called once the number of trials is known. */
  void begin() {
    if (tally.total() == 0) {
      return;
    }
    began = System.nanoTime();
    Notes.say("training " + tally.total() + " trials");
    if (Notes.quiet()) {
      return;
    }
    long period = Terminal.ERR > 0 ? 500 : 5000;
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            System.err.print(Terminal.ERR > 0 ? "\r" + fitted(bar() + line()) : line() + "\n");
          }
        },
        period,
        period);
  }

  /** Fits a text to the terminal's width, so that it covers the previous text. */
  private static String fitted(String text) {
    int width = Terminal.ERR - 1;
    return text.length() > width
        ? text.substring(0, width)
        : text + " ".repeat(width - text.length());
  }

  private String bar() {
    int filled = (int) (BAR * tally.done() / tally.total());
    return "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "] ";
  }

  private String line() {
    long done = tally.done();
    if (done == tally.total()) {
      return "all %d trials done; storing the last of them".formatted(done);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double rate = done / seconds;
    String left =
        done == 0
            ? ""
            : ", about " + NumberFormatter.duration((tally.total() - done) / rate) + " left";
    String best =
        tally
            .best()
            .map(
                b ->
                    ", best gap "
                        + NumberFormatter.rounded(b.remaining())
                        + " of its start ("
                        + b.id().substring(0, 6)
                        + ")")
            .orElse("");
    return String.format(
        Locale.ROOT,
        "%d of %d trials done, %d running, %d failed, %s trials/s%s%s",
        done,
        tally.total(),
        tally.running(),
        tally.failed(),
        NumberFormatter.rounded(Double.parseDouble(String.format(Locale.ROOT, "%.3g", rate))),
        left,
        best);
  }

  @Override
  public void close() {
    timer.cancel();
    Interruption.waitIfEnding();
    if (tally.total() > 0 && !Notes.quiet()) {
      double seconds = (System.nanoTime() - began) / 1e9;
      String end = tally.done() + " trials trained in " + NumberFormatter.duration(seconds);
      System.err.println(Terminal.ERR > 0 ? "\r" + fitted(end) : end);
      if (tally.costError().trials() > 0) {
        System.err.println(cost(tally.costError()));
      }
    }
  }

  /** Predicted and measured times, with their spread if there are enough trials. */
  private static String cost(CostError error) {
    String sums =
        "training took %s of core time in %d trials, %s were predicted for compiled code"
            .formatted(
                NumberFormatter.duration(error.measured()),
                error.trials(),
                NumberFormatter.duration(error.predicted()));
    return error.trials() < FEW
        ? sums
        : String.format(
            Locale.ROOT,
            "%s; the median trial took %.2g of its prediction, nine of ten between %.2g and %.2g",
            sums,
            error.ratio(0.5),
            error.ratio(0.05),
            error.ratio(0.95));
  }
}
