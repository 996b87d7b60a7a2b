package org.iclsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iclsweep.query.QueryResult;
import org.iclsweep.query.Tables;
import org.iclsweep.spark.Grid;
import org.iclsweep.spark.Tally;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.table.TableNames;

/** The summary that a run prints at its end. */
final class Summary {
  /** Maximum number of configurations printed; the tables hold all. */
  private static final int MAX_CONFIGURATIONS = 60;

  /** Maximum length of a line, in characters. */
  private static final int WIDTH = 100;

  private static final List<String> STATUSES =
      List.of("converged", "stalled", "budget", "diverged", "failed");

  private final Tables tables;
  private final List<String> keys;
  private final List<String> constants;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final boolean complete;

  /**
   * Summarizes a grid: both aggregated tables, the counts and the location of the files.
   *
   * @param requested the requested grid
   * @param tables its tables
   * @param grid the grid itself
   * @param tally the counts of the run
   * @param folder the folder's path
   */
  Summary(SweepSpec requested, Tables tables, Grid grid, Tally tally, String folder) {
    this.tables = tables;
    List<Parameter> varying = GridOptions.varying(requested);
    keys =
        varying.stream()
            .filter(parameter -> parameter != Parameter.SEED)
            .map(Summary::key)
            .distinct()
            .toList();
    constants =
        Stream.of(Parameter.values())
            .filter(parameter -> !varying.contains(parameter) && !keys.contains(key(parameter)))
            .filter(requested::used)
            .flatMap(p -> requested.axis(p).map(axis -> p.column() + "=" + axis.value(0)).stream())
            .toList();
    complete = print(grid, tally, folder, new PrintStream(text, true, UTF_8));
  }

  /** The column by which aggregates are grouped. */
  private static String key(Parameter parameter) {
    return switch (parameter) {
      case LEARNING_RATE_Q, LEARNING_RATE_W -> Parameter.LEARNING_RATE.column();
      default -> parameter.column();
    };
  }

  /** The text to be printed. */
  String text() {
    return text.toString(UTF_8);
  }

  /** Whether every trial of the grid is stored and none failed. */
  boolean complete() {
    return complete;
  }

  /** Prints the summary; returns whether every trial is stored and none failed. */
  private boolean print(Grid grid, Tally tally, String folder, PrintStream out) {
    Map<String, Long> counts = statusCounts();
    List<String> seen = STATUSES.stream().filter(status -> counts.get(status) > 0).toList();
    out.println("Convergence; constants:");
    Wrapping.lines(constants, Wrapping.WIDTH).forEach(line -> out.println("  " + line));
    List<String> columns = new ArrayList<>(List.of("n"));
    seen.forEach(status -> columns.add("n_" + status + " as " + status));
    columns.addAll(
        List.of(
            "rate",
            "(rate_high - rate_low) / 2 as `+-`",
            "bound_rate",
            "steps_to_tolerance as steps_to_tol",
            "gap_end_median as gap_end"));
    printTable("convergence", columns, out);
    out.println();
    out.println("Distance from ridge regression at the end, medians over seeds");
    printTable(
        "ridge_gap",
        List.of(
            "ridge_gap_median as ridge_gap",
            "ridge_gap_prompt_median as prompt",
            "ridge_gap_query_median as query",
            "ridge_gap_ood_median as ood",
            "best_gap_median as best_gap"),
        out);
    out.println();

    long present = counts.values().stream().mapToLong(Long::longValue).sum();
    long failed = counts.get("failed");
    out.println(
        present
            + " of "
            + grid.size()
            + " trials stored: "
            + seen.stream()
                .map(status -> counts.get(status) + " " + status)
                .collect(Collectors.joining(", ")));
    if (tally.others() > 0) {
      out.println(tally.others() + " trials of other grids are stored in the same folder");
    }
    if (failed > 0) {
      printErrors(out);
    }
    out.println("Tables: " + folder + "/{" + String.join(",", tableNames()) + "}");
    return present == grid.size() && failed == 0;
  }

  private static List<String> tableNames() {
    List<String> names = new ArrayList<>(TableNames.RESULTS);
    names.addAll(TableNames.AGGREGATES);
    return names;
  }

  /** The number of trials by status. */
  private Map<String, Long> statusCounts() {
    String sums =
        STATUSES.stream()
            .map(status -> "sum(n_%s) as %s".formatted(status, status))
            .collect(Collectors.joining(", "));
    Map<String, Long> counts = new LinkedHashMap<>();
    tables
        .query("select " + sums + " from convergence")
        .each(row -> row.forEach((status, count) -> counts.put(status, (Long) count)));
    return counts;
  }

  private void printErrors(PrintStream out) {
    QueryResult.Rows errors =
        tables
            .query(
                "select if(length(error) > 70, concat(left(error, 69), '…'), error) as error,"
                    + " count(*) as trials, left(min(trial_id), 12) as example from trials"
                    + " where status = 'failed' group by error order by trials desc, error")
            .first(10);
    out.println("Failed trials, by error:");
    print(errors, 0, out);
  }

  private void printTable(String table, List<String> columns, PrintStream out) {
    String selected =
        Stream.concat(keys.stream(), columns.stream()).collect(Collectors.joining(", "));
    // The aggregate is ordered by its keys, but a query need not preserve the order of a view.
    String order = keys.isEmpty() ? "" : " order by " + String.join(", ", keys);
    print(
        tables.query("select " + selected + " from " + table + order).first(MAX_CONFIGURATIONS),
        keys.size(),
        out);
  }

  private static void print(QueryResult.Rows rows, int keyColumns, PrintStream out) {
    TextTable text = new TextTable(rows.columns());
    rows.rows().forEach(text::add);
    text.printBlocks(out, WIDTH, keyColumns);
    if (rows.more()) {
      out.println("... and more; the table has them all");
    }
  }
}
