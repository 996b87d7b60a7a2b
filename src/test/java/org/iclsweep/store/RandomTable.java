package org.iclsweep.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.iclsweep.table.Column;
import org.iclsweep.table.Column.Kind;

/**
 * Columns and rows from a seed: of every kind, with nulls in different patterns, with few values
 * and with many, and with those at the ends of their types.
 */
record RandomTable(List<Column<Object[]>> columns, List<Object[]> rows) {
  private static final List<Kind> KINDS = List.of(Kind.values());

  private static final String[] TEXTS = {
    "",
    "a",
    "ab",
    "b",
    "\u00e9t\u00e9",
    "\u4e2d\u6587",
    "\ud83d\ude00 smile",
    "\u0000",
    "\uffff",
    "x".repeat(300)
  };
  private static final double[] DOUBLES = {
    0.0,
    -0.0,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    1.0,
    -1.0
  };
  private static final long[] LONGS = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE};

  /** A table with each kind of values in each pattern of nulls. */
  static RandomTable of(long seed, int rows) {
    return of(seed, rows, 40);
  }

  /** A table whose first columns are {@code trial_id} and {@code attempt}. */
  static RandomTable of(long seed, int rows, int columns) {
    Random random = new Random(seed);
    List<Column<Object[]>> named = new ArrayList<>();
    List<Object[]> values = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      values.add(new Object[columns]);
    }
    add(named, "trial_id", Kind.TEXT);
    add(named, "attempt", Kind.INT);
    int attempt = 1;
    String id = "trial";
    for (Object[] row : values) {
      if (random.nextInt(150) == 0) {
        id = "trial-" + random.nextInt(1000);
        attempt = 1 + random.nextInt(3);
      }
      row[0] = id;
      row[1] = attempt;
    }
    for (int column = 2; column < columns; column++) {
      Kind kind = KINDS.get(column % KINDS.size());
      add(named, "c" + column + "_" + kind.sql(), kind);
      IntPredicate isNull = nulls(random, column / KINDS.size() % 7);
      Supplier<Object> value = values(random, kind);
      for (int row = 0; row < rows; row++) {
        values.get(row)[column] = isNull.test(row) ? null : value.get();
      }
    }
    return new RandomTable(List.copyOf(named), values);
  }

  private static void add(List<Column<Object[]>> columns, String name, Kind kind) {
    int index = columns.size();
    columns.add(new Column<>(name, kind, "", row -> row[index]));
  }

  private static IntPredicate nulls(Random random, int pattern) {
    int period = 1 + random.nextInt(40_000);
    return switch (pattern) {
      case 0 -> row -> false;
      case 1 -> row -> true;
      case 2 -> row -> row % 2 == 0;
      case 3 -> row -> random.nextInt(100) == 0;
      case 4 -> row -> random.nextInt(100) > 0;
      case 5 -> row -> row / period % 2 == 0;
      default -> row -> random.nextBoolean();
    };
  }

  private static Supplier<Object> values(Random random, Kind kind) {
    boolean few = random.nextBoolean();
    return switch (kind) {
      case INT -> () -> few ? (Object) (random.nextInt(3) - 1) : (Object) random.nextInt();
      case LONG ->
          () -> few ? (Object) LONGS[random.nextInt(LONGS.length)] : (Object) random.nextLong();
      case DOUBLE -> () -> few ? (Object) DOUBLES[random.nextInt(DOUBLES.length)] : any(random);
      case BOOLEAN -> () -> few || random.nextBoolean();
      case TEXT ->
          () ->
              few
                  ? TEXTS[random.nextInt(TEXTS.length)]
                  : TEXTS[random.nextInt(TEXTS.length)] + random.nextLong();
    };
  }

  /** Any double; one in a thousand is not finite and stored as null. */
  private static Object any(Random random) {
    return Double.longBitsToDouble(random.nextLong());
  }

  /** The values as they are stored. */
  List<List<Object>> stored() {
    return stored(rows);
  }

  /** The values of some rows as they are stored. */
  List<List<Object>> stored(List<Object[]> some) {
    List<List<Object>> stored = new ArrayList<>();
    for (Object[] row : some) {
      List<Object> values = new ArrayList<>();
      for (Column<Object[]> column : columns) {
        values.add(column.stored(row));
      }
      stored.add(values);
    }
    return stored;
  }

  EncodedRows encoded() {
    return EncodedRows.of("table", columns, rows);
  }
}
