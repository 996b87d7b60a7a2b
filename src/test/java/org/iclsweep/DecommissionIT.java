package org.iclsweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.iclsweep.cli.CommandLineRunner.csv;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines of a cluster that announce their end. */
@Tag("clusters")
class DecommissionIT {
  /** Two trials of some seconds. The first checkpoint would be due after their end. */
  private static final List<String> RUN =
      List.of(
          ("run --heads 32 --prompt-length 10 --tokens 50 --dim 20 --steps 30000 --tolerance 0"
                  + " --seed 1,2 --checkpoint-every 60 --no-report")
              .split(" ", -1));

  private static final String TRAINER = "org.iclsweep.train.Trainer.run";

  @TempDir private static Path folder;

  /**
   * Whether an executor of a worker is in the middle of training, by the stacks of its threads: a
   * task that runs need not have begun its trial.
   */
  private static boolean trains(RunningProcess worker) throws Exception {
    for (ProcessHandle executor : worker.below()) {
      Process stacks =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(executor.pid()),
                  "Thread.print")
              .redirectErrorStream(true)
              .start();
      if (new String(stacks.getInputStream().readAllBytes(), UTF_8).contains(TRAINER)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void theTrialOfAMachineThatEndsMovesToAnother() throws Exception {
    Path out = folder.resolve("sweep");
    try (StandaloneCluster cluster = StandaloneCluster.start(folder, 2)) {
      RunningProcess sweep = cluster.submit(Map.of("spark.decommission.enabled", "true"), RUN, out);
      try {
        sweep.await("training", () -> sweep.said().contains("training 2 trials"));
        sweep.await(
            "both trials",
            () -> trains(cluster.workers().get(0)) && trains(cluster.workers().get(1)));
        cluster.workers().get(0).signal("PWR");
      } catch (Exception | Error e) {
        sweep.kill();
        throw e;
      }
      assertEquals(0, sweep.end(), sweep.said());
      LongSweep.assertResumed(out, cluster.saidByExecutors());
      List<String> executors = csv(out, "select distinct executor from trials");
      assertEquals(2, executors.size(), executors.toString());
    }
    LocalMode.assertSame(RUN, folder.resolve("local"), out.toString());
  }
}
