package org.iclsweep.spark;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.commons.lang3.function.FailableSupplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.QueryContext;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.iclsweep.sweep.UsageException;

/** Reports errors in user-written SQL in one line, in Spark's own words. */
public final class SqlError {
  private static final String SPARK_LOGGER = "org.apache.spark";

  private static final Pattern POSITION = Pattern.compile("line \\d+,? pos \\d+");

  /** Advice about Spark settings, which does not concern the author of an expression. */
  private static final Pattern ADVICE =
      Pattern.compile(" ?If necessary,? set \"spark\\.[^.]*(\\.[a-z][^.]*)*\\.(?= |$)");

  private SqlError() {}

  /**
   * Runs an action that evaluates user-written SQL.
   *
   * @param what the name of the SQL in the message
   * @throws UsageException if Spark finds an error in the SQL, while parsing or evaluating it
   */
  public static <T> T explained(String what, FailableSupplier<T, AnalysisException> action) {
    return explained(fragment -> what, action);
  }

  /**
   * The same for an action that evaluates several SQL texts.
   *
   * @param what returns the name of the SQL for the message, given the fragment in which Spark
   *     finds the error, which is empty if Spark does not report one
   */
  static <T> T explained(
      Function<String, String> what, FailableSupplier<T, AnalysisException> action) {
    // Executors log a stack trace for every row that fails; the user gets one line instead.
    Level level = LogManager.getLogger(SPARK_LOGGER).getLevel();
    Configurator.setLevel(SPARK_LOGGER, Level.OFF);
    try {
      return action.get();
    } catch (Exception e) {
      if (e instanceof SparkThrowable spark
          && spark.getCondition() != null
          && !spark.isInternalError()) {
        QueryContext[] at = spark.getQueryContext();
        String fragment = at.length == 0 ? "" : at[0].fragment();
        throw new UsageException(what.apply(fragment) + ": " + oneLine(e), e);
      }
      return ExceptionUtils.rethrow(e); // Spark throws checked exceptions that it does not declare
    } finally {
      Configurator.setLevel(SPARK_LOGGER, level);
    }
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    String first =
        message
            .lines()
            .map(line -> line.strip().replaceFirst(";$", ""))
            .filter(line -> !line.isEmpty())
            .findFirst()
            .orElse(e.toString());
    first = ADVICE.matcher(first).replaceAll("");
    if (POSITION.matcher(first).find()) {
      return first;
    }
    // Some messages give the position only after the advice, several lines down.
    Matcher position = POSITION.matcher(message);
    return position.find() ? first + " (" + position.group() + ")" : first;
  }
}
