package org.iclsweep.spark;

import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ExecutorAllocationClient;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.util.ThreadUtils;

/**
 * Moves trials from executors that are being decommissioned, for example on a preemptible machine.
 * Spark starts no more tasks there, but lets running ones go on until the machine is gone. Their
 * attempts are ended with {@link #REASON}: a trial then writes a checkpoint and stops, and Spark
 * runs its task on another executor, where the trial resumes. Such an end is not a failure.
 */
final class Evacuation extends SparkListener implements AutoCloseable {
  private static final String REASON = "the executor is being decommissioned; its trials move";

  /** The local property of jobs that run trials. */
  private static final String TRIALS = "icl-sweep.trials";

  private static final long POLL_MILLIS = 500;

  private final SparkContext context;
  private final Set<Integer> stages = ConcurrentHashMap.newKeySet();

  /** The executors of running trials, by task. */
  private final Map<Long, String> running = new ConcurrentHashMap<>();

  private final ScheduledExecutorService poll =
      ThreadUtils.newDaemonSingleThreadScheduledExecutor("icl-sweep-evacuation");

  /** Starts watching the executors; does nothing in local mode. */
  Evacuation(SparkContext context) {
    this.context = context;
    // Spark has no event for a decommissioned executor, but no longer counts it as active.
    if (context.schedulerBackend() instanceof ExecutorAllocationClient executors) {
      context.addSparkListener(this);
      var unused =
          poll.scheduleWithFixedDelay(
              () -> move(executors), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Runs an action that submits trials. */
  void submitting(Runnable action) {
    context.setLocalProperty(TRIALS, "true");
    try {
      action.run();
    } finally {
      context.setLocalProperty(TRIALS, null);
    }
  }

  /** Returns whether the trial of a task is to write a checkpoint and stop. */
  static boolean moves(TaskContext task) {
    return task.isInterrupted() && task.getKillReason().contains(REASON);
  }

  private void move(ExecutorAllocationClient executors) {
    running.forEach(
        (task, executor) -> {
          if (!executors.isExecutorActive(executor) && running.remove(task) != null) {
            context.killTaskAttempt(task, false, REASON);
          }
        });
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted stage) {
    Properties properties = stage.properties();
    if (properties != null && properties.getProperty(TRIALS) != null) {
      stages.add(stage.stageInfo().stageId());
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart task) {
    if (stages.contains(task.stageId())) {
      running.put(task.taskInfo().taskId(), task.taskInfo().executorId());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    running.remove(task.taskInfo().taskId());
  }

  @Override
  public void close() {
    poll.shutdown();
    context.removeSparkListener(this);
  }
}
