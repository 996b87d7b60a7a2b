package org.iclsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.iclsweep.spark.Session;

/** Runs commands in this process and captures their output. */
public final class CommandLineRunner {
  private CommandLineRunner() {}

  /**
   * The outcome of a command.
   *
   * @param code its exit code
   * @param out its stdout
   * @param err its stderr
   */
  public record Result(int code, String out, String err) {
    /** The lines of stdout. */
    public List<String> lines() {
      return out.lines().toList();
    }
  }

  /** The session shared by all commands without their own settings; starting one is slow. */
  private static Session shared;

  /** Runs a command with two local cores. */
  public static Result run(String... arguments) {
    spark();
    return captured(arguments);
  }

  /** The shared session; commands do not stop it. */
  public static SparkSession spark() {
    if (shared == null) {
      System.setProperty("spark.master", "local[2]");
      shared = Session.open("tests");
      System.clearProperty("spark.master");
    }
    return SparkSession.getDefaultSession().get();
  }

  /** Trains and stores tiny trials, of a few milliseconds each. */
  public static void storeTinySweep(Path out, String... axes) {
    String line = "run --m 3 --prompt-length 3 --tokens 6 --dim 4 --steps 5 --no-report --out";
    List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
    words.add(out.toString());
    words.addAll(List.of(axes));
    Result result = run(words.toArray(String[]::new));
    assertEquals(0, result.code(), result.err());
  }

  /** The result of a query as CSV: a header line, then one line per row. */
  public static List<String> csv(Path out, String sql) {
    return csv(out.toString(), sql);
  }

  /** The same for a folder of another file system. */
  public static List<String> csv(String out, String sql) {
    Result result = run("query", "--out", out, "--format", "csv", sql);
    assertEquals(0, result.code(), result.err());
    return result.lines();
  }

  /** All rows of the tables of results and aggregates, without columns that differ between runs. */
  public static List<String> rows(Path out) {
    return rows(out.toString());
  }

  /** The same for a folder of another file system. */
  public static List<String> rows(String out) {
    List<String> rows =
        new ArrayList<>(
            csv(
                out,
                "select * except (seconds, host, executor, kernel) from trials order by trial_id"));
    rows.addAll(csv(out, "select * from trajectories order by trial_id, step"));
    rows.addAll(csv(out, "select * from convergence order by all"));
    rows.addAll(csv(out, "select * from ridge_gap order by all"));
    rows.addAll(csv(out, "select * from scaling order by all"));
    return rows;
  }

  /** Runs a command with settings of spark-submit in its own Spark session. */
  public static Result run(Map<String, String> settings, String... arguments) {
    stopShared();
    settings.forEach(System::setProperty);
    try {
      return captured(arguments);
    } finally {
      settings.keySet().forEach(System::clearProperty);
    }
  }

  /** Runs commands in one Spark session with settings of spark-submit. */
  public static void sharing(Map<String, String> settings, Commands commands) throws IOException {
    stopShared();
    settings.forEach(System::setProperty);
    try {
      commands.run();
    } finally {
      settings.keySet().forEach(System::clearProperty);
      stopShared();
    }
  }

  /** Calls of {@link #run(String...)}. */
  public interface Commands {
    /** Runs them. */
    void run() throws IOException;
  }

  /** Stops the shared session, for a test that starts Spark with other settings. */
  public static void stopShared() {
    if (shared != null) {
      shared.close();
      shared = null;
    }
  }

  private static Result captured(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, UTF_8));
      System.setErr(new PrintStream(errBytes, true, UTF_8));
      int code = Main.run(arguments);
      return new Result(code, outBytes.toString(UTF_8), errBytes.toString(UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
