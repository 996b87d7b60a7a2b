package org.iclsweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process of its own, for tests of what is started, told to end and killed.
 *
 * @param process the process
 * @param outFile what it prints to stdout
 * @param errFile what it prints to stderr
 */
record RunningProcess(Process process, Path outFile, Path errFile) {
  /** The folder of the project, with its script. */
  static final Path HOME = Path.of("").toAbsolutePath();

  /** Far more than anything here takes, also on a machine that is busy. */
  private static final long MAX_MINUTES = 5;

  /**
   * Starts a process that knows of no installed Spark.
   *
   * @param folder where it runs; receives what it prints
   * @param environment variables beside those of this process
   */
  static RunningProcess start(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().remove("SPARK_LOCAL_IP");
    builder.environment().putAll(environment);
    return new RunningProcess(builder.start(), out, err);
  }

  /** Starts the project's script. */
  static RunningProcess submit(Path folder, List<String> words) throws IOException {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("submit.sh").toString()));
    command.addAll(words);
    return start(folder, Map.of(), command);
  }

  String out() throws IOException {
    return Files.readString(outFile, UTF_8);
  }

  String err() throws IOException {
    return Files.readString(errFile, UTF_8);
  }

  String said() throws IOException {
    return out() + err();
  }

  /** The processes that it has started. */
  List<ProcessHandle> below() {
    return process.descendants().toList();
  }

  /** Waits for something; the process must not end meanwhile. */
  void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MAX_MINUTES);
    while (!condition.call()) {
      assertFalse(process.waitFor(20, TimeUnit.MILLISECONDS), what + ": it ended: " + said());
      assertTrue(System.nanoTime() < deadline, "in vain for " + what + ": " + said());
    }
  }

  /** Sends a signal, such as INT. */
  void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    assertEquals(0, new ProcessBuilder("kill", "-" + name, pid).start().waitFor());
  }

  /** Kills it and all that it has started. */
  void kill() {
    below().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Its exit code, once it has ended. */
  int end() throws IOException, InterruptedException {
    if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
      kill();
      throw new AssertionError("still running: " + said());
    }
    return process.exitValue();
  }

  /**
   * The visible files in a folder that may not exist, with what tells a file from its successor.
   */
  static Map<String, Object> files(Path folder) throws IOException {
    Map<String, Object> files = new HashMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> paths = Files.list(folder)) {
        for (Path path : (Iterable<Path>) paths::iterator) {
          if (!path.getFileName().toString().startsWith(".")) {
            key(path).ifPresent(key -> files.put(path.getFileName().toString(), key));
          }
        }
      }
    }
    return files;
  }

  private static Optional<Object> key(Path file) throws IOException {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      // A new file may have the inode of one before.
      return Optional.of(List.of(attributes.fileKey(), attributes.lastModifiedTime()));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // replaced or removed meanwhile
    }
  }
}
