package org.iclsweep;

import static org.iclsweep.cli.CommandLineRunner.csv;
import static org.iclsweep.cli.CommandLineRunner.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.iclsweep.cli.CommandLineRunner;
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

  private static final Pattern RESUMED =
      Pattern.compile("icl-sweep: trial ([0-9a-f]+) resumes at step ([0-9]+)");

  @TempDir private static Path folder;

  /** Whether a task runs on a worker, by Spark's log. */
  private static boolean busy(StandaloneCluster cluster, int worker) throws IOException {
    String log = cluster.saidByExecutors(worker);
    return log.split("Running task ", -1).length > log.split("Finished task ", -1).length;
  }

  @Test
  void theTrialOfAMachineThatEndsMovesToAnother() throws Exception {
    Path out = folder.resolve("sweep");
    try (StandaloneCluster cluster = StandaloneCluster.start(folder, 2)) {
      RunningProcess sweep = cluster.submit(Map.of("spark.decommission.enabled", "true"), RUN, out);
      try {
        sweep.await("training", () -> sweep.said().contains("training 2 trials"));
        // Only trials are tasks that run side by side.
        sweep.await("both trials", () -> busy(cluster, 0) && busy(cluster, 1));
        cluster.workers().get(0).signal("PWR");
      } catch (Exception | Error e) {
        sweep.kill();
        throw e;
      }
      assertEquals(0, sweep.end(), sweep.said());
      List<MatchResult> resumed = StandaloneCluster.found(RESUMED, cluster.saidByExecutors());
      assertEquals(1, resumed.size(), sweep.said() + cluster.saidByExecutors());
      assertTrue(Long.parseLong(resumed.get(0).group(2)) > 0, resumed.get(0).group());
      List<String> executors = csv(out, "select distinct executor from trials");
      assertEquals(2, executors.size(), executors.toString());
    }
    assertEquals(
        List.of("n,attempts", "2,2"),
        csv(out, "select count(*) as n, sum(attempt) as attempts from trials"));
    assertFalse(Files.exists(out.resolve("checkpoints")));
    Path local = folder.resolve("local");
    List<String> words = new ArrayList<>(RUN);
    words.addAll(List.of("--out", local.toString()));
    assertEquals(0, CommandLineRunner.run(words.toArray(String[]::new)).code());
    assertEquals(rows(local), rows(out));
  }
}
