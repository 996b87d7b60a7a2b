package org.iclsweep.store;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.iclsweep.sweep.UsageException;

/** A process that takes the lock of a folder and holds it until its input ends. */
final class LockProbe {
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(180);

  private final Process process;
  private final File out;

  private LockProbe(Process process, File out) {
    this.process = process;
    this.out = out;
  }

  /** Takes the lock, says so, and waits. */
  public static void main(String[] args) throws IOException {
    SweepFolder folder = StoredRows.folder(args[0]);
    try (SweepLock lock =
        SweepLock.take(
            folder.whole(),
            folder.folder(),
            folder.path(),
            () -> System.out.println("lost"),
            LockCases.STALE)) {
      System.out.println("held");
      while (System.in.read() >= 0) {
        lock.check();
      }
    } catch (UsageException e) {
      System.out.println("refused " + e.getMessage());
    }
  }

  /** Starts a process. */
  static LockProbe start(Path temporary, String out) throws IOException {
    File printed = Files.createTempFile(temporary, "probe", ".txt").toFile();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"),
                "-cp",
                System.getProperty("java.class.path"),
                LockProbe.class.getName(),
                out)
            .redirectOutput(printed)
            .redirectError(ProcessBuilder.Redirect.appendTo(printed))
            .start();
    return new LockProbe(process, printed);
  }

  long pid() {
    return process.pid();
  }

  /** What it has said when it has said whether it holds the lock. */
  String answer() throws IOException, InterruptedException {
    long end = System.nanoTime() + TIMEOUT_NANOS;
    while (System.nanoTime() < end) {
      String text = Files.readString(out.toPath(), StandardCharsets.UTF_8);
      List<String> answers =
          text.lines()
              .filter(line -> line.startsWith("held") || line.startsWith("refused"))
              .toList();
      if (!answers.isEmpty()) {
        return answers.get(0);
      }
      if (!process.isAlive()) {
        throw new IOException("it ended: " + Files.readString(out.toPath()));
      }
      Thread.sleep(50);
    }
    throw new IOException("it says nothing: " + Files.readString(out.toPath()));
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Has it give back the lock. */
  void end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      kill();
      throw new IOException("it does not end");
    }
  }
}
