package org.iclsweep.report.data;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.iclsweep.format.NumberFormatter;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.train.Status;

/** Display names of parameters, their values and statuses, for the page and the figures. */
public final class DisplayNames {
  private DisplayNames() {}

  /** The name of an axis, with the usual symbol if there is one. */
  public static String axis(Parameter parameter) {
    return switch (parameter) {
      case M -> "basis functions m";
      case HEADS -> "heads H";
      case PROMPT_LENGTH -> "prompt length N";
      case NOISE -> "label noise τ (variance)";
      case TOKENS -> "dictionary size K";
      case DIM -> "token dimension d";
      case INIT_SCALE -> "standard deviation β of Q at the start";
      default -> parameter.column().replace('_', ' ');
    };
  }

  /** A parameter's short name. */
  public static String symbol(Parameter parameter) {
    return switch (parameter) {
      case M -> "m";
      case HEADS -> "H";
      case PROMPT_LENGTH -> "N";
      case NOISE -> "τ";
      case TOKENS -> "K";
      case DIM -> "d";
      case INIT_SCALE -> "β";
      default -> parameter.column().replace('_', ' ');
    };
  }

  /** The status of a trial, as in the tables. */
  public static String status(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /** The meaning of a status, in a few words. */
  public static String meaning(Status status) {
    return switch (status) {
      case CONVERGED -> "reached the tolerance";
      case STALLED -> "the second half of the steps gained less than 1%";
      case BUDGET -> "ran all their steps";
      case DIVERGED -> "left the finite numbers";
      case FAILED -> "ended with an error";
    };
  }

  /** A value, formatted for reading. */
  public static String value(Object value) {
    return value instanceof Double number ? NumberFormatter.rounded(number) : String.valueOf(value);
  }

  /** A parameter with a value, such as {@code H = 8}. */
  public static String setting(Parameter parameter, Object value) {
    return symbol(parameter) + " = " + value(value);
  }

  /** Parameters with their values, such as {@code H = 8, N = 4}. */
  public static String settings(Map<Parameter, Object> values, Collection<Parameter> parameters) {
    return parameters.stream()
        .map(parameter -> setting(parameter, values.get(parameter)))
        .collect(Collectors.joining(", "));
  }
}
