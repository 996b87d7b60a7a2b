package org.iclsweep.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.train.Trajectory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other JVMs, with and without the vector module, train trials to the same bits as this one. */
class OtherJvmTest {
  /** A trial in each form of gradient descent, and one of Adam. */
  private static final Map<String, List<String>> TRIALS =
      new TreeMap<>(
          Map.of(
              "REDUCED", List.of("dim=4"),
              "SCORES", List.of("dim=12"),
              "FULL", List.of("dim=1", "prompt_length=11"),
              "ADAM", List.of("optimizer=adam")));

  @TempDir private Path folder;

  /** Prints what {@link #results} gives in this JVM. */
  public static final class Child {
    private Child() {}

    /** The program. */
    public static void main(String[] arguments) {
      results().forEach(System.out::println);
    }
  }

  /** For each trial its kernel, its form and a digest of all numbers of its trajectory. */
  private static List<String> results() {
    List<String> results = new ArrayList<>();
    TRIALS.forEach(
        (name, axes) -> {
          List<String> all =
              new ArrayList<>(List.of("m=5", "heads=7", "noise=0.1", "tokens=12", "steps=10"));
          all.addAll(axes);
          all.addAll(axes.size() == 2 ? List.of() : List.of("prompt_length=5"));
          TrialResult.Measured measured =
              Trial.run(Grids.trial(all.toArray(String[]::new))).measured();
          results.add(
              "%s %s %s %s"
                  .formatted(
                      name, measured.kernel(), measured.form(), digest(measured.trajectory())));
        });
    return results;
  }

  /** Decimal text of a double stands for its bits. */
  private static String digest(Trajectory trajectory) {
    try {
      byte[] text = trajectory.points().toString().getBytes(UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> child(List<String> options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("still running: " + command);
    }
    assertEquals(0, process.exitValue(), Files.readString(err, UTF_8));
    return Files.readAllLines(out, UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "-Diclsweep.kernel=portable, portable",
    "-Xmx256m, portable",
    "-XX:-UseFMA, portable",
    "--add-modules=jdk.incubator.vector, vector",
    "--add-modules=jdk.incubator.vector -Diclsweep.vector.bits=128, vector",
    "--add-modules=jdk.incubator.vector -Diclsweep.kernel=portable, portable",
  })
  void theBitsAreTheSame(String options, String kernel) throws Exception {
    List<String> here = results();
    assertEquals(4, here.size());
    String ofThisJvm = Kernels.choice().kernel().name();
    List<String> expected = new ArrayList<>();
    for (String line : here) {
      assertTrue(line.contains(" " + ofThisJvm + " "), line);
      expected.add(line.replace(" " + ofThisJvm + " ", " " + kernel + " "));
    }
    assertEquals(expected, child(List.of(options.split(" ", -1))));
  }
}
