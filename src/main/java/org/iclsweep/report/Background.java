package org.iclsweep.report;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.apache.commons.lang3.exception.ExceptionUtils;

/** A value that a thread of its own computes. */
final class Background<T> implements Supplier<T> {
  private final FutureTask<T> task;

  private Background(Supplier<T> computation) {
    task = new FutureTask<>(computation::get);
  }

  /** Starts a computation. */
  static <T> Background<T> start(String name, Supplier<T> computation) {
    Background<T> started = new Background<>(computation);
    Thread thread = new Thread(started.task, name);
    thread.setDaemon(true);
    thread.start();
    return started;
  }

  /** Waits for the value; throws what the computation threw. */
  @Override
  public T get() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      return ExceptionUtils.rethrow(e.getCause()); // as if there were no thread
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
