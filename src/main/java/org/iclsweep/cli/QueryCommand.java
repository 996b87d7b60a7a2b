package org.iclsweep.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.iclsweep.spark.ResultStore;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code query}: Spark SQL over a sweep's tables. */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs Spark SQL over a sweep's tables; without SQL lists them.",
    footer = {
      "",
      "Example: ./submit.sh query --out results/quickstart \"select heads, rate from convergence\""
    })
final class QueryCommand implements Callable<Integer> {
  private static final int MOST_ROWS = 1000;

  private enum Format {
    table,
    csv,
    json
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "SQL",
      description = "a query over trials, trajectories, convergence and ridge_gap")
  private String sql;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "the sweep's folder")
  private String out;

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}); csv and json are exact",
      defaultValue = "table")
  private Format format;

  @Override
  public Integer call() {
    ResultStore store = ResultStore.at(out);
    store.refuseMissing();
    if (sql == null) {
      describe();
      return 0;
    }
    try (Session session = Session.open()) {
      Tables tables = Tables.computed(session, store);
      switch (format) {
        case csv -> tables.csv(sql, System.out);
        case json -> tables.json(sql, System.out);
        case table -> {
          Tables.Rows rows = tables.query(sql, MOST_ROWS);
          TextTable text = new TextTable(rows.columns());
          rows.rows().forEach(text::add);
          text.print(System.out);
          if (rows.more()) {
            System.err.println(
                "the first " + MOST_ROWS + " rows; --format csv or json gives all of them");
          }
        }
      }
    }
    return 0;
  }

  private static void describe() {
    TextTable text = new TextTable(List.of("table", "column", "type", "meaning"));
    for (Tables.Description d : Tables.descriptions()) {
      text.add(List.of(d.table(), d.column(), d.type(), d.meaning()));
    }
    text.print(System.out);
    System.out.println(
        """

        convergence and ridge_gap have a row for each configuration, over its seeds.

        Examples:
          select heads, rate, bound_rate, gap_end_median from convergence order by heads
          select noise, ridge_gap_median, best_gap_median from ridge_gap
          select step, gap, bound from trajectories join trials using (trial_id) where seed = 1""");
  }
}
