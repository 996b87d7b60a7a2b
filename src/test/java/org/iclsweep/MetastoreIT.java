package org.iclsweep;

import static org.iclsweep.RunningProcess.HOME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.table.ColumnDescription;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep in processes of Spark with a Hive metastore, by the scripts that every run writes. */
@Tag("clusters")
class MetastoreIT {
  private static final String DATABASE = "it_s_a__sweep______of_two";

  @TempDir private static Path folder;

  private static Path sweep;
  private static String classPath;

  @BeforeAll
  static void makeSweep() throws Exception {
    classPath =
        HOME.resolve("target/test-classes")
            + ":"
            + MavenProfile.sparkClassPath("spark-hive", folder);
    sweep = folder.resolve("it's a \"sweep\"; -- of two");
    List<String> words =
        new ArrayList<>(
            List.of(
                "run --m 3 --heads 1,2 --prompt-length 3 --tokens 6 --dim 4 --steps 5 --no-report --out"
                    .split(" ", -1)));
    words.add(sweep.toString());
    CommandLineRunner.Result run = CommandLineRunner.run(words.toArray(String[]::new));
    assertEquals(0, run.code(), run.err());
  }

  /** The rows that a shell of its own prints after a script and a query. */
  private static List<String> shell(String... statements) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + HOME.resolve("conf/java-modules.options"));
    command.add("-Dlog4j2.configurationFile=" + HOME.resolve("conf/log4j2.properties"));
    command.add("-Dspark.master=local[1]");
    command.add("-Dspark.ui.enabled=false");
    command.add("-Dspark.sql.warehouse.dir=" + folder.resolve("warehouse"));
    command.add(
        "-Dspark.hadoop.javax.jdo.option.ConnectionURL=jdbc:derby:;databaseName=%s;create=true"
            .formatted(folder.resolve("metastore")));
    command.addAll(List.of("-cp", classPath, SqlShell.class.getName()));
    command.addAll(List.of(statements));
    RunningProcess shell =
        RunningProcess.start(folder, Map.of("SPARK_LOCAL_IP", "127.0.0.1"), command);
    assertEquals(0, shell.end(), shell.said());
    return shell.out().lines().toList();
  }

  @Test
  void registeredTablesAreThereInTheNextProcess() throws Exception {
    String count = "select count(*) as n, sum(heads) as heads from ";
    List<String> expected = List.of("{\"n\":2,\"heads\":3}");
    String script = "@" + sweep.resolve("external-tables.sql");
    String trials = DATABASE + ".trials";
    assertEquals(expected, shell(script, count + trials));
    assertEquals(expected, shell(count + trials));
    List<String> columns = shell("use " + DATABASE, "describe trials");
    assertEquals(
        ColumnDescription.of("trials").stream()
            .map(ColumnDescription::meaning)
            .collect(Collectors.joining("\n")),
        columns.stream()
            .map(line -> line.replaceFirst(".*\"comment\":\"(.*)\"}$", "$1").replace("\\\"", "\""))
            .collect(Collectors.joining("\n")));
    shell(script, "drop database %s cascade".formatted(DATABASE), "select 1");
    assertTrue(Files.exists(sweep.resolve("trials")));
  }

  @Test
  void temporaryViewsAreInTheProcessOfTheScript() throws Exception {
    assertEquals(
        List.of("{\"n\":2,\"heads\":3}"),
        shell(
            "@" + sweep.resolve("tables.sql"),
            "select count(*) as n, sum(heads) as heads from trials t join (select trial_id, max(step) from trajectories group by trial_id) using (trial_id)"));
  }
}
