package org.iclsweep.spark;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.iclsweep.sweep.CostError;

/** Counts of a run that is going on; any thread may read them. */
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
   * @param remaining its gap at the end, as a share of that at the start
   */
  public record Best(String id, double remaining) {}

  void begin(Inventory inventory, boolean force) {
    total = inventory.toRun(force);
    others = inventory.others();
  }

  /** Counts a trial that has ended; one thread at a time. */
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

  /** The number of trials that were missing at the beginning. */
  public long total() {
    return total;
  }

  /** The number of stored trials that are of other grids; known once the run has begun. */
  public long others() {
    return others;
  }

  /** The number of trials that have ended, failed ones included. */
  public long done() {
    return done.get();
  }

  /** The number of trials that have failed. */
  public long failed() {
    return failed.get();
  }

  /** The number of tasks that are running now. */
  public int running() {
    return running.get();
  }

  /** The trial of this run with the least share of its gap left; empty before there is one. */
  public Optional<Best> best() {
    return Optional.ofNullable(best);
  }

  /** How far the cost model was off over the trials that this run has trained. */
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
