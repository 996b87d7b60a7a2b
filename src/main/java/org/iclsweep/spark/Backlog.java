package org.iclsweep.spark;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.commons.lang3.exception.ExceptionUtils;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;

/**
 * The submitted trials that have not finished. Waves are submitted by the number of these trials
 * rather than after whole waves, because a single trial may take far longer than predicted.
 */
final class Backlog {
  /** Spark keeps the tasks of a wave in the driver's memory until its last trial has finished. */
  private static final int MAX_WAVES = 20;

  private long trials;
  private int waves;
  private Throwable failure;

  /** Adds a wave that is about to be submitted. */
  synchronized void add(int size) {
    trials += size;
    waves++;
  }

  /** Watches a submitted wave. */
  void watch(Future<BoxedUnit> wave) {
    wave.onComplete(
        end -> {
          waveEnds(end.isFailure() ? end.failed().get() : null);
          return null;
        },
        ExecutionContext.fromExecutor(Runnable::run));
  }

  private synchronized void waveEnds(Throwable error) {
    waves--;
    failure = failure == null ? error : failure;
    notifyAll();
  }

  /** Removes trials that have finished. */
  synchronized void remove(int finished) {
    trials -= finished;
    notifyAll();
  }

  /**
   * Waits until no more than so many trials remain, or until a wave fails.
   *
   * @throws IOException if interrupted
   */
  void awaitTrials(long limit) throws IOException {
    await(() -> trials <= limit && waves < MAX_WAVES);
  }

  /**
   * Waits until all waves have ended, or until one fails.
   *
   * @throws IOException if interrupted
   */
  void awaitEnd() throws IOException {
    await(() -> waves == 0);
  }

  private synchronized void await(BooleanSupplier reached) throws IOException {
    try {
      while (failure == null && !reached.getAsBoolean()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while trials were running", e);
    }
    if (failure != null) {
      ExceptionUtils.rethrow(failure); // Spark throws checked exceptions that it does not declare
    }
  }
}
