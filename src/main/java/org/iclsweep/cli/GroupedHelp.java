package org.iclsweep.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iclsweep.sweep.Parameter;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Help with options grouped under headings instead of one long list. */
final class GroupedHelp {
  private static final String OTHERS = "General";

  private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put(
        "Where and how to run",
        List.of(
            "--out", "--force", "--checkpoint-every", "--trial-timeout", "--no-report", "--yes"));
    GROUPS.put(
        "The task",
        options(
            Parameter.M,
            Parameter.PROMPT_LENGTH,
            Parameter.NOISE,
            Parameter.TOKENS,
            Parameter.DIM,
            Parameter.TOKEN_NORM,
            Parameter.REPRESENTATION,
            Parameter.TEMPLATES));
    GROUPS.put("The transformer", options(Parameter.HEADS, Parameter.INIT_SCALE));
    GROUPS.put(
        "Training",
        options(
            Parameter.OBJECTIVE,
            Parameter.TRAINING_PROMPTS,
            Parameter.BATCH_SIZE,
            Parameter.OPTIMIZER,
            Parameter.LEARNING_RATE,
            Parameter.LEARNING_RATE_Q,
            Parameter.LEARNING_RATE_W,
            Parameter.STEPS,
            Parameter.TOLERANCE,
            Parameter.SEED));
    GROUPS.put(
        "Tests of the trained model",
        options(Parameter.TEST_TEMPLATES, Parameter.OOD_MEAN, Parameter.OOD_VARIANCE));
    GROUPS.put("The grid", List.of("--let", "--where"));
  }

  private GroupedHelp() {}

  private static List<String> options(Parameter... parameters) {
    return List.of(parameters).stream().map(Parameter::option).toList();
  }

  /** Installs this help in a command that takes a grid. */
  static void addTo(CommandLine commandLine) {
    commandLine.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    commandLine
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, GroupedHelp::render);
  }

  private static String render(Help help) {
    List<OptionSpec> rest = new ArrayList<>(help.commandSpec().options());
    StringBuilder text = new StringBuilder();
    GROUPS.forEach(
        (heading, names) -> {
          List<OptionSpec> group = new ArrayList<>();
          for (String name : names) {
            OptionSpec option = help.commandSpec().findOption(name);
            if (option != null) {
              group.add(option);
              rest.remove(option);
            }
          }
          append(text, heading, group, help);
        });
    append(text, OTHERS, rest, help);
    return text.toString();
  }

  private static void append(
      StringBuilder text, String heading, List<OptionSpec> options, Help help) {
    if (!options.isEmpty()) {
      Help.Layout layout = help.createDefaultLayout();
      layout.addOptions(options, help.createDefaultParamLabelRenderer());
      text.append("%n%s%n".formatted(help.colorScheme().text("@|bold " + heading + "|@")));
      text.append(layout);
    }
  }
}
