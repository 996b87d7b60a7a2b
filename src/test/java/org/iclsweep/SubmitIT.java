package org.iclsweep;

import static org.iclsweep.RunningProcess.HOME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script as people start it: a process of its own, from any folder, with or without Spark. */
class SubmitIT {
  private static final List<String> TINY =
      List.of(
          "run",
          "--m",
          "2",
          "--heads",
          "1,4",
          "--prompt-length",
          "3",
          "--tokens",
          "6",
          "--dim",
          "4",
          "--steps",
          "20");

  @TempDir private Path folder;

  private record Result(int code, String out, String err) {}

  private Result submit(Path script, Map<String, String> environment, List<String> words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(words);
    RunningProcess process = RunningProcess.start(folder, environment, command);
    return new Result(process.end(), process.out(), process.err());
  }

  private Result submit(String... words) throws IOException, InterruptedException {
    return submit(HOME.resolve("submit.sh"), Map.of(), List.of(words));
  }

  private static String[] tiny(List<String> before, String... after) {
    List<String> words = new ArrayList<>(before);
    words.addAll(TINY);
    words.addAll(List.of(after));
    return words.toArray(String[]::new);
  }

  private static String[] plan(List<String> before, String... after) {
    String[] words = tiny(before, after);
    words[before.size()] = "plan";
    return words;
  }

  /** With a file of arguments, and quietly: nothing is said but results. */
  @Test
  void worksThroughALinkFromAnyFolderWithSpacesInPathsAndArguments() throws Exception {
    Path links = Files.createDirectory(folder.resolve("my links"));
    Path link = Files.createSymbolicLink(links.resolve("icl"), HOME.resolve("submit.sh"));
    Path arguments = folder.resolve("my grid.args");
    Files.writeString(arguments, "# a comment\n--heads 1,4 # another\n--where \"heads > 1\"\n");
    List<String> words = new ArrayList<>(List.of(tiny(List.of(), "-q", "--out", "my results")));
    words.remove("--heads");
    words.remove("1,4");
    words.add(1, "@" + arguments);
    Result result = submit(link, Map.of(), words);
    assertEquals(0, result.code(), result.err());
    assertEquals(List.of(), said(result));
    assertTrue(Files.isDirectory(folder.resolve("my results").resolve("trials")));
    assertTrue(Files.exists(folder.resolve("my results").resolve("report.html")));
    assertTrue(result.out().contains("1 of 1 trials stored"), result.out());
    result
        .out()
        .lines()
        .filter(line -> !line.startsWith("Tables: ")) // in a folder whose name may be long
        .forEach(line -> assertTrue(line.length() <= 100, line));

    Result csv =
        submit("query", "--out", "my results", "--format", "csv", "select heads, seed from trials");
    assertEquals("heads,seed\n4,1\n", csv.out());
  }

  /** The lines of stderr, without the JVM's own. */
  private static List<String> said(Result result) {
    return result.err().lines().filter(l -> !l.startsWith("WARNING: Using incubator")).toList();
  }

  @Test
  void optionsBeforeTheCommandAreSparks() throws Exception {
    Result wrong = submit("--bogus", "1", "run");
    assertEquals(2, wrong.code());
    assertEquals(1, wrong.err().lines().count(), wrong.err());
    assertTrue(wrong.err().contains("--bogus is not an option of spark-submit"), wrong.err());
    Result valueless = submit("--master");
    assertEquals(2, valueless.code());
    assertTrue(valueless.err().contains("--master needs a value"), valueless.err());
  }

  @Test
  void mistakesAreOneLineAndExitCode2() throws Exception {
    Result result = submit(tiny(List.of(), "--out", "never", "--noise", "-1"));
    assertEquals(2, result.code());
    assertEquals(1, said(result).size(), result.err());
    assertTrue(said(result).get(0).contains("--noise: -1 is not allowed"), result.err());
    assertFalse(Files.exists(folder.resolve("never")));
  }

  /** No file of the sweep takes the place of a closed descriptor, with options of Spark or not. */
  @Test
  void closedDescriptorsAreNoneOfAFile() throws Exception {
    Path script = HOME.resolve("submit.sh");
    RunningProcess out =
        RunningProcess.start(
            folder, Map.of(), List.of("bash", "-c", script + " plan --out never >&-"));
    assertEquals(1, out.end());
    assertEquals(
        "icl-sweep: stdout is closed; leave out >&-, or discard the results with >/dev/null\n",
        out.err());
    List<String> options = List.of("--master", "local[1]", "--conf", "'spark.app.name=a b'");
    String words = String.join(" ", tiny(options, "--no-report", "--out", "unheard"));
    RunningProcess err =
        RunningProcess.start(
            folder, Map.of(), List.of("bash", "-c", script + " " + words + " 2>&- <&-"));
    assertEquals(0, err.end(), err.out());
    assertTrue(err.out().contains("2 of 2 trials stored"), err.out());
    RunningProcess wrong =
        RunningProcess.start(folder, Map.of(), List.of("bash", "-c", script + " --bogus x 2>&-"));
    assertEquals(2, wrong.end());
  }

