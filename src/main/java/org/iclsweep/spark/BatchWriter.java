package org.iclsweep.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes finished trials on a thread of its own, a batch every few seconds, so that neither trials
 * nor Spark's scheduler wait for the disk. Files are merged on a second thread, so that no batch
 * waits for that.
 */
final class BatchWriter implements AutoCloseable {
  private static final long BATCH_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int BATCH_TRIALS = 1000;

  /** Results that wait for a slow disk beside those of the wave that is running. */
  private static final int MOST_WAITING = 4 * BATCH_TRIALS;

  private final ResultWriter results;
  private final Runnable onFailure;
  private final BlockingQueue<Message> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::write, "icl-sweep-writer");
  private final ExecutorService merger =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread merging = new Thread(task, "icl-sweep-merger");
            merging.setDaemon(true);
            return merging;
          });
  private final AtomicBoolean merging = new AtomicBoolean();
  private volatile Throwable failure;
  private volatile boolean hurried;

  /** A trial to store, or null for the end. */
  private record Message(StoredTrial trial) {}

  /**
   * Starts the thread.
   *
   * @param onFailure called if a batch cannot be stored
   */
  BatchWriter(ResultWriter results, Runnable onFailure) {
    this.results = results;
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
      throw new IOException(
          "results could not be stored: " + ResultStore.firstLine(failure), failure);
    }
  }

  /**
   * Waits until few results are left to be stored.
   *
   * @throws IOException if a batch could not be stored
   */
  synchronized void awaitRoom() throws IOException {
    try {
      while (queue.size() > MOST_WAITING && failure == null) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while results were stored", e);
    }
    check();
  }

  private synchronized void tellRoom() {
    notifyAll();
  }

  /**
   * Stores what is left, merges the small files and ends the threads.
   *
   * @throws IOException if a batch could not be stored
   */
  @Override
  public void close() throws IOException {
    end();
  }

  /**
   * Stores what is left and ends the threads, in a hurry: small files stay as they are.
   *
   * @throws IOException if a batch could not be stored
   */
  void flush() throws IOException {
    hurried = true;
    end();
  }

  private void end() throws IOException {
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
          results.append(batch);
          tellRoom();
          if (merging.compareAndSet(false, true)) {
            merger.execute(this::merge);
          }
        }
      }
    } catch (Throwable e) {
      fail(e);
    }
    try {
      merger.shutdown();
      merger.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      if (failure == null && !hurried) {
        results.tidy();
      }
    } catch (Throwable e) {
      fail(e);
    }
  }

  private void merge() {
    try {
      results.mergeFull();
    } catch (Throwable e) {
      fail(e);
    } finally {
      merging.set(false);
    }
  }

  private void fail(Throwable e) {
    failure = e;
    tellRoom();
    onFailure.run();
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
