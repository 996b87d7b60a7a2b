package org.iclsweep.query;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.iclsweep.claim.Claim;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.claim.Evidence;
import org.iclsweep.claim.Finding;
import org.iclsweep.claim.Verdict;
import org.iclsweep.format.NumberFormatter;
import org.iclsweep.spark.Session;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.UsageException;

/**
 * Evaluates the claims of a file on a sweep's tables. Rows are read in a fixed order, so that
 * verdicts and evidence are bitwise identical on any number of cores.
 */
public final class ClaimEvaluation {
  private static final String HOLDS = "holds";
  private static final int MAX_COUNTEREXAMPLES = 3;

  private final Session session;
  private final ClaimsFile file;
  private final Tables tables;

  private ClaimEvaluation(Session session, ClaimsFile file, Tables tables) {
    this.session = session;
    this.file = file;
    this.tables = tables;
  }

  /**
   * Rejects a file with a query that is invalid on any sweep: one that does more than read the
   * tables, names an unknown column, or has no column {@code holds}.
   *
   * @throws UsageException with a one-line message that names the file, the claim and the position
   */
  public static void checkValid(Session session, ClaimsFile file) {
    ClaimEvaluation evaluation = new ClaimEvaluation(session, file, Tables.empty(session));
    file.claims().forEach(evaluation::query);
  }

  /**
   * Evaluates all claims on the stored results.
   *
   * @param folder a folder that passed {@link SweepFolder#checkExists()}
   * @param timeout the maximum time for one claim, after which it is open
   * @throws UsageException with a one-line message that names the file and the claim if a query
   *     fails or does not return one row
   */
  public static List<Finding> evaluate(
      Session session, SweepFolder folder, ClaimsFile file, Duration timeout) {
    return evaluate(session, Tables.ofResults(session, folder), file, timeout);
  }

  /** Evaluates all claims on the results of given tables. */
  static List<Finding> evaluate(Session session, Tables tables, ClaimsFile file, Duration timeout) {
    ClaimEvaluation evaluation = new ClaimEvaluation(session, file, tables.inOrder());
    return file.claims().stream().map(claim -> evaluation.finding(claim, timeout)).toList();
  }

  private Finding finding(Claim claim, Duration timeout) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    FutureTask<Finding> task = new FutureTask<>(() -> finding(claim, now));
    Thread thread = new Thread(task, "claim " + claim.number());
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      session.cancel(thread.getName());
      task.cancel(true);
      String why = "not decided within " + NumberFormatter.rounded(seconds(timeout)) + " s";
      return new Finding(claim, Verdict.OPEN, Evidence.reason(why), now);
    } catch (ExecutionException e) {
      return ExceptionUtils.rethrow(e.getCause()); // as if there were no thread
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while evaluating " + file.label(claim), e);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  private Finding finding(Claim claim, String now) {
    session.begin(Thread.currentThread().getName());
    QueryResult result = query(claim);
    return claim.counterexamples() ? refuted(claim, result, now) : decided(claim, result, now);
  }

  /** Parses and analyzes the query of a claim. */
  private QueryResult query(Claim claim) {
    QueryResult result = tables.query(file.label(claim), claim.positionedQuery(), "");
    if (!claim.counterexamples()) {
      int unused = holds(claim, result);
    }
    return result;
  }

  /** Returns the position of the column {@code holds}. */
  private int holds(Claim claim, QueryResult result) {
    StructField[] fields = result.rows().schema().fields();
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].name().equalsIgnoreCase(HOLDS)) {
        positions.add(i);
      }
    }
    if (positions.size() != 1) {
      throw refused(
          claim,
          "the query has %s column named holds; it takes one, with true, false or null"
              .formatted(positions.isEmpty() ? "no" : "more than one"));
    }
    StructField holds = fields[positions.get(0)];
    if (!(holds.dataType() instanceof BooleanType || holds.dataType() instanceof NullType)) {
      throw refused(
          claim,
          "the column holds is of type %s; it takes a boolean".formatted(holds.dataType().sql()));
    }
    return positions.get(0);
  }

  private UsageException refused(Claim claim, String why) {
    return new UsageException(file.label(claim) + ": " + why);
  }

  private Finding decided(Claim claim, QueryResult result, String now) {
    int holds = holds(claim, result);
    List<Row> rows =
        result.firstRows(
            2,
            numbered ->
                numbered.select(
                    functions.col("c" + holds).cast(DataTypes.BooleanType),
                    object(result.rows(), holds)));
    if (rows.size() != 1) {
      throw refused(
          claim,
          "the query returns %s; it takes exactly one row"
              .formatted(rows.isEmpty() ? "no row" : "more than one row"));
    }
    Boolean value = rows.get(0).isNullAt(0) ? null : rows.get(0).getBoolean(0);
    return new Finding(claim, Verdict.of(value), rows.get(0).getString(1), now);
  }

  private Finding refuted(Claim claim, QueryResult result, String now) {
    List<String> rows =
        result
            .firstRows(
                MAX_COUNTEREXAMPLES + 1, numbered -> numbered.select(object(result.rows(), -1)))
            .stream()
            .map(row -> row.getString(0))
            .toList();
    if (rows.isEmpty()) {
      return new Finding(claim, Verdict.HOLDS, "{}", now);
    }
    boolean more = rows.size() > MAX_COUNTEREXAMPLES;
    List<String> shown = more ? rows.subList(0, MAX_COUNTEREXAMPLES) : rows;
    return new Finding(claim, Verdict.REFUTED, Evidence.counterexamples(shown, more), now);
  }

  /** A row as a JSON object, without one of its columns. Doubles round-trip exactly. */
  private static Column object(Dataset<Row> rows, int without) {
    String[] names = rows.columns();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      if (i != without) {
        columns.add(functions.col("c" + i).as(names[i]));
      }
    }
    return columns.isEmpty()
        ? functions.lit("{}")
        : functions.to_json(
            functions.struct(columns.toArray(Column[]::new)), Map.of("ignoreNullFields", "false"));
  }
}
