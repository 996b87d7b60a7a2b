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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Help, its examples and completion, as people meet them in a shell. */
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

  private static List<String> commands() throws IOException, InterruptedException {
    List<String> commands = new ArrayList<>();
    boolean listed = false;
    for (String line : shell("./submit.sh --help").out().lines().toList()) {
      if (listed && line.matches("  [a-z].*")) {
        commands.add(line.strip().replaceFirst(" .*", ""));
      }
      listed |= line.startsWith("Commands:");
    }
    return commands;
  }

  @Test
  void everyExampleOfEveryHelpRunsAsWritten() throws Exception {
    assertEquals(0, shell("./submit.sh").code());
    List<String> commands = commands();
    assertTrue(
        commands.containsAll(List.of("run", "query", "report", "replay")), commands::toString);
    List<String> words = new ArrayList<>(commands);
    words.add("");
    for (String command : words) {
      Result help = shell("./submit.sh " + command + " --help");
      assertEquals(0, help.code(), help.err());
      List<String> examples =
          help.out().lines().filter(line -> line.startsWith("Example: ")).toList();
      assertEquals(1, examples.size(), help.out());
      help.out()
          .lines()
          .filter(line -> !line.startsWith("Example: "))
          .forEach(line -> assertTrue(line.length() <= WIDTH, command + ": " + line));
      String example = examples.get(0).substring("Example: ".length());
      Result result = shell(example);
      assertEquals(0, result.code(), example + ": " + result.err());
    }
  }

  @Test
  void completionCompletesCommandsAndOptions() throws Exception {
    String complete =
        """
        source <(./submit.sh completion)
        COMP_WORDS=(%s) COMP_CWORD=%d
        $(complete -p submit.sh | sed -E 's/.*-F ([^ ]+) .*/\\1/')
        printf '%%s\\n' "${COMPREPLY[@]}"
        """;
    Result commands = shell(complete.formatted("submit.sh re", 1));
    assertTrue(
        commands.out().lines().toList().containsAll(List.of("report", "replay")),
        commands.out() + commands.err());
    Result options = shell(complete.formatted("submit.sh run --pro", 2));
    assertTrue(
        options.out().lines().anyMatch(line -> line.strip().equals("--prompt-length")),
        options.out() + options.err());
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

  @Test
  void quietRunsSayNothingButResults() throws Exception {
    Result result =
        shell(
            "./submit.sh run -q --m 2 --heads 1,4 --prompt-length 3 --tokens 6 --dim 4 --steps 20 --out quiet");
    assertEquals(0, result.code(), result.err());
    String said =
        result
            .err()
            .lines()
            .filter(line -> !line.startsWith("WARNING: Using incubator"))
            .toList()
            .toString();
    assertEquals("[]", said);
    assertTrue(result.out().contains("2 of 2 trials stored"), result.out());
    result.out().lines().forEach(line -> assertTrue(line.length() <= WIDTH, line));
  }
}
