package org.iclsweep.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.commons.lang3.function.FailableSupplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.iclsweep.sweep.UsageException;

/** Mistakes in SQL that a person wrote, told in Spark's own words in one line. */
public final class SqlError {
  private static final String SPARK_LOGGER = "org.apache.spark";

  private static final Pattern POSITION = Pattern.compile("line \\d+,? pos \\d+");

  private SqlError() {}

  /**
   * Runs something that evaluates a person's SQL.
   *
   * @param what names the SQL in the message
   * @throws UsageException if Spark finds the SQL at fault, while reading or while evaluating it
   */
  public static <T> T explained(String what, FailableSupplier<T, AnalysisException> action) {
    // Executors log a stack trace for every row that fails; the person gets one line instead.
    Level level = LogManager.getLogger(SPARK_LOGGER).getLevel();
    Configurator.setLevel(SPARK_LOGGER, Level.OFF);
    try {
      return action.get();
    } catch (Exception e) {
      if (e instanceof SparkThrowable spark
          && spark.getCondition() != null
          && !spark.isInternalError()) {
        throw new UsageException(what + ": " + oneLine(e), e);
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
    if (POSITION.matcher(first).find()) {
      return first;
    }
    // Some messages tell the position only after their advice, some lines further down.
    Matcher told = POSITION.matcher(message);
    return told.find() ? first + " (" + told.group() + ")" : first;
  }
}
