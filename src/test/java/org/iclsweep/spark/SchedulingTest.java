package org.iclsweep.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.sweep.Grids;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.table.TableNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grids of many tiny trials take few tasks, few files and a bounded part of the driver's heap. */
class SchedulingTest {
  private static final TrialConfig CONFIG = Grids.trial("m=2", "heads=1");

  @TempDir private Path folder;

  private static List<RunTrials.One> trials(int count, double seconds) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(attempt -> new RunTrials.One(attempt, CONFIG, seconds))
        .toList();
  }

  private static int tasks(List<RunTrials.One> trials, int cores) {
    List<RunTrials.Task> tasks = RunTrials.tasks(trials, cores);
    assertEquals(trials, tasks.stream().flatMap(task -> task.trials().stream()).toList());
    return tasks.size();
  }

  @Test
  void trialsOfAMillisecondShareTasksAndLongOnesDoNot() {
    List<RunTrials.One> tiny = trials(10_000, 1e-3);
    assertTrue(tasks(tiny, 2) <= 52, "a fifth of a second each");
    assertTrue(tasks(tiny, 500) >= 2000, "work for every core");
    assertEquals(100, tasks(trials(100, 1), 2));
    List<RunTrials.One> mixed =
        Stream.concat(trials(3, 5).stream(), trials(10_000, 1e-3).stream()).toList();
    assertTrue(tasks(mixed, 2) <= 55);
  }

  @Test
  void theDriverSortsTrialsIntoPartsOfAWave() {
    assertEquals(2, Sweep.parts(1, 2));
    assertEquals(64, Sweep.parts(1000, 64));
    assertEquals(101, Sweep.parts(1_000_000, 2));
    assertTrue(Sweep.parts(Long.MAX_VALUE / 2, 2) > 10_000);
  }

  @Test
  void tenThousandTrialsAndMoreAreOneFile() throws IOException {
    String words =
        "run --m 2 --heads 1 --prompt-length 2 --tokens 4 --dim 2 --steps 1 --test-templates 1"
            + " --seed 1:10500 --out ";
    CommandLineRunner.Result result =
        CommandLineRunner.run((words + folder.resolve("many")).split(" ", -1));
    assertEquals(0, result.code(), result.err());
    assertEquals(
        List.of("n,ids", "10500,10500"),
        CommandLineRunner.csv(
            folder.resolve("many"),
            "select count(*) as n, count(distinct trial_id) as ids from trials"));
    for (String table : TableNames.RESULTS) {
      try (Stream<Path> files = Files.list(folder.resolve("many").resolve(table))) {
        assertEquals(1, files.count());
      }
    }
  }
}