  @Test
  void anUnusableJavaIsOneLine() throws Exception {
    Path java = Files.createDirectories(folder.resolve("old/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    assertTrue(java.toFile().setExecutable(true));
    Path script = HOME.resolve("submit.sh");
    Result old =
        submit(script, Map.of("JAVA_HOME", folder.resolve("old").toString()), List.of("--help"));
    assertEquals(2, old.code());
    assertTrue(old.err().contains("Java 11") && old.err().contains("JDK 17"), old.err());
    Result none = submit(script, Map.of("JAVA_HOME", "/nowhere"), List.of("--help"));
    assertEquals(2, none.code());
    assertTrue(none.err().contains("no Java found"), none.err());
  }

  @Test
  void aMillionTrialsArePlannedInADriverOfOneGigabyte() throws Exception {
    Result result =
        submit(plan(List.of("--driver-memory", "1g"), "--seed", "1:500000", "--out", "never"));
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("1000000 trials: 0 stored, 1000000 to train"), result.out());
  }

  @Test
  void aSparkDistributionIsUsedIfItsVersionFits() throws Exception {
    Path script = HOME.resolve("submit.sh");
    String planned = "2 trials: 0 stored, 2 to train";
    String jars = Files.readString(HOME.resolve("target/spark.classpath"));
    Path spark = SparkDistribution.of(folder.resolve("spark 4"), jars, "4.2.0");
    List<String> words = List.of(plan(List.of("--master", "local[1]"), "--out", "never"));
    Result result = submit(script, Map.of("SPARK_HOME", spark.toString()), words);
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains(planned), result.out());
    assertTrue(Files.exists(spark.resolve("used")));

    Path old = SparkDistribution.of(folder.resolve("spark 3"), jars, "3.5.1");
    Map<String, String> tooOld = Map.of("SPARK_HOME", old.toString());
    Result refused = submit(script, tooOld, words);
    assertEquals(2, refused.code());
    assertEquals(1, refused.err().lines().count(), refused.err());
    assertTrue(refused.err().contains("3.5.1") && refused.err().contains("4.0 to 4.2"));
    Result local = submit(script, tooOld, List.of(plan(List.of("--local"), "--out", "never")));
    assertEquals(0, local.code(), local.err());
    assertTrue(local.out().contains(planned), local.out());
    assertFalse(Files.exists(old.resolve("used")));
  }

  @Test
  void clustersGetTheOptionsTheyNeedOrOneLine() throws Exception {
    Path script = HOME.resolve("submit.sh");
    Path home = SparkDistribution.printing(folder.resolve("printing"));
    Map<String, String> distribution = Map.of("SPARK_HOME", home.toString());
    List<String> run = List.of("run", "@a b.args", "--out", "s3a://bucket/q");
    List<String> kubernetes =
        List.of("--master", "k8s://https://host:6443", "--conf", "spark.kubernetes.namespace=n");
    List<String> words = new ArrayList<>(kubernetes);
    words.addAll(run);
    Result result = submit(script, distribution, words);
    assertEquals(0, result.code(), result.err());
    List<String> printed = new ArrayList<>(result.out().lines().toList());
    assertEquals(kubernetes, printed.subList(0, 4));
    assertEquals("--driver-java-options", printed.get(4));
    assertTrue(printed.get(5).contains("log4j2.properties"), printed.get(5));
    assertEquals(
        List.of(
            "--class", "org.iclsweep.cli.Main", HOME.resolve("target/icl-sweep.jar").toString()),
        printed.subList(6, 9));
    assertEquals(run, printed.subList(9, printed.size()));

    List<String> yarn = List.of("--master", "yarn", "plan");
    assertOneLine("HADOOP_CONF_DIR", submit(script, distribution, yarn));
    Result configured =
        submit(
            script,
            Map.of("SPARK_HOME", home.toString(), "HADOOP_CONF_DIR", folder.toString()),
            yarn);
    assertEquals(0, configured.code(), configured.err());
    assertOneLine("--master yarn needs a Spark distribution", submit(script, Map.of(), yarn));
    assertOneLine(
        "--master k8s://https://host:6443 needs a Spark distribution",
        submit(script, Map.of(), words));
    for (List<String> mode :
        List.of(
            List.of("--deploy-mode", "cluster", "plan"),
            List.of("--deploy-mode=cluster", "plan"),
            List.of("--conf", "spark.submit.deployMode=cluster", "plan"))) {
      assertOneLine("run it in client mode", submit(script, distribution, mode));
    }
  }

  /** The client gets the options of spark-submit a second time, for the application. */
  @Test
  void aClientRunsLocallyForADriverOnYarn() throws Exception {
    Path home = SparkDistribution.printing(folder.resolve("printing"));
    Map<String, String> environment =
        Map.of("SPARK_HOME", home.toString(), "HADOOP_CONF_DIR", folder.toString());
    List<String> options =
        List.of("--master", "yarn", "--deploy-mode=cluster", "--conf", "spark.a=b c");
    List<String> words = new ArrayList<>(options);
    words.addAll(List.of("run", "@a b.args"));
    Result result = submit(HOME.resolve("submit.sh"), environment, words);
    assertEquals(0, result.code(), result.err());
    List<String> printed = result.out().lines().toList();
    assertEquals(options, printed.subList(0, 5));
    int main = printed.indexOf("local") - 1;
    assertEquals(
        List.of("--master", "local", "--deploy-mode", "client"), printed.subList(main, main + 4));
    List<String> expected = new ArrayList<>(List.of("5"));
    expected.addAll(words);
    assertEquals(expected, printed.subList(main + 7, printed.size()));
  }

  private static void assertOneLine(String part, Result result) {
    assertEquals(2, result.code(), result.out() + result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains(part), result.err());
  }

  @Test
  void theModuleOptionsAreSparksOwn() throws IOException {
    assertEquals(
        List.of(JavaModuleOptions.defaultModuleOptionArray()),
        Files.readAllLines(HOME.resolve("conf/java-modules.options")));
  }
}
