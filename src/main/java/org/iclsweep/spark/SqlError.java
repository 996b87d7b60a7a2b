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

/** Mistakes in SQL that a person wrote, told in Spark's own words in one line. */
public final class SqlError {
  private static final String SPARK_LOGGER = "org.apache.spark";

  private static final Pattern POSITION = Pattern.compile("line \\d+,? pos \\d+");

  /** Advice about settings of Spark that a person who wrote an expression has no hand in. */
  private static final Pattern ADVICE =
      Pattern.compile(" ?If necessary,? set \"spark\\.[^.]*(\\.[a-z][^.]*)*\\.(?= |$)");

  private SqlError() {}

  /**
   * Runs something that evaluates a person's SQL.
   *
   * @param what names the SQL in the message
   * @throws UsageException if Spark finds the SQL at fault, while reading or while evaluating it
   */
  public static <T> T explained(String what, FailableSupplier<T, AnalysisException> action) {
    return explained(fragment -> what, action);
  }

  /**
   * The same where the SQL is one of several.
   *
   * @param what names the SQL in the message, given the part of it that Spark finds at fault, which
   *     is empty if Spark does not tell
   */
  static <T> T explained(
      Function<String, String> what, FailableSupplier<T, AnalysisException> action) {
    // Executors log a stack trace for every row that fails; the person gets one line instead.
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
    // Some messages tell the position only after their advice, some lines further down.
    Matcher told = POSITION.matcher(message);
    return told.find() ? first + " (" + told.group() + ")" : first;
  }
}
