package org.iclsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.iclsweep.spark.ReadError;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: finds the command, runs it and turns mistakes into one line and exit code 2. */
@Command(
    name = "./submit.sh",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Trains one-layer transformers over a grid and compares them with ridge regression.",
      "Without a command: run @conf/quickstart.args"
    },
    footer = {
      "",
      "Options of spark-submit, such as --master or --driver-memory, go before the command.",
      "Example: ./submit.sh --master 'local[2]' plan --heads 4,8,16 --seed 1:3"
    })
public final class Main {
  private static final int USAGE = 2;
  private static final int FAILED = 1;

  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  /** The commands that train. */
  private static final Set<String> TRAINING =
      Set.of("run", "trial", "verify", "export", "replay", "bench");

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "say on stderr which kernel trains, and why")
  private boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "no progress and no notes on stderr, only what is wrong")
  private boolean quiet;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true"); // figures are drawn without a screen
    System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8));
    int code = run(arguments);
    System.out.flush();
    System.exit(code);
  }

  /**
   * Runs a command.
   *
   * @return 0 success, 1 something failed or is missing, 2 a mistake in what was asked
   */
  public static int run(String... arguments) {
    try {
      refuseMissingArgumentFiles(arguments);
      return commandLine(arguments).execute(arguments);
    } catch (UsageException e) {
      return refuse(e.getMessage());
    }
  }

  /** Without this picocli would take the name of a missing file for an argument. */
  private static void refuseMissingArgumentFiles(String[] arguments) {
    for (String word : arguments) {
      if (word.startsWith("@") && Files.isDirectory(Path.of(word.substring(1)))) {
        throw new UsageException(
            "argument file " + word.substring(1) + " is a folder; name a file in it");
      }
      if (word.startsWith("@") && !Files.isReadable(Path.of(word.substring(1)))) {
        throw new UsageException(missingArgumentFile(word));
      }
    }
  }

  private static String missingArgumentFile(String word) {
    return "argument file " + word.substring(1) + " does not exist";
  }

  /** Settles the kernel before anything is started, so that one that cannot be had is refused. */
  private int execute(ParseResult parsed) {
    Notes.setQuiet(quiet);
    boolean trains = parsed.hasSubcommand() && TRAINING.contains(commandName(parsed));
    if (trains || verbose) {
      try {
        String kernel = Trial.kernel();
        if (verbose) {
          System.err.println("kernel " + kernel);
        }
      } catch (IllegalStateException e) {
        return refuse(e.getMessage());
      }
      Trial.slowness().ifPresent(warning -> Notes.warn(warning));
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static String commandName(ParseResult parsed) {
    return parsed.subcommand().commandSpec().name();
  }

  private static CommandLine commandLine(String[] arguments) {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    commandLine.setExecutionStrategy(main::execute);
    List<String> words = List.of(arguments);
    commandLine.addSubcommand(GridOptions.addTo(new RunCommand(words)));
    commandLine.addSubcommand(GridOptions.addTo(new PlanCommand(words)));
    commandLine.addSubcommand(GridOptions.addTo(new TrialCommand()));
    commandLine.addSubcommand(new QueryCommand());
    commandLine.addSubcommand(new ReportCommand());
    commandLine.addSubcommand(new RepairCommand());
    commandLine.addSubcommand(new VerifyCommand());
    commandLine.addSubcommand(new ExportCommand());
    commandLine.addSubcommand(new ReplayCommand());
    commandLine.addSubcommand(new BenchCommand());
    commandLine.addSubcommand(new CompletionCommand());
    commandLine.setColorScheme(
        Help.defaultColorScheme(Terminal.colouredOut() ? Help.Ansi.ON : Help.Ansi.OFF));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setOverwrittenOptionsAllowed(true);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setParameterExceptionHandler((e, words2) -> refuse(parameterMessage(e)));
    commandLine.setExecutionExceptionHandler(
        (e, command, result) -> {
          Interruption.waitIfEnding();
          Optional<String> damage = ReadError.of(e);
          if (damage.isPresent()) {
            Notes.warn(damage.get());
            return FAILED;
          }
          if (e instanceof UsageException) {
            return refuse(e.getMessage());
          }
          if (e instanceof IOException) {
            Notes.warn(e.getMessage());
            return FAILED;
          }
          throw e;
        });
    CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
    return commandLine;
  }

  private static int refuse(String message) {
    Notes.warn(message);
    return USAGE;
  }

  private static String parameterMessage(ParameterException e) {
    String message =
        e.getMessage().lines().findFirst().orElse("the command line is not understood");
    if (e instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().get(0);
      if (word.startsWith("@")) {
        return missingArgumentFile(word);
      }
      List<String> suggestions = nearest(word, e.getCommandLine().getCommandSpec());
      message = "'" + word + "' is no " + (word.startsWith("-") ? "option" : "argument") + " here";
      message +=
          suggestions.isEmpty()
              ? "; see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help"
              : "; did you mean " + String.join(" or ", suggestions) + "?";
    }
    return message;
  }

  /** The commands or options that a misspelt word is nearest to, at most two letters away. */
  private static List<String> nearest(String word, CommandSpec command) {
    Set<String> known =
        word.startsWith("-") ? command.optionsMap().keySet() : command.subcommands().keySet();
    // Without the value that may follow an option.
    String name = word.replaceFirst("=.*", "");
    Map<Integer, List<String>> byDistance =
        known.stream()
            .sorted()
            .collect(
                Collectors.groupingBy(
                    candidate -> DISTANCE.apply(name, candidate),
                    TreeMap::new,
                    Collectors.toList()));
    return byDistance.entrySet().stream()
        .findFirst()
        .filter(best -> best.getKey() <= 2)
        .map(Map.Entry::getValue)
        .orElse(List.of());
  }
}
