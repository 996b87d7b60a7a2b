package org.iclsweep.table;

import java.util.function.Function;

/**
 * One column of a stored table.
 *
 * @param name the column's name
 * @param kind the type of its values
 * @param meaning a short description of its contents
 * @param value the value in a row made from a T: an Integer, Long, Double, Boolean or String,
 *     according to {@code kind}, or null. A non-finite double is stored as null.
 * @param <T> the source of a row
 */
public record Column<T>(String name, Kind kind, String meaning, Function<T, Object> value) {
  /** Returns the value to store for a row. */
  public Object stored(T row) {
    Object result = value.apply(row);
    return result instanceof Double d && !Double.isFinite(d) ? null : result;
  }

  /** The type of a column. */
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

    /** Returns the kind of a parameter's values. */
    public static Kind of(Class<?> type) {
      if (type == Integer.class) {
        return INT;
      }
      if (type == Long.class) {
        return LONG;
      }
      return type == Double.class ? DOUBLE : TEXT;
    }

    /** The SQL name of the type. */
    public String sql() {
      return sql;
    }
  }
}
