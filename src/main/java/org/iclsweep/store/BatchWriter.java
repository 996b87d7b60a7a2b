package org.iclsweep.store;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes finished trials on a thread of its own, a batch every few seconds, so that neither trials
 * nor Spark's scheduler wait for the disk. Files are merged on a second thread, so that no batch
 * waits for that.
 */
public final class BatchWriter implements AutoCloseable {
  /** How long a finished trial waits for others that are stored with it. */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  /**
   * About how many trials of 200 recorded steps a driver can take in per second, as {@code bench
   * --store} measures it with tasks of 128.
   */
  public static final int TRIALS_PER_SECOND = 5000;

  /** A batch of so many bytes does not wait. */
  private static final long BATCH_BYTES = 64L << 20;

  /** Results that wait for a slow disk beside those of the wave that is running. */
  private static final long MOST_WAITING = BATCH_BYTES;

  private final ResultWriter results;
  private final Duration interval;
  private final AtomicLong waiting = new AtomicLong();
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

  /** Results to store, or null for the end. */
  private record Message(Results results) {}

  /**
   * Starts the thread.
   *
   * @param interval how long results wait for others, see {@link #INTERVAL}
   * @param onFailure called if a batch cannot be stored
   */
  public BatchWriter(ResultWriter results, Duration interval, Runnable onFailure) {
    this.results = results;
    this.interval = interval;
    this.onFailure = onFailure;
    thread.setDaemon(true);
    thread.start();
  }

  /** Hands trials over; returns at once. */
  public void add(Results finished) {
    waiting.addAndGet(finished.bytes());
    queue.add(new Message(finished));
  }

  /**
   * Throws what went wrong with storing, if anything did.
   *
   * @throws IOException if a batch could not be stored
   */
  public void check() throws IOException {
    if (failure != null) {
      throw new IOException("results could not be stored: " + FirstLine.of(failure), failure);
    }
  }

  /**
   * Waits until few results are left to be stored.
   *
   * @throws IOException if a batch could not be stored
   */
  public synchronized void awaitRoom() throws IOException {
    try {
      while (waiting.get() > MOST_WAITING && failure == null) {
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
  public void flush() throws IOException {
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
        List<Results> batch = new ArrayList<>();
        open = fill(batch);
        if (!batch.isEmpty()) {
          results.append(batch);
          waiting.addAndGet(-bytes(batch));
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
      if (hurried) {
        merger.shutdownNow(); // a merge may be waiting for a core that is busy for long
      }
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
      if (!hurried) {
        fail(e);
      }
    } finally {
      merging.set(false);
    }
  }

  private void fail(Throwable e) {
    failure = e;
    tellRoom();
    onFailure.run();
  }

  /** Takes results until the batch is large or old; false after the last ones. */
  private boolean fill(List<Results> batch) throws InterruptedException {
    Message message = queue.take();
    long end = System.nanoTime() + interval.toNanos();
    long bytes = 0;
    while (message != null) {
      if (message.results() == null) {
        return false;
      }
      batch.add(message.results());
      bytes += message.results().bytes();
      if (bytes >= BATCH_BYTES) {
        return true;
      }
      message = queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
    return true;
  }

  private static long bytes(List<Results> batch) {
    return batch.stream().mapToLong(Results::bytes).sum();
  }
}
