package org.iclsweep;

import static org.iclsweep.RunningProcess.HOME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first command, help and completion, as people meet them in a shell. */
class HelpIT {
  private static final int WIDTH = 100;

  /** Looks like the project's folder, but what commands write stays in it. */
  @TempDir private static Path folder;

  private record Result(int code, String out, String err) {}

  @BeforeAll
  static void link() throws IOException {
    for (String name : List.of("submit.sh", "conf", "src")) {
      Files.createSymbolicLink(folder.resolve(name), HOME.resolve(name));
    }
  }

  private static Result shell(Map<String, String> environment, String command)
      throws IOException, InterruptedException {
    RunningProcess process =
        RunningProcess.start(folder, environment, List.of("bash", "-c", command));
    return new Result(process.end(), process.out(), process.err());
  }

  private static Result shell(String command) throws IOException, InterruptedException {
    return shell(Map.of(), command);
  }

  @Test
  void withoutACommandTheQuickstartIsTrained() throws Exception {
    Result result = shell("./submit.sh");
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("64 of 64 trials stored"), result.out());
    result
        .out()
        .lines()
        .filter(line -> !line.startsWith("Tables: ")) // in a folder whose name may be long
        .forEach(line -> assertTrue(line.length() <= WIDTH, line));
    assertTrue(Files.exists(folder.resolve("results/quickstart/report.html")));
  }

  @Test
  void theExampleWithAnOptionOfSparkRunsAsWritten() throws Exception {
    Result help = shell("./submit.sh --help");
    assertEquals(0, help.code(), help.err());
    String start = "Example: ";
    List<String> examples = help.out().lines().filter(line -> line.startsWith(start)).toList();
    assertEquals(1, examples.size(), help.out());
    Result result = shell(examples.get(0).substring(start.length()));
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("0 stored"), result.out());
  }

  /** By the example of its own help. */
  @Test
  void completionCompletesCommandsAndOptions() throws Exception {
    Result result =
        shell(
            """
            eval "$(./submit.sh completion --help | sed -n 's/^Example: //p')"
            complete=$(complete -p submit.sh | sed -E 's/.*-F ([^ ]+) .*/\\1/')
            COMP_WORDS=(submit.sh re) COMP_CWORD=1
            $complete
            printf '%s\\n' "${COMPREPLY[@]}"
            COMP_WORDS=(submit.sh run --pro) COMP_CWORD=2
            $complete
            printf '%s\\n' "${COMPREPLY[@]}"
            """);
    List<String> words = result.out().lines().map(String::strip).toList();
    assertTrue(
        words.containsAll(List.of("report", "replay", "--prompt-length")),
        result.out() + result.err());
  }

  @Test
  void coloursAreForTerminalsAndCanBeRefused() throws Exception {
    String escape = "\u001b[";
    assertFalse(shell("./submit.sh --help").out().contains(escape));
    // script(1) makes the command believe that it has a terminal.
    String terminal = "script -qec './submit.sh --help' /dev/null";
    assertTrue(shell(terminal).out().contains(escape));
    assertFalse(shell(Map.of("NO_COLOR", "1"), terminal).out().contains(escape));
    String mistake = "script -qec './submit.sh rnu' /dev/null";
    assertTrue(shell(mistake).out().contains(escape));
    assertFalse(shell(Map.of("NO_COLOR", "1"), mistake).out().contains(escape));
  }

  @Test
  void misspeltWordsAreCorrected() throws Exception {
    Result option = shell("./submit.sh run --haeds 3");
    assertEquals(2, option.code());
    assertTrue(option.err().contains("did you mean --heads"), option.err());
    Result command = shell("./submit.sh reprot");
    assertEquals(2, command.code());
    assertTrue(command.err().contains("did you mean report"), command.err());
  }

  @Test
  void theVersionNamesAllThatNumbersDependOn() throws Exception {
    String version = shell("./submit.sh --version").out();
    for (String part :
        List.of("commit ", "mathematics version ", "kernel ", "Spark ", "EJML ", "OpenJDK")) {
      assertTrue(version.contains(part), version);
    }
  }
}
