package org.iclsweep.cli;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.iclsweep.sweep.Axis;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
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

  private static final List<Parameter> TASK =
      List.of(
          Parameter.M,
          Parameter.PROMPT_LENGTH,
          Parameter.NOISE,
          Parameter.TOKENS,
          Parameter.DIM,
          Parameter.TOKEN_NORM,
          Parameter.REPRESENTATION,
          Parameter.TEMPLATES);

  private static final List<Parameter> TRANSFORMER = List.of(Parameter.HEADS, Parameter.INIT_SCALE);

  private static final List<Parameter> TESTS =
      List.of(Parameter.TEST_TEMPLATES, Parameter.OOD_MEAN, Parameter.OOD_VARIANCE);

  /** All others. */
  private static final List<Parameter> TRAINING =
      Stream.of(Parameter.values())
          .filter(p -> !TASK.contains(p) && !TRANSFORMER.contains(p) && !TESTS.contains(p))
          .toList();

  private GridOptions() {}

  /** Creates a command line for a command, with these options in groups. */
  static CommandLine addTo(Object command) {
    CommandLine commandLine = new CommandLine(command);
    CommandSpec spec = commandLine.getCommandSpec();
    spec.usageMessage().abbreviateSynopsis(true).optionListHeading("%nWhere and how to run%n");
    addGroup(spec, "The task", options(TASK));
    addGroup(spec, "The transformer", options(TRANSFORMER));
    addGroup(spec, "Training", options(TRAINING));
    addGroup(spec, "Tests of the trained model", options(TESTS));
    addGroup(
        spec,
        "The grid",
        List.of(
            list(
                LET,
                "\"COLUMN = SQL\"",
                "derive a parameter from others, e.g. \"heads = 2 * prompt_length\""),
            list(WHERE, "SQL", "keep only these trials, e.g. \"heads >= prompt_length\"")));
    return commandLine;
  }

  private static void addGroup(CommandSpec spec, String heading, List<OptionSpec> options) {
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder()
            .heading("%n" + heading + "%n")
            .validate(false)
            .order(spec.argGroups().size());
    options.forEach(group::addArg);
    spec.addArgGroup(group.build());
  }

  private static List<OptionSpec> options(List<Parameter> parameters) {
    return parameters.stream().map(GridOptions::option).toList();
  }

  private static OptionSpec option(Parameter parameter) {
    String standard =
        parameter.defaultText().map(text -> " (" + text + ")").orElse(" (as --learning-rate)");
    return OptionSpec.builder(parameter.option())
        .paramLabel(parameter.domain().numeric() ? "VALUES" : "NAMES")
        .type(String.class)
        .description(parameter.description() + names(parameter) + standard)
        .build();
  }

  private static OptionSpec list(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description(description)
        .build();
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
