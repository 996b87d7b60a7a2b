package org.iclsweep.cli;

import java.io.IOException;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.Sweep;

/**
 * Handles the end of the process (SIGINT, SIGTERM) while a sweep runs: finished trials are stored,
 * the folder is released, and a line states how to resume. The JVM then exits with 130 or 143.
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

  /** Registers this handler for shutdown. */
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
        "\nicl-sweep: stopped: %s in %s; the same command resumes".formatted(stored, folder));
  }

  @Override
  public void close() {
    waitIfEnding();
    session.notBeforeEnd(hook);
  }

  /**
   * Blocks forever once shutdown has begun. Messages from the main thread about jobs cancelled
   * because Spark was stopped would only confuse.
   */
  static void waitIfEnding() {
    if (Session.ending()) {
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
