package org.iclsweep.cli;

import java.io.IOException;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.Sweep;

/**
 * What happens when the process is told to end (SIGINT, SIGTERM) while a sweep runs: finished
 * trials are stored, the folder is given back, and a line says how to go on. The JVM then exits
 * with 130 or 143.
 */
final class Interruption implements AutoCloseable {
  private final Session session;
  private final Sweep sweep;
  private final String folder;
  private final Runnable hook = this::end;

  Interruption(Session session, Sweep sweep, String folder) {
    this.session = session;
    this.sweep = sweep;
    this.folder = folder;
  }

  /** From now on the process does not end without it. */
  void arm() {
    session.beforeEnd(hook);
  }

  private void end() {
    String stored;
    try {
      sweep.abandon();
      stored = sweep.tally().done() + " of " + sweep.tally().total() + " trials trained and stored";
    } catch (IOException e) {
      stored = e.getMessage();
    }
    System.err.println(
        "\nicl-sweep: stopped: %s in %s; the same command goes on".formatted(stored, folder));
  }

  @Override
  public void close() {
    waitIfEnding();
    session.notBeforeEnd(hook);
  }

  /**
   * Returns, but never if the process is ending: what the main thread has to say then, of jobs that
   * are cancelled because Spark was stopped, would only confuse.
   */
  static void waitIfEnding() {
    Thread nothing = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(nothing); // the only way to ask
      Runtime.getRuntime().removeShutdownHook(nothing);
    } catch (IllegalStateException e) {
      waitForTheEnd();
    }
  }

  private static void waitForTheEnd() {
    while (true) {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
