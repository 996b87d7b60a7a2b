package org.iclsweep.sweep;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The values that a parameter takes: how they are read from text or from an SQL expression's
 * result, and which are allowed.
 *
 * <p>Every reader throws {@link IllegalArgumentException} with the value and what is allowed; the
 * caller adds which parameter it is.
 */
public abstract class Domain {
  private static final int LARGEST_EXPONENT = 400;

  /** The Java type of the values: Integer, Long, Double or String. */
  public abstract Class<?> type();

  /** The allowed values in words, for error messages and help. */
  public abstract String allowed();

  /** Whether values are numbers, so that ranges make sense. */
  public abstract boolean numeric();

  /** The value of a number. */
  abstract Object ofNumber(BigDecimal number);

  /** The value of a word that is not a number. */
  Object ofWord(String word) {
    throw refused(word);
  }

  final IllegalArgumentException refused(String value) {
    return new IllegalArgumentException(value + " is not allowed; it takes " + allowed());
  }

  /** The value that a text denotes. */
  public final Object ofText(String text) {
    Optional<BigDecimal> number = number(text);
    return number.isPresent() && numeric() ? ofNumber(number.get()) : ofWord(text);
  }

  /** The value of an SQL expression's result. */
  public final Object ofResult(Object result) {
    if (result == null) {
      throw new IllegalArgumentException("null is not allowed; it takes " + allowed());
    }
    return ofText(result instanceof BigDecimal d ? d.toPlainString() : result.toString());
  }

  /** Reads a decimal number of reasonable size; NaN and infinities are none. */
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

  /** Whole numbers from least to greatest, as Integer. */
  static Domain whole(int least, int greatest) {
    return new Domain() {
      @Override
      public Class<?> type() {
        return Integer.class;
      }

      @Override
      public String allowed() {
        return "whole numbers of at least " + least;
      }

      @Override
      public boolean numeric() {
        return true;
      }

      @Override
      Object ofNumber(BigDecimal number) {
        return (int) wholeNumber(this, number, least, greatest);
      }
    };
  }

  /** Whole numbers that are not negative, as Long. */
  static Domain seed() {
    return new Domain() {
      @Override
      public Class<?> type() {
        return Long.class;
      }

      @Override
      public String allowed() {
        return "whole numbers of at least 0";
      }

      @Override
      public boolean numeric() {
        return true;
      }

      @Override
      Object ofNumber(BigDecimal number) {
        return wholeNumber(this, number, 0, Long.MAX_VALUE);
      }
    };
  }

  private static long wholeNumber(Domain domain, BigDecimal number, long least, long greatest) {
    long value;
    try {
      value = number.longValueExact();
    } catch (ArithmeticException e) {
      throw domain.refused(number.toString());
    }
    if (value < least || value > greatest) {
      throw domain.refused(number.toString());
    }
    return value;
  }

  /**
   * Finite real numbers, as Double.
   *
   * @param least the lower end, itself allowed if {@code closed}
   * @param below numbers must be less than this, unless it is the greatest double
   */
  static Domain real(double least, boolean closed, double below) {
    return new Domain() {
      @Override
      public Class<?> type() {
        return Double.class;
      }

      @Override
      public String allowed() {
        String lower = closed ? "of at least " : "above ";
        String upper = below == Double.MAX_VALUE ? "" : " and below " + plain(below);
        return "finite numbers " + lower + plain(least) + upper;
      }

      @Override
      public boolean numeric() {
        return true;
      }

      @Override
      Object ofNumber(BigDecimal number) {
        double value = number.doubleValue() + 0.0; // + 0.0 turns -0.0 into 0.0
        boolean inside = closed ? value >= least : value > least;
        if (!inside || !(below == Double.MAX_VALUE ? Double.isFinite(value) : value < below)) {
          throw refused(number.toString());
        }
        return value;
      }

      private String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
      }
    };
  }

  /** The rule of a learning rate, as String: {@code auto}, or a positive number in Java's form. */
  static Domain rate() {
    Domain number = real(0, false, Double.MAX_VALUE);
    return new Domain() {
      @Override
      public Class<?> type() {
        return String.class;
      }

      @Override
      public String allowed() {
        return "auto or " + number.allowed();
      }

      @Override
      public boolean numeric() {
        return true;
      }

      @Override
      Object ofNumber(BigDecimal value) {
        try {
          return number.ofNumber(value).toString();
        } catch (IllegalArgumentException e) {
          throw refused(value.toString());
        }
      }

      @Override
      Object ofWord(String word) {
        if (word.equals(TrialConfig.AUTO)) {
          return word;
        }
        throw refused(word);
      }
    };
  }

  /** The constants of an enum in lower case, as String. */
  static Domain name(Enum<?>... constants) {
    return name(
        Arrays.stream(constants)
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .toArray(String[]::new));
  }

  /** A few words, as String. */
  static Domain name(String... names) {
    List<String> known = List.of(names);
    return new Domain() {
      @Override
      public Class<?> type() {
        return String.class;
      }

      @Override
      public String allowed() {
        return known.stream().collect(Collectors.joining(" or "));
      }

      @Override
      public boolean numeric() {
        return false;
      }

      @Override
      Object ofNumber(BigDecimal number) {
        throw refused(number.toString());
      }

      @Override
      Object ofWord(String word) {
        if (known.contains(word)) {
          return word;
        }
        throw refused(word);
      }
    };
  }
}
