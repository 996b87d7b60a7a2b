package org.iclsweep.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.iclsweep.sweep.TrialConfig;

/**
 * Packs trials into tasks: a task runs one trial or several tiny ones, since a task costs about a
 * millisecond itself.
 */
final class Packing {
  /** A task takes about this long if its trials are short. */
  private static final double TASK_SECONDS = 0.2;

  private static final int TASKS_PER_CORE = 4;

  private Packing() {}

  /**
   * A trial to run.
   *
   * @param attempt 1 for the first time
   * @param config the trial
   * @param seconds how long it takes, as predicted
   */
  record One(int attempt, TrialConfig config, double seconds) implements Serializable {}

  /** Trials that run one after the other. */
  record Task(List<One> trials) implements Serializable {}

  /**
   * Packs trials in their order. No task has so many that a core would be idle.
   *
   * @param trials in the order in which they are to run
   * @param cores how many run at a time
   */
  static List<Task> tasks(List<One> trials, int cores) {
    int most = Math.max(1, trials.size() / (TASKS_PER_CORE * cores));
    List<Task> tasks = new ArrayList<>();
    double seconds = Double.POSITIVE_INFINITY;
    int count = 0;
    for (One trial : trials) {
      if (seconds + trial.seconds() > TASK_SECONDS || count == most) {
        tasks.add(new Task(new ArrayList<>()));
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
