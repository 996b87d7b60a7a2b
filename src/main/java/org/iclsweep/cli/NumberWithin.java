package org.iclsweep.cli;

import java.math.BigDecimal;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses the number of an option. A number out of bounds is refused with a message that gives the
 * value and both bounds.
 */
abstract class NumberWithin<T extends Number> implements ITypeConverter<T> {
  private final BigDecimal minimum;
  private final BigDecimal maximum;
  private final String kind;
  private final Function<BigDecimal, T> value;

  private NumberWithin(String kind, String minimum, String maximum, Function<BigDecimal, T> value) {
    this.kind = kind;
    this.minimum = new BigDecimal(minimum);
    this.maximum = new BigDecimal(maximum);
    this.value = value;
  }

  @Override
  public T convert(String text) {
    try {
      BigDecimal number = new BigDecimal(text.strip());
      if (number.compareTo(minimum) >= 0 && number.compareTo(maximum) <= 0) {
        return value.apply(number);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // not an integer or not a number: refused like one out of bounds
    }
    throw new TypeConversionException(
        "%s is not allowed; it takes %s from %s to %s".formatted(text, kind, minimum, maximum));
  }

  /** A duration, from a millisecond to about thirty years. */
  static final class Seconds extends NumberWithin<Double> {
    Seconds() {
      super("seconds", "0.001", "1E+9", BigDecimal::doubleValue);
    }
  }

  /** A duration for which the user waits. */
  static final class SecondsOfWaiting extends NumberWithin<Double> {
    SecondsOfWaiting() {
      super("seconds", "0.001", "3600", BigDecimal::doubleValue);
    }
  }

  /** A deviation. */
  static final class Deviation extends NumberWithin<Double> {
    Deviation() {
      super("numbers", "0", "1E+300", BigDecimal::doubleValue);
    }
  }

  /** A number of steps. */
  static final class Steps extends NumberWithin<Long> {
    Steps() {
      super("integers", "0", "" + Long.MAX_VALUE, BigDecimal::longValueExact);
    }
  }
}
