package org.iclsweep;

import static org.iclsweep.RunningProcess.HOME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipe of the image and the job for Kubernetes, without Kubernetes: the files of the image
 * are put into a folder, and the job's command is given there.
 */
class KubernetesIT {
  private static final Pattern COPY = Pattern.compile("(?m)^COPY (\\S+) (/\\S+)$");
  private static final String REFERENCE = "$(%s)";

  @TempDir private Path folder;

  /** The root of the image's file system, without those of its base. */
  private Path image;

  @BeforeEach
  void copyFiles() throws IOException {
    image = Files.createDirectory(folder.resolve("image"));
    String recipe = Files.readString(HOME.resolve("conf/Dockerfile"));
    List<String> context = Files.readAllLines(HOME.resolve("conf/Dockerfile.dockerignore"));
    assertEquals("*", context.get(0));
    List<MatchResult> copies = COPY.matcher(recipe).results().toList();
    assertEquals(recipe.lines().filter(line -> line.startsWith("COPY")).count(), copies.size());
    for (MatchResult copy : copies) {
      assertTrue(context.contains("!" + copy.group(1)), copy.group());
      copy(HOME.resolve(copy.group(1)), image.resolve(copy.group(2).substring(1)));
    }
    String jars = Files.readString(HOME.resolve("target/spark.classpath"));
    String version = recipe.replaceFirst("(?s).*ARG SPARK_IMAGE=\\S+:([0-9.]+)-.*", "$1");
    assertTrue(jars.contains("/spark-core_2.13-" + version + ".jar"), version);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static List<JsonNode> objects() throws IOException {
    ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    try (var values =
        yaml.readerFor(JsonNode.class)
            .<JsonNode>readValues(HOME.resolve("conf/kubernetes.yaml").toFile())) {
      return values.readAll();
    }
  }

  private static JsonNode object(String kind) throws IOException {
    return objects().stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  /** The words of the job's command, with the variables of its pod. */
  private List<String> command() throws IOException {
    JsonNode driver = object("Job").at("/spec/template/spec/containers/0");
    Map<String, String> variables = new HashMap<>();
    for (JsonNode variable : driver.path("env")) {
      String name = variable.path("name").asText();
      variables.put(REFERENCE.formatted(name), name.toLowerCase(Locale.ROOT));
    }
    List<String> words = new ArrayList<>();
    for (JsonNode argument : driver.path("args")) {
      String word = argument.asText().replace("/opt/icl-sweep", image + "/opt/icl-sweep");
      for (Map.Entry<String, String> variable : variables.entrySet()) {
        word = word.replace(variable.getKey(), variable.getValue());
      }
      assertFalse(word.contains("$("), word);
      words.add(word);
    }
    return words;
  }

  private String run(Path spark, List<String> words) throws Exception {
    RunningProcess process =
        RunningProcess.start(folder, Map.of("SPARK_HOME", spark.toString()), words);
    assertEquals(0, process.end(), process.said());
    return process.out();
  }

  @Test
  void theJobSubmitsFilesOfTheImage() throws Exception {
    List<String> words = command();
    int run = words.indexOf("run");
    Path spark = SparkDistribution.printing(folder.resolve("spark"));
    List<String> printed = run(spark, words).lines().toList();
    Path home = image.resolve("opt/icl-sweep");
    List<String> options = words.subList(1, run);
    assertEquals(options, printed.subList(0, options.size()));
    assertTrue(options.contains("spark.driver.host=pod_ip"), options.toString());
    assertTrue(options.contains("spark.kubernetes.driver.pod.name=pod_name"), options.toString());
    int main = printed.indexOf("--class");
    List<String> expected =
        new ArrayList<>(
            List.of("org.iclsweep.cli.Main", home.resolve("target/icl-sweep.jar").toString()));
    expected.addAll(words.subList(run, words.size()));
    assertEquals(expected, printed.subList(main + 1, printed.size()));
    for (String word : printed) {
      if (word.contains(home.toString())) {
        Path file = Path.of(word.replaceAll("^.*?(?=" + home + ")|\".*", ""));
        assertTrue(Files.exists(file), word);
      }
    }
  }

  /** With Spark's real spark-submit, without sources and Maven. */
  @Test
  void theImagePlansASweep() throws Exception {
    String jars = Files.readString(HOME.resolve("target/spark.classpath"));
    Path spark = SparkDistribution.of(folder.resolve("spark"), jars, "4.2.0");
    List<String> words = command();
    String arguments = words.get(words.indexOf("run") + 1);
    List<String> plan =
        List.of(words.get(0), "--master", "local[1]", "plan", arguments, "--out", "never");
    assertTrue(run(spark, plan).contains("64 trials: 0 stored, 64 to train"));
  }

  @Test
  void theObjectsOfTheJobReferToEachOther() throws IOException {
    JsonNode pod = object("Job").at("/spec/template/spec");
    String account = object("ServiceAccount").at("/metadata/name").asText();
    assertEquals(account, pod.path("serviceAccountName").asText());
    JsonNode binding = object("RoleBinding");
    assertEquals(account, binding.at("/subjects/0/name").asText());
    assertEquals(
        object("Role").at("/metadata/name").asText(), binding.at("/roleRef/name").asText());
    String image = pod.at("/containers/0/image").asText();
    List<String> words = command();
    assertTrue(words.contains("spark.kubernetes.container.image=" + image), words.toString());
  }
}
