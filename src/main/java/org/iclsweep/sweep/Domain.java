package org.iclsweep.sweep;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;

/**
 * The allowed values of a parameter and their conversion from text or from the result of an SQL
 * expression.
 *
 * <p>Every conversion throws {@link IllegalArgumentException} naming the value and the allowed
 * values; the caller adds the parameter's name.
 */
public final class Domain {
  private static final int LARGEST_EXPONENT = 400;

  private final Class<?> type;
  private final String allowed;
  private final Function<BigDecimal, Optional<Object>> numbers;
  private final Function<String, Optional<Object>> words;

  /**
   * @param type the Java type of the values
   * @param allowed the allowed values in words
   * @param numbers maps a number to its value, or to empty if it is not allowed; null if no number
   *     is allowed
   * @param words maps a word to its value, or to empty if it is not allowed
   */
  private Domain(
      Class<?> type,
      String allowed,
      Function<BigDecimal, Optional<Object>> numbers,
      Function<String, Optional<Object>> words) {
    this.type = type;
    this.allowed = allowed;
    this.numbers = numbers;
    this.words = words;
  }

  /** Integers from {@code minimum} upwards, as Integer. */
  static Domain integer(int minimum) {
    return new Domain(
        Integer.class,
        "integers from %d to %d".formatted(minimum, Integer.MAX_VALUE),
        number -> integer(number, minimum, Integer.MAX_VALUE).map(Long::intValue),
        word -> Optional.empty());
  }

  /** Non-negative integers, as Long. */
  static Domain seed() {
    return new Domain(
        Long.class,
        "integers from 0 to " + Long.MAX_VALUE,
        number -> integer(number, 0, Long.MAX_VALUE).map(Function.identity()),
        word -> Optional.empty());
  }

  private static Optional<Long> integer(BigDecimal number, long minimum, long maximum) {
    try {
      long value = number.longValueExact();
      return value >= minimum && value <= maximum ? Optional.of(value) : Optional.empty();
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Finite numbers, as Double. */
  static Domain finite() {
    return real("0 and numbers of 4.9e-324 to 1.8e308 in absolute value", value -> true);
  }

  /** Non-negative finite numbers, as Double. */
  static Domain notNegative() {
    return real("0 and numbers from 4.9e-324 to 1.8e308", value -> value >= 0);
  }

  /** Positive finite numbers, as Double. */
  static Domain positive() {
    return real("numbers from 4.9e-324 to 1.8e308", value -> value > 0);
  }

  /** Numbers from 0 (inclusive) to 1 (exclusive), as Double. */
  static Domain fraction() {
    return real("0 and numbers from 4.9e-324 to below 1", value -> value >= 0 && value < 1);
  }

  private static Domain real(String allowed, DoublePredicate inside) {
    return new Domain(
        Double.class,
        allowed,
        number -> {
          double value = number.doubleValue() + 0.0; // + 0.0 turns -0.0 into 0.0
          boolean vanished = value == 0 && number.signum() != 0;
          return inside.test(value) && Double.isFinite(value) && !vanished
              ? Optional.of(value)
              : Optional.empty();
        },
        word -> Optional.empty());
  }

  /** The rule of a learning rate, as String: a word, or a positive number in Java's notation. */
  static Domain learningRate() {
    Domain positive = positive();
    return new Domain(
        String.class,
        "%s, %s, %s or %s"
            .formatted(
                LearningRateWord.AUTO,
                LearningRateWord.THEORY,
                LearningRateWord.DESCENT,
                positive.allowed),
        number -> positive.numbers.apply(number).map(Object::toString),
        word -> LearningRateWord.ALL.contains(word) ? Optional.of(word) : Optional.empty());
  }

  /** The constants of an enum in lower case, as String. */
  static Domain name(Enum<?>... constants) {
    return name(
        Arrays.stream(constants)
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .toArray(String[]::new));
  }

  /** The given words, as String. */
  static Domain name(String... names) {
    List<String> known = List.of(names);
    return new Domain(
        String.class,
        listed(known),
        null,
        word -> known.contains(word) ? Optional.of(word) : Optional.empty());
  }

  /** Returns the words as "a, b or c". */
  private static String listed(List<String> words) {
    int last = words.size() - 1;
    String others = String.join(", ", words.subList(0, last));
    return others.isEmpty() ? words.get(last) : others + " or " + words.get(last);
  }

  /** The Java type of the values: Integer, Long, Double or String. */
  public Class<?> type() {
    return type;
  }

  /** The allowed values in words, for error messages and help. */
  public String allowed() {
    return allowed;
  }

  /** Returns whether numbers, and therefore ranges, are allowed. */
  public boolean numeric() {
    return numbers != null;
  }

  /** Returns the value of a number. */
  Object ofNumber(BigDecimal number) {
    return numbers.apply(number).orElseThrow(() -> notAllowed(number.toString()));
  }

  IllegalArgumentException notAllowed(String value) {
    return new IllegalArgumentException(value + " is not allowed; it takes " + allowed);
  }

  /** Returns the value of a text. */
  public Object ofText(String text) {
    Optional<Object> word = words.apply(text);
    if (word.isPresent()) {
      return word.get();
    }
    Optional<BigDecimal> number = numeric() ? number(text) : Optional.empty();
    return ofNumber(number.orElseThrow(() -> notAllowed(text)));
  }

  /** Returns the value of an SQL expression's result. */
  public Object ofResult(Object result) {
    if (result == null) {
      throw notAllowed("null");
    }
    return ofText(result instanceof BigDecimal d ? d.toPlainString() : result.toString());
  }

  /** Parses a decimal number of reasonable magnitude; empty for anything else, such as NaN. */
  static Optional<BigDecimal> number(String text) {
    try {
      BigDecimal number = new BigDecimal(text.strip());
      // Exact arithmetic on 1e999999999 would need a gigabyte.
      long exponent = (long) number.precision() - number.scale();
      return number.signum() == 0 || Math.abs(exponent) <= LARGEST_EXPONENT
          ? Optional.of(number)
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
