package org.iclsweep.table;

import java.util.function.Function;

/**
 * One column of a stored table.
 *
 * @param name its name
 * @param kind the type of its values
 * @param meaning what it holds, in a few words
 * @param value its value in a row made from a T: an Integer, Long, Double, Boolean or String as
 *     {@code kind} says, or null. A double that is not finite is stored as null.
 * @param <T> what rows are made from
 */
public record Column<T>(String name, Kind kind, String meaning, Function<T, Object> value) {
  /** The value as it is stored. */
  public Object stored(T row) {
    Object result = value.apply(row);
    return result instanceof Double d && !Double.isFinite(d) ? null : result;
  }

  /** The types of columns. */
  public enum Kind {
    INT("int"),
    LONG("bigint"),
    DOUBLE("double"),
    BOOLEAN("boolean"),
    TEXT("string");

    private final String sql;

    Kind(String sql) {
      this.sql = sql;
    }

    /** The kind of a parameter's values. */
    public static Kind of(Class<?> type) {
      if (type == Integer.class) {
        return INT;
      }
      if (type == Long.class) {
        return LONG;
      }
      return type == Double.class ? DOUBLE : TEXT;
    }

    /** The name of the type in SQL. */
    public String sql() {
      return sql;
    }
  }
}
