package org.iclsweep.spark;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.iclsweep.sweep.UsageException;
import org.iclsweep.table.TableNames;

/**
 * A user's file that queries can read as a table alongside those of a sweep.
 *
 * @param name the name of the table
 * @param path a local file
 * @param format its format, from the extension of its name
 */
public record TableFile(String name, Path path, Format format) {
  /** Formats by file name extension. */
  private enum Format {
    CSV,
    JSON,
    PARQUET;

    String end() {
      return "." + name().toLowerCase(Locale.ROOT);
    }
  }

  /** Quotes within quotes are doubled, as in RFC 4180. */
  private static final String QUOTE = "\"";

  private static final int MAX_COLUMNS = 20_000; // about Spark's default, 20480

  private static final Set<String> TAKEN =
      Stream.concat(TableNames.RESULTS.stream(), TableNames.DERIVED.stream())
          .collect(Collectors.toUnmodifiableSet());

  /**
   * Parses {@code NAME=PATH}.
   *
   * @throws UsageException if the text does not have this form, or if there is no such file
   */
  public static TableFile parse(String text) {
    String option = "--table " + text + ": ";
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new UsageException(option + "it takes NAME=PATH, such as labels=labels.csv");
    }
    String name = text.substring(0, equals);
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new UsageException(
          option + "'" + name + "' is not a name; it takes letters, digits and _, no digit first");
    }
    if (TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
      throw new UsageException(
          option + "'" + name + "' is a table of the sweep; give the file another name");
    }
    Path path = Path.of(text.substring(equals + 1));
    if (Files.isDirectory(path)) {
      throw new UsageException(option + "it is a folder; name a file");
    }
    if (!Files.isReadable(path)) {
      throw new UsageException(
          option
              + (Files.exists(path) ? "the file cannot be read" : "there is no such file")
              + "; the path is taken as it is, without patterns");
    }
    String file = path.getFileName().toString();
    for (Format format : Format.values()) {
      if (file.toLowerCase(Locale.ROOT).endsWith(format.end())) {
        if (format == Format.PARQUET && file.matches("[._].*|.*:.*")) {
          throw new UsageException(
              option
                  + "Spark reads no Parquet file whose name begins with . or _ or has a colon; rename it");
        }
        return new TableFile(name, path.toAbsolutePath(), format);
      }
    }
    throw new UsageException(
        option
            + "the file's name must end with one of "
            + Stream.of(Format.values()).map(Format::end).collect(Collectors.joining(", ")));
  }

  /**
   * Reads the rows. CSV has a header, and its types are inferred; JSON is one object per line or an
   * array of objects.
   *
   * @throws UsageException if the file does not match its format, or has no columns
   */
  public Dataset<Row> read(SparkSession session) {
    String option = "--table " + name + "=" + path;
    DataFrameReader reader = session.read().option("mode", "FAILFAST");
    Dataset<Row> rows =
        SqlError.explained(
            option,
            () ->
                switch (format) {
                  // Spark would treat some paths as patterns, so it is given the text.
                  case CSV ->
                      reader
                          .option("header", true)
                          .option("inferSchema", true)
                          .option("escape", QUOTE)
                          .csv(session.createDataset(records(text(option)), Encoders.STRING()));
                  case JSON ->
                      reader.json(session.createDataset(values(text(option)), Encoders.STRING()));
                  case PARQUET ->
                      reader
                          .option("__globPaths__", false) // Spark's own name for "no pattern"
                          .parquet("file://" + path); // in which nothing is escaped
                });
    if (rows.columns().length == 0) {
      throw new UsageException(option + ": the file has no columns");
    }
    return rows;
  }

  private String text(String option) {
    try {
      return Files.readString(path).replaceFirst("^\uFEFF", ""); // a byte order mark
    } catch (CharacterCodingException e) {
      throw new UsageException(option + ": it is not text in UTF-8", e);
    } catch (IOException e) {
      throw new UsageException(option + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Splits CSV, whose quoted fields may span several lines, into records with Spark's parser. */
  private static List<String> records(String text) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setQuoteEscape(QUOTE.charAt(0));
    settings.setMaxCharsPerColumn(-1);
    settings.setMaxColumns(MAX_COLUMNS);
    CsvParser parser = new CsvParser(settings);
    parser.beginParsing(new StringReader(text));
    List<String> records = new ArrayList<>();
    while (parser.parseNext() != null) {
      records.add(parser.getContext().currentParsedContent().stripTrailing());
    }
    return records;
  }

  private static List<String> values(String text) {
    return text.stripLeading().startsWith("[")
        ? List.of(text)
        : text.lines().filter(line -> !line.isBlank()).toList();
  }
}
