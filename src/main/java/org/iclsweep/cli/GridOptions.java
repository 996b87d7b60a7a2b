package org.iclsweep.cli;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.iclsweep.sweep.Axis;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options that describe a grid, one per {@link Parameter}. An axis is a single text, which a
 * later one overrides, so that a command line can change the settings of its argument file.
 */
final class GridOptions {
  private static final String LET = "--let";
  private static final String WHERE = "--where";

  private GridOptions() {}

  /** Creates a command line for a command, with these options. */
  static CommandLine addTo(Object command) {
    CommandLine commandLine = new CommandLine(command);
    CommandSpec spec = commandLine.getCommandSpec();
    for (Parameter parameter : Parameter.values()) {
      String standard =
          parameter.defaultText().map(text -> " (" + text + ")").orElse(" (as --learning-rate)");
      spec.addOption(
          OptionSpec.builder(parameter.option())
              .paramLabel(parameter.domain().numeric() ? "VALUES" : "NAMES")
              .type(String.class)
              .description(parameter.description() + names(parameter) + standard)
              .build());
    }
    spec.addOption(
        OptionSpec.builder(LET)
            .paramLabel("\"COLUMN = SQL\"")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("derive a parameter from others, e.g. \"heads = 2 * prompt_length\"")
            .build());
    spec.addOption(
        OptionSpec.builder(WHERE)
            .paramLabel("SQL")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("keep only these trials, e.g. \"heads >= prompt_length\"")
            .build());
    GroupedHelp.addTo(commandLine);
    return commandLine;
  }

  /** The names that a parameter accepts, as part of its description. */
  private static String names(Parameter parameter) {
    return parameter.domain().numeric() ? "" : ": " + parameter.domain().allowed();
  }

  /**
   * Returns the requested grid.
   *
   * @throws UsageException if an option's value is malformed or not allowed
   */
  static SweepSpec read(ParseResult result) {
    return refusing(
        () -> {
          Map<Parameter, Axis> given = new EnumMap<>(Parameter.class);
          for (Parameter parameter : Parameter.values()) {
            String text = result.matchedOptionValue(parameter.option(), null);
            if (text != null) {
              given.put(parameter, Axis.parse(parameter, text));
            }
          }
          List<String> lets = result.matchedOptionValue(LET, List.of());
          List<String> wheres = result.matchedOptionValue(WHERE, List.of());
          return new SweepSpec(given, lets.stream().map(SweepSpec.Let::parse).toList(), wheres);
        });
  }

  /** Runs an action; an {@link IllegalArgumentException} becomes a {@link UsageException}. */
  static <T> T refusing(Supplier<T> action) {
    try {
      return action.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /** The parameters that vary between the trials of a grid. */
  static List<Parameter> varying(SweepSpec spec) {
    List<Parameter> varying = new ArrayList<>();
    for (Parameter parameter : Parameter.values()) {
      boolean many =
          spec.axis(parameter).map(a -> a.count().compareTo(BigInteger.ONE) > 0).orElse(false);
      if (many || spec.lets().stream().anyMatch(let -> let.parameter() == parameter)) {
        varying.add(parameter);
      }
    }
    return varying;
  }
}
