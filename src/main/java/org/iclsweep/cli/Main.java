package org.iclsweep.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
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
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program: finds and runs the command, and reports usage errors in one line with exit code 2.
 */
@Command(
    name = "./submit.sh",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Train one-layer transformers over a grid and compare them with ridge regression.",
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

  /** The exit code by which a shell reports SIGPIPE, which a JVM ignores. */
  private static final int CLOSED_PIPE = 128 + 13;

  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  /** The start of picocli's message about a value that a converter refuses. */
  private static final Pattern INVALID_VALUE =
      Pattern.compile("^Invalid value for [^:]*?(--[a-z-]+|(?<=\\()[A-Z]+(?=\\)))[^:]*: ");

  /** The commands that train. */
  private static final Set<String> TRAINING =
      Set.of("run", "paper", "trial", "verify", "export", "replay", "bench");

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "print which kernel trains, and why, to stderr")
  private boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "print only errors to stderr")
  private boolean quiet;

  private final Request request;

  private Main(Request request) {
    this.request = request;
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true"); // figures are drawn without a screen
    System.setOut(Output.to(new FileOutputStream(FileDescriptor.out)));
    System.exit(run(arguments));
  }

  /**
   * Runs a command.
   *
   * @return 0 on success, 1 if something failed, is missing or could not be written to stdout, 2
   *     for a usage error, 141 if the reader of stdout has closed it
   */
  public static int run(String... arguments) {
    return run(() -> Request.here(arguments));
  }

  /**
   * Runs a command.
   *
   * @param requested reads its argument files
   * @return as {@link #run(String...)}
   */
  static int run(Supplier<Request> requested) {
    try {
      Request request = requested.get();
      return commandLine(request).execute(request.files().words());
    } catch (UsageException e) {
      return refuse(e.getMessage());
    }
  }

  /** Selects the kernel before anything is started, so that an unavailable one is refused. */
  private int execute(ParseResult parsed) {
    Notes.setQuiet(quiet);
    if (request.submission().isPresent()) {
      if (parsed.hasSubcommand() && !commandName(parsed).equals("run")) {
        return refuse(
            commandName(parsed) + " runs where the user is; leave out --deploy-mode cluster");
      }
      return new CommandLine.RunLast().execute(parsed);
    }
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
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (Output.Failure e) { // while printing help; failures of commands are handled below
      return unwritten(e);
    }
  }

  private static String commandName(ParseResult parsed) {
    return parsed.subcommand().commandSpec().name();
  }

  private static CommandLine commandLine(Request request) {
    ArgumentFiles files = request.files();
    Main main = new Main(request);
    CommandLine commandLine = new CommandLine(main);
    commandLine.setExpandAtFiles(false);
    commandLine.setExecutionStrategy(main::execute);
    commandLine.addSubcommand(GridOptions.addTo(new RunCommand(request)));
    commandLine.addSubcommand(GridOptions.addTo(new PlanCommand(request.typed())));
    commandLine.addSubcommand(GridOptions.addTo(new TrialCommand()));
    commandLine.addSubcommand(new CheckCommand());
    commandLine.addSubcommand(new PaperCommand());
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
    commandLine.setParameterExceptionHandler((e, words2) -> refuse(parameterMessage(e, files)));
    commandLine.setExecutionExceptionHandler(
        (e, command, result) -> {
          Interruption.waitIfEnding();
          Optional<String> damage = ReadError.of(e);
          if (damage.isPresent()) {
            Notes.warn(damage.get());
            return FAILED;
          }
          if (e instanceof UsageException) {
            return refuse(files.located(e.getMessage()));
          }
          if (e instanceof Output.Failure failure) {
            return unwritten(failure);
          }
          if (e instanceof IOException) {
            Notes.warn(e.getMessage());
            return FAILED;
          }
          throw e;
        });
    commandLine.registerConverter(Path.class, Main::path);
    CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
    return commandLine;
  }

  private static int unwritten(Output.Failure failure) {
    if (failure.closedPipe()) {
      return CLOSED_PIPE;
    }
    Notes.warn(
        "stdout cannot be written: %s; the output is not complete"
            .formatted(failure.getCause().getMessage()));
    return FAILED;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'" + text + "' cannot be the name of a file");
    }
  }

  private static int refuse(String message) {
    Notes.warn(message);
    return USAGE;
  }

  private static String parameterMessage(ParameterException e, ArgumentFiles files) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      String message = e.getMessage().lines().findFirst().orElse("");
      return files.located(INVALID_VALUE.matcher(message).replaceFirst("$1: "));
    }
    String word = unmatched.getUnmatched().get(0);
    CommandSpec command = e.getCommandLine().getCommandSpec();
    boolean option = word.startsWith("-");
    boolean noCommand = !option && !command.subcommands().isEmpty();
    List<String> suggestions = nearest(word, command);
    String message =
        "'%s' is not %s%s"
            .formatted(
                word,
                option ? "an option" : noCommand ? "a command" : "an argument",
                noCommand ? "" : " of " + command.name());
    if (!suggestions.isEmpty()) {
      message += "; did you mean " + String.join(" or ", suggestions) + "?";
    } else if (noCommand) {
      message += "; the commands are " + String.join(", ", command.subcommands().keySet());
    } else {
      message += "; see " + command.qualifiedName() + " --help";
    }
    return files.located(word, message);
  }

  /** The commands or options nearest to a misspelt word, at an edit distance of at most two. */
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
