package org.iclsweep.sweep;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The values of one parameter in a grid, in order and without duplicates.
 *
 * <p>The text form is a list of single values, inclusive ranges {@code from:to:step} (default step
 * 1) or inclusive geometric ranges {@code from:to:xfactor}. Ranges are computed in decimal
 * arithmetic, so 0:1:0.1 contains exactly 0.3. The values of a linear range are counted but never
 * stored.
 */
public final class Axis implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Maximum number of values in a list or a geometric range. */
  private static final int MAX_LISTED = 1_000_000;

  private static final String FORMS =
      "write a list 8,16,32, a range 10:50:10 or a geometric range 1e-3:1:x10";

  private final Parameter parameter;
  private final String text;
  private final ArrayList<Segment> segments = new ArrayList<>();
  private final BigInteger count;

  private Axis(Parameter parameter, String text) {
    this.parameter = parameter;
    this.text = text;
    if (text.isBlank()) {
      throw new IllegalArgumentException("the list is empty; " + FORMS);
    }
    BigInteger total = BigInteger.ZERO;
    for (String item : text.split(",", -1)) {
      if (item.isBlank()) {
        throw new IllegalArgumentException("'" + text + "' has an empty item; " + FORMS);
      }
      Segment segment = segment(item.strip());
      segments.add(segment);
      total = total.add(segment.count());
    }
    count = total;
    checkDistinct();
  }

  /**
   * Parses an axis.
   *
   * @throws IllegalArgumentException if the text is invalid; the message names the parameter's
   *     option, the text and the allowed values
   */
  public static Axis parse(Parameter parameter, String text) {
    try {
      return new Axis(parameter, text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(parameter.option() + ": " + e.getMessage(), e);
    }
  }

  private Segment segment(String item) {
    if (!item.contains(":")) {
      return new Listed(List.of(parameter.domain().ofText(item)));
    }
    if (!parameter.domain().numeric()) {
      throw parameter.domain().notAllowed(item);
    }
    String[] parts = item.split(":", -1);
    if (parts.length > 3) {
      throw new IllegalArgumentException("'" + item + "' is not a range; " + FORMS);
    }
    boolean geometric = parts.length == 3 && parts[2].startsWith("x");
    BigDecimal from = bound(item, parts[0]);
    BigDecimal to = bound(item, parts[1]);
    BigDecimal step = BigDecimal.ONE;
    if (parts.length == 3) {
      step = bound(item, geometric ? parts[2].substring(1) : parts[2]);
    }
    parameter.domain().ofNumber(from);
    parameter.domain().ofNumber(to);
    if (from.compareTo(to) > 0) {
      throw new IllegalArgumentException(
          "the range " + item + " runs backwards; the first number must not exceed the second");
    }
    if (geometric) {
      if (step.compareTo(BigDecimal.ONE) <= 0 || from.signum() <= 0) {
        throw new IllegalArgumentException(
            "the geometric range " + item + " needs a factor above 1 and a start above 0");
      }
      return geometric(item, from, to, step);
    }
    if (step.signum() <= 0) {
      throw new IllegalArgumentException(
          "the range " + item + " has step " + step + "; the step must be above 0");
    }
    Range range = Range.of(parameter, from, to, step);
    // With a fractional step the second value may not be an integer.
    range.value(BigInteger.ONE.min(range.count().subtract(BigInteger.ONE)).longValue());
    return range;
  }

  private static BigDecimal bound(String item, String text) {
    return Domain.number(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + text + "' in the range " + item + " is not a number; " + FORMS));
  }

  private Segment geometric(String item, BigDecimal from, BigDecimal to, BigDecimal factor) {
    ArrayList<Object> values = new ArrayList<>();
    for (BigDecimal x = from;
        x.compareTo(to) <= 0;
        x = x.multiply(factor, MathContext.DECIMAL128)) {
      if (values.size() == MAX_LISTED) {
        throw new IllegalArgumentException(
            "the geometric range " + item + " has more than a million values");
      }
      values.add(parameter.domain().ofNumber(x));
    }
    return new Listed(values);
  }

  private void checkDistinct() {
    if (segments.size() == 1 && segments.get(0) instanceof Range) {
      return;
    }
    if (count.compareTo(BigInteger.valueOf(MAX_LISTED)) > 0) {
      throw new IllegalArgumentException(
          "the list has " + count + " values; only a single range may have more than a million");
    }
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < count.intValueExact(); i++) {
      if (!seen.add(value(i))) {
        throw new IllegalArgumentException(
            "'" + text + "' has " + value(i) + " twice; each value may stand once");
      }
    }
  }

  /** The parameter that takes these values. */
  public Parameter parameter() {
    return parameter;
  }

  /** The original text. */
  public String text() {
    return text;
  }

  /** The number of values, at least 1. */
  public BigInteger count() {
    return count;
  }

  /** Returns whether the values include a word. */
  public boolean has(String word) {
    return segments.stream()
        .anyMatch(segment -> segment instanceof Listed listed && listed.values().contains(word));
  }

  /**
   * Returns one of the values.
   *
   * @param index from 0 to count - 1
   */
  public Object value(long index) {
    long rest = index;
    for (Segment segment : segments) {
      long size = segment.count().longValueExact();
      if (rest < size) {
        return segment.value(rest);
      }
      rest -= size;
    }
    throw new IndexOutOfBoundsException(parameter + " has no value " + index);
  }

  private sealed interface Segment extends Serializable permits Listed, Range {
    BigInteger count();

    Object value(long index);
  }

  private record Listed(ArrayList<Object> values) implements Segment {
    Listed(List<Object> values) {
      this(new ArrayList<>(values));
    }

    @Override
    public BigInteger count() {
      return BigInteger.valueOf(values.size());
    }

    @Override
    public Object value(long index) {
      return values.get((int) index);
    }
  }

  private record Range(Parameter parameter, BigDecimal from, BigDecimal step, BigInteger count)
      implements Segment {
    static Range of(Parameter parameter, BigDecimal from, BigDecimal to, BigDecimal step) {
      BigDecimal steps = to.subtract(from).divide(step, 0, RoundingMode.FLOOR);
      return new Range(parameter, from, step, steps.toBigInteger().add(BigInteger.ONE));
    }

    @Override
    public Object value(long index) {
      return parameter.domain().ofNumber(from.add(step.multiply(BigDecimal.valueOf(index))));
    }
  }
}
