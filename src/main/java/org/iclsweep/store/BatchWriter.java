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
 * Writes finished trials on a separate thread, in a batch every few seconds. Neither trials nor
 * Spark's scheduler wait for the disk. A second thread merges files, so no batch waits for a merge.
 */
public final class BatchWriter implements AutoCloseable {
  /** The time a finished trial waits for others to be stored with it. */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  /**
   * Approximate number of trials of 200 recorded steps that a driver can receive per second: less
   * than half of what {@code bench --store} measures with tasks of 128, since Spark's scheduler
   * takes the rest of the core.
   */
  public static final int TRIALS_PER_SECOND = 10_000;

  /** A batch of this many bytes is written without waiting. */
  private static final long BATCH_BYTES = 64L << 20;

  /** Maximum bytes of results waiting for a slow disk, in addition to those of the running wave. */
  private static final long MAX_WAITING = BATCH_BYTES;

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

  /** Results to store, or null to end the thread. */
  private record Message(Results results) {}

  /**
   * Starts the thread.
   *
   * @param interval the time results wait for others, see {@link #INTERVAL}
   * @param onFailure called if a batch cannot be stored
   */
  public BatchWriter(ResultWriter results, Duration interval, Runnable onFailure) {
    this.results = results;
    this.interval = interval;
    this.onFailure = onFailure;
    thread.setDaemon(true);
    thread.start();
  }

  /** Queues trials for storing and returns at once. */
  public void add(Results finished) {
    waiting.addAndGet(finished.bytes());
    queue.add(new Message(finished));
  }

  /**
   * Throws an exception if storing has failed.
   *
   * @throws IOException if a batch could not be stored
   */
  public void check() throws IOException {
    if (failure != null) {
      throw new IOException("results could not be stored: " + FirstLine.of(failure), failure);
    }
  }

  /**
   * Blocks until few results are waiting to be stored.
   *
   * @throws IOException if a batch could not be stored
   */
  public synchronized void awaitRoom() throws IOException {
    try {
      while (waiting.get() > MAX_WAITING && failure == null) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while results were stored", e);
    }
    check();
  }

  private synchronized void signalSpace() {
    notifyAll();
  }

  /**
   * Stores the remaining results, merges the small files and ends the threads.
   *
   * @throws IOException if a batch could not be stored
   */
  @Override
  public void close() throws IOException {
    end();
  }

  /**
   * Stores the remaining results and ends the threads quickly, without merging small files.
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
          signalSpace();
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
        merger.shutdownNow(); // a merge may be waiting for a busy core
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
    signalSpace();
    onFailure.run();
  }

  /** Collects results until the batch is large or old; returns false after the last ones. */
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
