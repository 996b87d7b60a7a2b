package org.iclsweep.query;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.SqlError;

/**
 * The answer to a question, which is computed each time it is read. Its methods throw a {@link
 * org.iclsweep.sweep.UsageException} with Spark's own message in one line if the question turns out
 * to be wrong while it is evaluated.
 */
public final class Answer {
  private final Dataset<Row> result;

  Answer(Dataset<Row> result) {
    this.result = result;
  }

  /**
   * Rows of an answer.
   *
   * @param columns their names
   * @param rows the values, in the order of the columns; null where there is none
   * @param more whether there are more rows than these
   */
  public record Rows(List<String> columns, List<List<Object>> rows, boolean more) {}

  /**
   * The first rows.
   *
   * @param most how many rows at the most
   */
  public Rows first(int most) {
    return explained(
        () -> {
          List<List<Object>> rows = new ArrayList<>();
          for (Row row : result.takeAsList(most + 1)) {
            rows.add(values(row));
          }
          boolean more = rows.size() > most;
          return new Rows(List.of(result.columns()), more ? rows.subList(0, most) : rows, more);
        });
  }

  /**
   * Goes through all rows without holding them.
   *
   * @param row told each row's values in turn; null where there is none
   */
  public void each(Consumer<List<Object>> row) {
    explained(
        () -> {
          result.toLocalIterator().forEachRemaining(r -> row.accept(values(r)));
          return null;
        });
  }

  private static List<Object> values(Row row) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < row.length(); i++) {
      values.add(row.get(i));
    }
    return values;
  }

  /** Prints CSV with a header; a double reads back as the same double. */
  public void csv(PrintStream out) {
    explained(
        () -> {
          String[] names = result.columns();
          String[] positions = new String[names.length];
          Arrays.setAll(positions, i -> "c" + i);
          Column[] header = new Column[names.length];
          Arrays.setAll(header, i -> functions.lit(names[i]).as(positions[i]));
          Column[] cells = new Column[names.length];
          print(result.sparkSession().range(1).select(csvLine(header)), out);
          // Names may repeat in an answer, positions do not.
          Dataset<Row> renamed = result.toDF(positions);
          Arrays.setAll(cells, i -> functions.col(positions[i]));
          print(renamed.select(csvLine(cells)), out);
          return null;
        });
  }

  private static Column csvLine(Column[] cells) {
    // Quotes are doubled within quotes, as RFC 4180 has it.
    Column line = functions.to_csv(functions.struct(cells), Map.of("escape", "\""));
    // Of a single null Spark makes no text at all; this is what other tools write.
    return cells.length > 1
        ? line
        : functions.when(cells[0].isNull(), functions.lit("\"\"")).otherwise(line);
  }

  /** Prints a JSON array with one object on each line; a double reads back as the same double. */
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
    Session.tellTasks(result.sparkSession());
    return SqlError.explained("SQL", action);
  }
}
