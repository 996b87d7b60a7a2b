package org.iclsweep.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of the same installation as this one, with other options, for properties that are fixed
 * when a JVM starts.
 */
public final class ChildJvm {
  /** Far more than any of these programs needs, even on a busy machine. */
  private static final long TIMEOUT_SECONDS = 180;

  /** The option that the vector kernel requires. */
  public static final String WITH_MODULE = "--add-modules=jdk.incubator.vector";

  private final Process process;
  private final Path out;
  private final Path err;

  private ChildJvm(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a program of the tests.
   *
   * @param folder receives the output
   * @param options the options of the JVM
   * @param main the program
   * @param args the arguments of the program
   */
  public static ChildJvm start(Path folder, List<String> options, Class<?> main, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(args));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    // The JVM also reads options from these variables, and they would affect the test.
    List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").forEach(environment::remove);
    return new ChildJvm(builder.start(), out, err);
  }

  /** Waits until the program has ended without an error and returns the lines that it printed. */
  public List<String> lines() throws IOException, InterruptedException {
    try {
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertTrue(ended, () -> "still running; it says " + errors());
      assertEquals(0, process.exitValue(), this::errors);
      return Files.readAllLines(out);
    } finally {
      process.destroyForcibly();
    }
  }

  private String errors() {
    try {
      return Files.readString(err);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
