package org.iclsweep.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.iclsweep.spark.ClusterApplication;
import org.iclsweep.store.DriverOutput;
import org.iclsweep.store.DriverOutput.Part;
import org.iclsweep.store.SweepFolder;

/**
 * Has a sweep run by a driver on YARN or a standalone cluster, prints the driver's output as it
 * appears in the sweep's folder, and returns its exit code.
 *
 * @param driver the program of the driver
 * @param options the options of spark-submit
 */
record Submission(Class<?> driver, List<String> options) {
  private static final int KILLED = 128 + 15;
  private static final String THROWN = "Exception in thread \"main\" ";

  /**
   * Runs a sweep.
   *
   * @param command the command, which has been checked
   * @param store the sweep's folder
   * @return the exit code
   * @throws IOException if spark-submit cannot be started or the output cannot be read
   */
  int run(SentCommand command, SweepFolder store) throws IOException {
    String word = command.encoded();
    String name = "icl-sweep " + store.path().replaceFirst(".*/", "");
    File log = Files.createTempFile("icl-sweep", ".log").toFile();
    log.deleteOnExit();
    ClusterApplication application = ClusterApplication.submit(options, name, driver, word, log);
    Thread detachment = new Thread(() -> detach(application));
    Runtime.getRuntime().addShutdownHook(detachment);
    int code = follow(application, store, log);
    Interruption.waitIfEnding();
    Runtime.getRuntime().removeShutdownHook(detachment);
    return code;
  }

  /** Handles SIGINT, SIGTERM and SIGHUP. As usual on clusters, they do not end the application. */
  private static void detach(ClusterApplication application) {
    application.leave();
    System.err.println(
        application
            .id()
            .map(id -> "\nicl-sweep: %s goes on; %s stops it".formatted(id, stop(application)))
            .orElse("\nicl-sweep: stopped before the application was submitted"));
  }

  private static String stop(ClusterApplication application) {
    try {
      return application.commands().stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int follow(ClusterApplication application, SweepFolder store, File log)
      throws IOException {
    while (application.id().isEmpty() && !application.ended()) {
      pause();
    }
    if (application.id().isEmpty()) {
      Notes.warn("not submitted: " + reason(log));
      return 1;
    }
    String id = application.id().get();
    DriverOutput output = store.driverOutput(id);
    Notes.say("submitted %s; its output is in %s and .err".formatted(id, output.path(Part.OUT)));
    Map<Part, Integer> printed = new EnumMap<>(Part.class);
    boolean ended;
    do {
      pause();
      ended = application.ended(); // before the last of its output is read
      try {
        print(output, Part.ERR, printed, System.err);
        print(output, Part.OUT, printed, System.out);
      } catch (IOException e) { // which the application may survive
        if (ended) {
          throw e;
        }
      }
    } while (!ended);
    OptionalInt code = output.exitCode();
    if (code.isEmpty()) {
      Notes.warn(
          "%s %s; the same command resumes, and the log tells more: %s"
              .formatted(
                  id,
                  application.killed() ? "was killed" : "ended without an exit code",
                  application.commands().log()));
    }
    return code.orElse(application.killed() ? KILLED : 1);
  }

  private static void print(
      DriverOutput output, Part part, Map<Part, Integer> printed, PrintStream to)
      throws IOException {
    int before = printed.getOrDefault(part, 0);
    if (output.size(part) > before) {
      byte[] text = output.read(part);
      to.write(text, before, text.length - before);
      to.flush();
      printed.put(part, text.length);
    }
  }

  /** The reason for which spark-submit ended, or all that it has printed. */
  private static String reason(File log) throws IOException {
    List<String> lines = Files.readAllLines(log.toPath());
    return lines.stream()
        .filter(line -> line.startsWith(THROWN))
        .findFirst()
        .map(line -> line.substring(THROWN.length()))
        .orElse(String.join("\n", lines));
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
