package org.iclsweep.sweep;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sweep is asked to run: an axis for each parameter, columns derived from others, and
 * filters.
 *
 * <p>The grid is the product of the axes, the last parameter fastest; then each {@code let}
 * replaces a column by an SQL expression, in order; then only the rows for which every {@code
 * where} is true are left.
 */
public final class SweepSpec implements Serializable {
  private static final long serialVersionUID = 1L;

  private final EnumMap<Parameter, Axis> axes;
  private final ArrayList<Let> lets;
  private final ArrayList<String> wheres;

  /**
   * A checked specification.
   *
   * @param given the axes that were asked for; others take their default
   * @param lets derived columns, in order
   * @param wheres filters; all apply
   * @throws IllegalArgumentException if a column is both given and derived, or derived twice, if
   *     the common learning rate varies without effect, or if without filters and derived columns
   *     some prompt would be as long as the dictionary
   */
  public SweepSpec(Map<Parameter, Axis> given, List<Let> lets, List<String> wheres) {
    this.lets = new ArrayList<>(lets);
    this.wheres = new ArrayList<>(wheres);
    axes = new EnumMap<>(Parameter.class);
    for (Parameter parameter : Parameter.values()) {
      parameter.defaultText().ifPresent(text -> axes.put(parameter, Axis.parse(parameter, text)));
    }
    axes.putAll(given);
    for (int i = 0; i < lets.size(); i++) {
      Parameter parameter = lets.get(i).parameter();
      if (given.containsKey(parameter)) {
        throw new IllegalArgumentException(
            "--let %s: %s is given as well; leave out one of them"
                .formatted(lets.get(i), parameter.option()));
      }
      for (Let earlier : lets.subList(0, i)) {
        if (earlier.parameter() == parameter) {
          throw new IllegalArgumentException(
              "--let %s: %s is derived twice".formatted(lets.get(i), parameter.column()));
        }
      }
    }
    refuseUselessRates();
    if (lets.isEmpty() && wheres.isEmpty()) {
      refuseLongPrompts();
    }
  }

  /** Otherwise several points of the grid would be the same trial. */
  private void refuseUselessRates() {
    boolean both = isSet(Parameter.LEARNING_RATE_Q) && isSet(Parameter.LEARNING_RATE_W);
    boolean many =
        isDerived(Parameter.LEARNING_RATE)
            || axes.get(Parameter.LEARNING_RATE).count().compareTo(BigInteger.ONE) > 0;
    if (both && many) {
      throw new IllegalArgumentException(
          "--learning-rate has several values but no effect beside --learning-rate-q and"
              + " --learning-rate-w; leave it out");
    }
  }

  private boolean isSet(Parameter parameter) {
    return axes.containsKey(parameter) || isDerived(parameter);
  }

  private boolean isDerived(Parameter parameter) {
    return lets.stream().anyMatch(let -> let.parameter() == parameter);
  }

  private void refuseLongPrompts() {
    int longest = (int) extreme(Parameter.PROMPT_LENGTH, 1);
    int fewest = (int) extreme(Parameter.TOKENS, -1);
    if (longest >= fewest) {
      throw new IllegalArgumentException(TrialConfig.longPrompt(longest, fewest));
    }
  }

  /** The greatest value of an axis for sign 1, the least for sign -1. */
  private double extreme(Parameter parameter, int sign) {
    Axis axis = axes.get(parameter);
    double extreme = Double.NEGATIVE_INFINITY;
    // Beyond a million values an axis is one increasing range, whose ends are its extremes.
    long count = axis.count().longValueExact();
    long stride = count > 1_000_000 ? count - 1 : 1;
    for (long i = 0; i < count; i += stride) {
      extreme = Math.max(extreme, sign * ((Number) axis.value(i)).doubleValue());
    }
    return sign * extreme;
  }

  /** The axis of a parameter; empty for a rate of its own that nobody asked for. */
  public Optional<Axis> axis(Parameter parameter) {
    return Optional.ofNullable(axes.get(parameter));
  }

  /** The derived columns, in order. */
  public List<Let> lets() {
    return Collections.unmodifiableList(lets);
  }

  /** The filters. */
  public List<String> wheres() {
    return Collections.unmodifiableList(wheres);
  }

  /** The size of the product of the axes, before any filter. */
  public BigInteger combinations() {
    return axes.values().stream().map(Axis::count).reduce(BigInteger.ONE, BigInteger::multiply);
  }

  /**
   * One combination of the axes.
   *
   * @param index from 0 to {@link #combinations()} - 1
   * @return a value for each parameter, except a rate of its own that nobody asked for
   */
  public Map<Parameter, Object> combination(long index) {
    EnumMap<Parameter, Object> values = new EnumMap<>(Parameter.class);
    List<Parameter> lastFirst = new ArrayList<>(axes.keySet());
    Collections.reverse(lastFirst);
    long rest = index;
    for (Parameter parameter : lastFirst) {
      Axis axis = axes.get(parameter);
      long count = axis.count().longValueExact();
      values.put(parameter, axis.value(rest % count));
      rest /= count;
    }
    return values;
  }

  /**
   * A derived column.
   *
   * @param parameter the column
   * @param expression a Spark SQL expression over the columns before it
   */
  public record Let(Parameter parameter, String expression) implements Serializable {
    /**
     * Reads {@code column = expression}.
     *
     * @throws IllegalArgumentException if it is not of that form or names no parameter
     */
    public static Let parse(String text) {
      int equals = text.indexOf('=');
      if (equals < 0 || text.substring(equals + 1).isBlank()) {
        throw new IllegalArgumentException(
            "--let: '%s' is not of the form \"heads = 2 * prompt_length\"".formatted(text));
      }
      String column = text.substring(0, equals).strip();
      Parameter parameter =
          Parameter.ofColumn(column)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "--let: '%s' is no parameter; there are %s"
                              .formatted(column, TrialConfig.columns())));
      return new Let(parameter, text.substring(equals + 1).strip());
    }

    @Override
    public String toString() {
      return "\"" + parameter.column() + " = " + expression + "\"";
    }
  }
}
