package org.iclsweep.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.iclsweep.sweep.TrialConfig;

/**
 * Packs trials into tasks. A task runs one trial or several tiny ones, because each task adds about
 * a millisecond of overhead.
 */
final class Packing {
  /** Target duration of a task with short trials. */
  private static final double TASK_SECONDS = 0.2;

  private static final int TASKS_PER_CORE = 4;

  private Packing() {}

  /**
   * A trial to run.
   *
   * @param attempt the number of the attempt, from 1
   * @param config the trial
   * @param seconds its predicted duration
   */
  record PendingTrial(int attempt, TrialConfig config, double seconds) implements Serializable {}

  /** Trials that run sequentially. */
  record SparkTask(List<PendingTrial> trials) implements Serializable {}

  /**
   * Packs trials in order. The number per task is limited so that no core is idle.
   *
   * @param trials in the order in which they are to run
   * @param cores the number of trials that run at a time
   */
  static List<SparkTask> tasks(List<PendingTrial> trials, int cores) {
    int maximum = Math.max(1, trials.size() / (TASKS_PER_CORE * cores));
    List<SparkTask> tasks = new ArrayList<>();
    double seconds = Double.POSITIVE_INFINITY;
    int count = 0;
    for (PendingTrial trial : trials) {
      if (seconds + trial.seconds() > TASK_SECONDS || count == maximum) {
        tasks.add(new SparkTask(new ArrayList<>()));
        seconds = 0;
        count = 0;
      }
      tasks.get(tasks.size() - 1).trials().add(trial);
      seconds += trial.seconds();
      count++;
    }
    return tasks;
  }
}
