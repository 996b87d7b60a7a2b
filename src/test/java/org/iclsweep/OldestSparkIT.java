package org.iclsweep;

import static org.iclsweep.RunningProcess.HOME;
import static org.iclsweep.cli.CommandLineRunner.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iclsweep.cli.CommandLineRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it was built, submitted to the oldest Spark that it is said to run on. */
class OldestSparkIT {
  private static final Pattern VERSION =
      Pattern.compile("spark-core_2\\.13-(4\\.0\\.[0-9]+)\\.jar");

  /** A quarter of the quickstart. */
  private static final List<String> GRID =
      List.of("run", "@" + HOME.resolve("conf/quickstart.args"), "--noise", "0.1", "--seed", "1");

  @TempDir private Path folder;

  /** With a report, which asks Spark most of its questions. */
  @Test
  void aSweepHasTheSameBitsOnSpark40() throws Exception {
    String jars = MavenProfile.sparkClassPath("spark-4.0", folder);
    Matcher version = VERSION.matcher(jars);
    assertTrue(version.find(), jars);
    Path old = SparkDistribution.of(folder.resolve("spark"), jars, version.group(1));
    List<String> command = new ArrayList<>(List.of(HOME.resolve("submit.sh").toString()));
    command.addAll(List.of("--master", "local[2]"));
    command.addAll(GRID);
    command.addAll(List.of("--out", folder.resolve("old").toString()));
    RunningProcess run =
        RunningProcess.start(folder, Map.of("SPARK_HOME", old.toString()), command);
    assertEquals(0, run.end(), run.said());
    assertTrue(run.out().contains("16 of 16 trials stored"), run.said());
    assertTrue(Files.exists(folder.resolve("old/report.html")), run.said());
    assertTrue(Files.exists(old.resolve("used")));

    List<String> words = new ArrayList<>(GRID);
    words.addAll(List.of("--no-report", "--out", folder.resolve("new").toString()));
    assertEquals(0, CommandLineRunner.run(words.toArray(String[]::new)).code());
    List<String> expected = rows(folder.resolve("new"));
    assertTrue(expected.size() > 16 * 100, "rows: " + expected.size());
    assertEquals(expected, rows(folder.resolve("old")));
  }
}
