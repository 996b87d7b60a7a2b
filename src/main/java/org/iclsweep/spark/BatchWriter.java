package org.iclsweep.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Writes finished trials on a thread of its own, a batch every few seconds, so that neither trials
 * nor Spark's scheduler wait for the disk.
 */
final class BatchWriter implements AutoCloseable {
  private static final long BATCH_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int BATCH_TRIALS = 1000;

  private final ResultStore store;
  private final Runnable onFailure;
  private final BlockingQueue<Message> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::write, "icl-sweep-writer");
  private volatile Exception failure;

  /** A trial to store, or null for the end. */
  private record Message(StoredTrial trial) {}

  /**
   * Starts the thread.
   *
   * @param onFailure called once if a batch cannot be stored
   */
  BatchWriter(ResultStore store, Runnable onFailure) {
    this.store = store;
    this.onFailure = onFailure;
    thread.setDaemon(true);
    thread.start();
  }

  /** Hands a trial over; returns at once. */
  void add(StoredTrial trial) {
    queue.add(new Message(trial));
  }

  /**
   * Throws what went wrong with storing, if anything did.
   *
   * @throws IOException if a batch could not be stored
   */
  void check() throws IOException {
    if (failure != null) {
      throw new IOException("results could not be stored: " + failure.getMessage(), failure);
    }
  }

  /**
   * Stores what is left and ends the thread.
   *
   * @throws IOException if a batch could not be stored
   */
  @Override
  public void close() throws IOException {
    queue.add(new Message(null));
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    check();
  }

  private void write() {
    try {
      boolean open = true;
      while (open) {
        List<StoredTrial> batch = new ArrayList<>();
        open = fill(batch);
        if (!batch.isEmpty()) {
          store.append(batch);
        }
      }
    } catch (IOException | RuntimeException | InterruptedException e) {
      failure = e;
      onFailure.run();
    }
  }

  /** Takes trials until the batch is full or old; false after the last one. */
  private boolean fill(List<StoredTrial> batch) throws InterruptedException {
    Message message = queue.take();
    long end = System.nanoTime() + BATCH_NANOS;
    while (message != null) {
      if (message.trial() == null) {
        return false;
      }
      batch.add(message.trial());
      if (batch.size() == BATCH_TRIALS) {
        return true;
      }
      message = queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
    return true;
  }
}
