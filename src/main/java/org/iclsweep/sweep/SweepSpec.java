package org.iclsweep.sweep;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The specification of a sweep: an axis for each parameter, columns derived from others, and
 * filters.
 *
 * <p>The grid is the product of the axes; the last parameter varies fastest. Each {@code let} then
 * replaces a column with an SQL expression, in order. Finally, only the rows for which every {@code
 * where} is true are kept.
 */
public final class SweepSpec implements Serializable {
  private static final long serialVersionUID = 1L;

  private final EnumMap<Parameter, Axis> axes;

  /** The number of consecutive combinations over which a parameter keeps its value. */
  private final EnumMap<Parameter, Long> strides = new EnumMap<>(Parameter.class);

  private final ArrayList<Let> lets;
  private final ArrayList<String> wheres;

  /**
   * Creates and validates a specification.
   *
   * @param given the requested axes; other parameters take their default
   * @param lets derived columns, in order
   * @param wheres filters; all apply
   * @throws IllegalArgumentException if a column is both given and derived, or derived twice; if a
   *     parameter has several values but no effect; or if, without filters and derived columns, the
   *     grid contains an invalid combination
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
    setStrides();
    checkLearningRates();
    checkSampling();
    if (lets.isEmpty() && wheres.isEmpty()) {
      checkExtremes();
    }
  }

  private void setStrides() {
    List<Parameter> lastFirst = new ArrayList<>(axes.keySet());
    Collections.reverse(lastFirst);
    BigInteger stride = BigInteger.ONE;
    for (Parameter parameter : lastFirst) {
      // No index is larger, so clamping the stride changes nothing.
      strides.put(parameter, stride.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact());
      stride = stride.multiply(axes.get(parameter).count());
    }
  }

  /**
   * Rejects several values of an unused sampling parameter, which would repeat identical trials.
   */
  private void checkSampling() {
    checkUsed(Parameter.TRAINING_PROMPTS, "sampled");
    checkUsed(Parameter.BATCH_SIZE, "sampled or fresh");
  }

  private void checkUsed(Parameter parameter, String objective) {
    if (!used(parameter) && varies(parameter)) {
      throw new IllegalArgumentException(
          "%s has several values but no effect without --objective %s; leave it out"
              .formatted(parameter.option(), objective));
    }
  }

  /** Returns whether a parameter affects any trial; sampling parameters may not. */
  public boolean used(Parameter parameter) {
    if (isDerived(Parameter.OBJECTIVE)) {
      return true;
    }
    List<Object> objectives = values(Parameter.OBJECTIVE);
    boolean set = objectives.contains("sampled");
    return switch (parameter) {
      case TRAINING_PROMPTS -> set;
      case BATCH_SIZE -> set || objectives.contains("fresh");
      default -> true;
    };
  }

  /** Returns whether trials may differ in a parameter: it has several values or is derived. */
  public boolean varies(Parameter parameter) {
    Axis axis = axes.get(parameter);
    return isDerived(parameter) || (axis != null && axis.count().compareTo(BigInteger.ONE) > 0);
  }

  /** The values of a short axis. */
  private List<Object> values(Parameter parameter) {
    Axis axis = axes.get(parameter);
    return LongStream.range(0, axis.count().longValueExact()).mapToObj(axis::value).toList();
  }

  /** Rejects several values of an unused learning rate, which would repeat identical trials. */
  private void checkLearningRates() {
    boolean both = isSet(Parameter.LEARNING_RATE_Q) && isSet(Parameter.LEARNING_RATE_W);
    if (both && varies(Parameter.LEARNING_RATE)) {
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

  /** Validates the combinations of the grid that would be the first to be invalid. */
  private void checkExtremes() {
    Map<Parameter, Object> values = combination(0);
    for (Parameter large : List.of(Parameter.PROMPT_LENGTH, Parameter.BATCH_SIZE, Parameter.M)) {
      values.put(large, extreme(large, 1));
    }
    for (Parameter small : List.of(Parameter.TOKENS, Parameter.TRAINING_PROMPTS, Parameter.DIM)) {
      values.put(small, extreme(small, -1));
    }
    for (String word : LearningRateWord.ALL) {
      if (axes.get(Parameter.LEARNING_RATE).has(word)) {
        values.put(Parameter.LEARNING_RATE, word);
      }
    }
    for (Object objective : values(Parameter.OBJECTIVE)) {
      values.put(Parameter.OBJECTIVE, objective);
      for (Object representation : values(Parameter.REPRESENTATION)) {
        values.put(Parameter.REPRESENTATION, representation);
        for (Object optimizer : values(Parameter.OPTIMIZER)) {
          values.put(Parameter.OPTIMIZER, optimizer);
          var unused = new TrialConfig(values);
        }
      }
    }
  }

  /** Returns the maximum of an integer axis for sign 1, the minimum for sign -1. */
  private int extreme(Parameter parameter, int sign) {
    Axis axis = axes.get(parameter);
    int extreme = (Integer) axis.value(0);
    // An axis of more than a million values is one increasing range; its ends are extremes.
    long count = axis.count().longValueExact();
    long stride = count > 1_000_000 ? count - 1 : 1;
    for (long i = 0; i < count; i += stride) {
      int value = (Integer) axis.value(i);
      extreme = Integer.compare(value, extreme) == sign ? value : extreme;
    }
    return extreme;
  }

  /** The axis of a parameter; empty for a rate of Q or w that was not given. */
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

  /** The number of combinations of the axes, before any filter. */
  public BigInteger combinations() {
    return axes.values().stream().map(Axis::count).reduce(BigInteger.ONE, BigInteger::multiply);
  }

  /**
   * Returns one combination of the axes.
   *
   * @param index from 0 to {@link #combinations()} - 1
   * @return a value for each parameter, except a rate of Q or w that was not given
   */
  public Map<Parameter, Object> combination(long index) {
    EnumMap<Parameter, Object> values = new EnumMap<>(Parameter.class);
    for (Parameter parameter : axes.keySet()) {
      values.put(parameter, value(parameter, index));
    }
    return values;
  }

  /**
   * Returns the value of one parameter in a {@linkplain #combination combination}.
   *
   * @param index from 0 to {@link #combinations()} - 1
   * @return the value, or null for a rate of Q or w that was not given
   */
  public Object value(Parameter parameter, long index) {
    Axis axis = axes.get(parameter);
    if (axis == null) {
      return null;
    }
    return axis.value(index / strides.get(parameter) % axis.count().longValueExact());
  }

  /**
   * A derived column.
   *
   * @param parameter the column
   * @param expression a Spark SQL expression over the columns before it
   */
  public record Let(Parameter parameter, String expression) implements Serializable {
    /**
     * Parses {@code column = expression}.
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
                          "--let: '%s' is not a parameter; there are %s"
                              .formatted(column, TrialConfig.columns())));
      return new Let(parameter, text.substring(equals + 1).strip());
    }

    @Override
    public String toString() {
      return "\"" + parameter.column() + " = " + expression + "\"";
    }
  }
}
