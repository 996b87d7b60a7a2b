package org.iclsweep.report.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.iclsweep.table.ColumnDescription;

/** A column of {@code trials}, with its values in the order of the rows. */
public final class TrialColumn {
  private final ColumnDescription description;
  private final boolean fractional;

  /** The values of a column of type double, NaN if missing. */
  private double[] numbers = {};

  /** The values of any other column, null if missing, equal ones identical. */
  private Object[] values = {};

  private final Map<Object, Object> distinct = new HashMap<>();
  private int size;

  TrialColumn(ColumnDescription description) {
    this.description = description;
    this.fractional = description.type().equals("double");
  }

  /** Adds a value, which may be null. */
  void add(Object value) {
    if (fractional) {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.max(64, 2 * size));
      }
      numbers[size] = value == null ? Double.NaN : (Double) value;
    } else {
      if (size == values.length) {
        values = Arrays.copyOf(values, Math.max(64, 2 * size));
      }
      values[size] = value == null ? null : distinct.computeIfAbsent(value, v -> v);
    }
    size++;
  }

  /** The name of the column. */
  public String name() {
    return description.column();
  }

  /** Its meaning in a few words. */
  public String meaning() {
    return description.meaning();
  }

  /** Whether its values are doubles. */
  public boolean fractional() {
    return fractional;
  }

  /** Whether its values are numbers. */
  public boolean numeric() {
    return fractional || description.type().equals("int") || description.type().equals("bigint");
  }

  /** The number of rows. */
  public int size() {
    return size;
  }

  /** The value in a row: a Double, Integer, Long, Boolean or String, or null. */
  public Object value(int row) {
    if (!fractional) {
      return values[row];
    }
    return Double.isNaN(numbers[row]) ? null : (Object) numbers[row];
  }

  /** The values of a {@link #fractional} column in a new array, NaN if missing. */
  public double[] numbers() {
    return Arrays.copyOf(numbers, size);
  }
}
