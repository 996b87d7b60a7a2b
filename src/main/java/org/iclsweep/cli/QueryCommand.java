package org.iclsweep.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.iclsweep.query.QueryResult;
import org.iclsweep.query.Tables;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.SweepFolders;
import org.iclsweep.spark.TableFile;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.UsageException;
import org.iclsweep.table.ColumnDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code query}: runs Spark SQL over the tables of one or more sweeps. */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run a Spark SQL query over a sweep's tables; without SQL, list them with examples.",
      "SQL only reads: these tables, values, range() and files that --table adds."
    },
    footer = {
      "",
      "Example: ./submit.sh query --out results/quickstart \"select * from ridge_gap\""
    })
final class QueryCommand implements Callable<Integer> {
  private static final int MAX_ROWS = 1000;

  /** Worked examples: the question and the SQL. */
  static final List<List<String>> EXAMPLES =
      List.of(
          List.of(
              "Does the fitted rate beat the bound?",
              "select heads, prompt_length, rate, bound_rate, n_bound_held, n_theory from convergence"),
          List.of(
              "How far is the trained model from ridge regression, and ridge from the best penalty?",
              "select heads, noise, ridge_gap_median, ridge_gap_ood_median, best_gap_median from ridge_gap"),
          List.of(
              "The course of one trial",
              "select step, gap, bound, ridge_gap_ood from trajectories where trial_id = (select min(trial_id) from trials) order by step"),
          List.of(
              "The median gap at a step, over seeds, by heads",
              "select heads, step, percentile_disc(0.5) within group (order by gap) as gap from trajectories join trials using (trial_id) where step in (0, 100, 1007) group by all order by all"),
          List.of(
              "By which power laws does the rate depend on the parameters?",
              "select parameter, slope, standard_error, r_squared, n_points from scaling where measure = 'rate'"),
          List.of(
              "What failed, diverged or broke the bound?",
              "select trial_id, status, regime, first_violation, error from trials where status in ('failed', 'diverged') or not bound_held"),
          List.of(
              "What did it cost?",
              "select kernel, form, count(*) as trials, sum(seconds) as seconds, sum(predicted_seconds) as predicted from trials group by all"));

  private enum Format {
    table,
    csv,
    json
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "SQL",
      description = "a query over trials, trajectories, convergence, ridge_gap, scaling and claims")
  private String sql;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description =
          "the sweep's folder; of several, each table has all rows and a column sweep (join using"
              + " sweep as well)")
  private List<String> out;

  @Option(
      names = "--table",
      paramLabel = "NAME=PATH",
      description =
          "add a file as a table to join: .csv with a header, .json or .parquet; may be repeated")
  private List<String> files = new ArrayList<>();

  @Option(names = "--file", paramLabel = "FILE", description = "read the SQL from a file")
  private Path file;

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}); csv and json are exact",
      defaultValue = "table")
  private Format format;

  @Override
  public Integer call() {
    String query = sql();
    List<TableFile> own = tableFiles();
    List<SweepFolder> stores = new ArrayList<>();
    for (String folder : out) {
      SweepFolder store = SweepFolders.at(folder);
      if (stores.stream().anyMatch(other -> other.path().equals(store.path()))) {
        throw new UsageException("--out %s is given twice".formatted(store.path()));
      }
      store.checkExists();
      stores.add(store);
    }
    if (query == null) {
      describe();
      return 0;
    }
    try (Session session = Session.open(stores.get(0).path())) {
      QueryResult result = Tables.of(session, stores).withFiles(own).query(query);
      switch (format) {
        case csv -> result.csv(System.out);
        case json -> result.json(System.out);
        case table -> {
          QueryResult.Rows rows = result.first(MAX_ROWS);
          TextTable text = new TextTable(rows.columns());
          rows.rows().forEach(text::add);
          text.printFor(System.out, Terminal.OUT);
          if (rows.more()) {
            Notes.say("the first " + MAX_ROWS + " rows; --format csv or json gives all of them");
          }
        }
      }
    }
    stores.forEach(store -> store.warnings().forEach(Notes::warn));
    return 0;
  }

  private List<TableFile> tableFiles() {
    List<TableFile> own = files.stream().map(TableFile::parse).toList();
    for (TableFile file : own) {
      if (own.stream().filter(f -> f.name().equalsIgnoreCase(file.name())).count() > 1) {
        throw new UsageException(
            "--table: the name " + file.name() + " is given twice; give each file its own");
      }
    }
    return own;
  }

  /** The query, or null. */
  private String sql() {
    if (file == null) {
      return sql;
    }
    if (sql != null) {
      throw new UsageException("--file " + file + ": SQL is given as well; leave out one of them");
    }
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UsageException("--file " + file + ": there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new UsageException("--file " + file + ": it is not text in UTF-8", e);
    } catch (IOException e) {
      throw new UsageException("--file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void describe() {
    TextTable text = new TextTable(List.of("table", "column", "type", "meaning"));
    for (ColumnDescription d : ColumnDescription.all()) {
      text.add(List.of(d.table(), d.column(), d.type(), d.meaning()));
    }
    text.print(System.out);
    System.out.println();
    System.out.println(
        "convergence and ridge_gap have a row for each configuration, over its seeds; scaling has one\n"
            + "for each parameter with at least three values and each measure.");
    System.out.println();
    System.out.println("Examples:");
    for (List<String> example : EXAMPLES) {
      System.out.println("  -- " + example.get(0));
      System.out.println("  " + example.get(1));
    }
  }
}
