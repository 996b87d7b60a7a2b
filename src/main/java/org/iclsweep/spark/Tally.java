package org.iclsweep.spark;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.iclsweep.sweep.CostError;

/** Counts of a run in progress; any thread may read them. */
public final class Tally extends SparkListener {
  private volatile long total;
  private volatile long others;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicInteger running = new AtomicInteger();
  private final CostError costError = new CostError();
  private volatile Best best;

  /**
   * The best trial so far.
   *
   * @param id its id
   * @param remaining its final gap as a fraction of its initial gap
   */
  public record Best(String id, double remaining) {}

  void begin(Inventory inventory, boolean force) {
    total = inventory.toRun(force);
    others = inventory.others();
  }

  /** Counts a finished trial; must not be called concurrently. */
  void add(Outcome trial) {
    if (trial.failed()) {
      failed.incrementAndGet();
    }
    costError.add(trial.expectedSeconds(), trial.seconds());
    Best now = best;
    if (trial.remaining() < (now == null ? Double.POSITIVE_INFINITY : now.remaining())) {
      best = new Best(trial.id(), trial.remaining());
    }
    done.incrementAndGet();
  }

  /** The number of trials that were missing at the start. */
  public long total() {
    return total;
  }

  /** The number of stored trials from other grids; known once the run has begun. */
  public long others() {
    return others;
  }

  /** The number of finished trials, including failed ones. */
  public long done() {
    return done.get();
  }

  /** The number of failed trials. */
  public long failed() {
    return failed.get();
  }

  /** The number of running tasks. */
  public int running() {
    return running.get();
  }

  /** The trial of this run with the smallest remaining fraction of its gap; empty if none yet. */
  public Optional<Best> best() {
    return Optional.ofNullable(best);
  }

  /** The error of the cost model over the trials trained in this run. */
  public CostError costError() {
    return costError;
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    running.incrementAndGet();
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running.decrementAndGet();
  }
}
