package org.iclsweep.query;

import java.io.PrintStream;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.VariantType;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.SqlError;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The result of a query, computed each time it is read. Its methods throw a {@link
 * org.iclsweep.sweep.UsageException} with Spark's own message in one line if the query turns out to
 * be invalid during evaluation.
 */
public final class QueryResult {
  private final String what;
  private final Dataset<Row> result;

  /**
   * Creates the result of a query.
   *
   * @param what the name of the query in messages
   */
  QueryResult(String what, Dataset<Row> result) {
    this.what = what;
    this.result = result;
  }

  /**
   * Rows of an answer.
   *
   * @param columns the names of the columns
   * @param rows the values, in the order of the columns; null if missing, lists for arrays, maps
   *     for maps and structs, base64 text for bytes
   * @param more whether there are further rows
   */
  public record Rows(List<String> columns, List<List<Object>> rows, boolean more) {}

  /**
   * Returns the first rows.
   *
   * @param limit the maximum number of rows
   */
  public Rows first(int limit) {
    return explained(
        () -> {
          List<List<Object>> rows = new ArrayList<>();
          for (Row row : columns(QueryResult::tableCell).takeAsList(limit + 1)) {
            rows.add(values(row));
          }
          boolean more = rows.size() > limit;
          return new Rows(List.of(result.columns()), more ? rows.subList(0, limit) : rows, more);
        });
  }

  /** The result as a dataset. */
  Dataset<Row> rows() {
    return result;
  }

  /**
   * Returns the first rows of a projection.
   *
   * @param limit the maximum number of rows
   * @param projection a projection of the result, whose columns are named c0, c1, ... because the
   *     names of a result may repeat
   */
  List<Row> firstRows(int limit, UnaryOperator<Dataset<Row>> projection) {
    return explained(() -> projection.apply(numbered()).takeAsList(limit));
  }

  /**
   * Iterates over all rows without holding them in memory.
   *
   * @param row receives the values of each row by column, in the order of the columns; null if
   *     missing. Columns of the same name are not distinguished.
   */
  public void each(Consumer<Map<String, Object>> row) {
    String[] names = result.columns();
    Map<String, Integer> columns = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      columns.put(names[i], i);
    }
    explained(
        () -> {
          Iterator<Row> rows = result.toLocalIterator();
          while (rows.hasNext()) {
            row.accept(new NamedValues(columns, values(rows.next())));
          }
          return null;
        });
  }

  /** The values of a row by column, without a table of its own: a report reads millions. */
  private static final class NamedValues extends AbstractMap<String, Object> {
    private final Map<String, Integer> columns;
    private final List<Object> values;

    NamedValues(Map<String, Integer> columns, List<Object> values) {
      this.columns = columns;
      this.values = values;
    }

    @Override
    public Object get(Object column) {
      Integer position = columns.get(column);
      return position == null ? null : values.get(position);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      Map<String, Object> entries = new LinkedHashMap<>();
      columns.forEach((column, position) -> entries.put(column, values.get(position)));
      return Collections.unmodifiableMap(entries).entrySet();
    }
  }

  private static List<Object> values(Row row) {
    List<Object> values = new ArrayList<>(row.length());
    for (int i = 0; i < row.length(); i++) {
      values.add(plain(row.get(i)));
    }
    return values;
  }

  /** Converts Spark and Scala types to those of Java. */
  private static Object plain(Object value) {
    if (value instanceof Row struct) {
      Map<Object, Object> fields = new LinkedHashMap<>();
      for (int i = 0; i < struct.length(); i++) {
        fields.put(struct.schema().fieldNames()[i], plain(struct.get(i)));
      }
      return fields;
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      CollectionConverters.asJava(map).forEach((k, v) -> entries.put(plain(k), plain(v)));
      return entries;
    }
    if (value instanceof scala.collection.Seq<?> array) {
      List<Object> items = new ArrayList<>();
      CollectionConverters.asJava(array).forEach(item -> items.add(plain(item)));
      return items;
    }
    return value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value;
  }

  /** Casts types without a Java type or a good text form to text: times, intervals, variants. */
  private static Column tableCell(Column value, DataType type) {
    boolean plain =
        type instanceof NumericType
            || type instanceof StringType
            || type instanceof BooleanType
            || type instanceof BinaryType
            || nested(type);
    return plain ? value : value.cast(DataTypes.StringType);
  }

  private static boolean nested(DataType type) {
    return type instanceof ArrayType || type instanceof MapType || type instanceof StructType;
  }

  /** The answer with changed columns, addressed by position because names may repeat. */
  private Dataset<Row> columns(BiFunction<Column, DataType, Column> changed) {
    StructField[] fields = result.schema().fields();
    Column[] columns = new Column[fields.length];
    Arrays.setAll(
        columns, i -> changed.apply(functions.col("c" + i), fields[i].dataType()).as("c" + i));
    return numbered().select(columns);
  }

  /** The result with columns named by their positions. */
  private Dataset<Row> numbered() {
    String[] positions = new String[result.columns().length];
    Arrays.setAll(positions, i -> "c" + i);
    return result.toDF(positions);
  }

  /**
   * Prints CSV with a header. Doubles round-trip exactly. Arrays, maps and structs are JSON; bytes
   * are base64.
   */
  public void csv(PrintStream out) {
    explained(
        () -> {
          String[] names = result.columns();
          Column[] header = new Column[names.length];
          Arrays.setAll(header, i -> functions.lit(names[i]).as("c" + i));
          print(result.sparkSession().range(1).select(csvLine(header)), out);
          Dataset<Row> cells = columns(QueryResult::csvCell);
          print(
              cells.select(
                  csvLine(
                      Arrays.stream(cells.columns()).map(functions::col).toArray(Column[]::new))),
              out);
          return null;
        });
  }

  private static Column csvCell(Column value, DataType type) {
    if (type instanceof BinaryType) {
      return functions.base64(value);
    }
    return nested(type) || type instanceof VariantType
        ? functions.to_json(value, Map.of("ignoreNullFields", "false"))
        : value;
  }

  private static Column csvLine(Column[] cells) {
    // Quotes within quotes are doubled, as in RFC 4180.
    Column line = functions.to_csv(functions.struct(cells), Map.of("escape", "\""));
    if (cells.length == 0) {
      return functions.lit("");
    }
    // For a single null, Spark produces no text; other tools write this.
    return cells.length > 1
        ? line
        : functions.when(cells[0].isNull(), functions.lit("\"\"")).otherwise(line);
  }

  /** Prints a JSON array with one object per line. Doubles round-trip exactly. */
  public void json(PrintStream out) {
    explained(
        () -> {
          Iterator<Row> lines =
              result
                  .select(
                      functions.to_json(
                          functions.struct(functions.col("*")),
                          Map.of("ignoreNullFields", "false")))
                  .toLocalIterator();
          out.print("[");
          String separator = "\n";
          while (lines.hasNext()) {
            out.print(separator + lines.next().getString(0));
            separator = ",\n";
          }
          out.println("\n]");
          return null;
        });
  }

  private static void print(Dataset<Row> lines, PrintStream out) {
    Iterator<Row> rows = lines.toLocalIterator();
    while (rows.hasNext()) {
      out.println(rows.next().getString(0));
    }
  }

  private <T> T explained(Supplier<T> action) {
    Session.use(result.sparkSession());
    return SqlError.explained(what, action::get);
  }
}
