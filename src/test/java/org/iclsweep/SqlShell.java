package org.iclsweep;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.StringUtils;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A Spark SQL shell with a Hive metastore: executes the statements of its arguments, which it tells
 * apart as the shell spark-sql does, and prints the rows of the last one as JSON. An argument that
 * begins with {@code @} is the name of a script.
 */
public final class SqlShell {
  private SqlShell() {}

  /** The statements of a text, told apart as by the shell spark-sql. */
  public static List<String> statements(String text) {
    return CollectionConverters.asJava(StringUtils.splitSemiColonWithIndex(text, false)).stream()
        .filter(statement -> !statement.isBlank())
        .toList();
  }

  public static void main(String[] arguments) throws IOException {
    try (SparkSession spark = SparkSession.builder().enableHiveSupport().getOrCreate()) {
      Dataset<Row> last = null;
      for (String argument : arguments) {
        String text =
            argument.startsWith("@")
                ? Files.readString(Path.of(argument.substring(1)), UTF_8)
                : argument;
        for (String statement : statements(text)) {
          last = spark.sql(statement);
        }
      }
      last.toJSON().collectAsList().forEach(System.out::println);
    }
  }
}
