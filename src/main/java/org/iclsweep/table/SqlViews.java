package org.iclsweep.table;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * SQL scripts that define a sweep's tables in any Spark SQL shell. Statements end with {@code ;}
 * and a line break, which occur nowhere else.
 */
public final class SqlViews {
  private static final Map<String, String> MEANINGS =
      Map.of(
          TableNames.TRIALS,
          "one row per trial",
          TableNames.TRAJECTORIES,
          "one row per recorded step of a trial",
          "convergence",
          "rates over the seeds of each configuration",
          "ridge_gap",
          "distances from ridge regression over the seeds of each configuration",
          "scaling",
          "exponents of rate and gap in each parameter",
          TableNames.CLAIMS,
          "claims about the sweep and their verdicts");

  /** Suffix of the tables that may hold a trial more than once, while a run retries it. */
  private static final String STORED = "_stored";

  private final String folder;
  private final Set<String> tables;
  private final String database;
  private final StringBuilder text = new StringBuilder();

  private SqlViews(String folder, Set<String> tables, String database) {
    this.folder = folder;
    this.tables = tables;
    this.database = database;
  }

  /**
   * Returns a script of temporary views, for {@code spark-sql -i FILE}.
   *
   * @param folder the sweep's folder as a URI
   * @param tables the names of the tables that exist
   */
  public static String temporary(String folder, Set<String> tables) {
    SqlViews script = new SqlViews(folder, tables, null);
    script.text.append(
        """
        -- The tables of a sweep as temporary views:
        --   spark-sql -i tables.sql
        -- Every run writes this file again.

        """);
    return script.define();
  }

  /**
   * Returns a script that registers the tables in a metastore, in a database named after the
   * folder, for {@code spark-sql -f FILE}.
   *
   * @param folder the sweep's folder as a URI
   * @param tables the names of the tables that exist
   */
  public static String external(String folder, Set<String> tables) {
    String name =
        folder.replaceFirst("/+$", "").replaceFirst(".*/", "").replaceAll("[^A-Za-z0-9_]", "_");
    SqlViews script = new SqlViews(folder, tables, name.toLowerCase(Locale.ROOT));
    script.text.append(
        """
        -- Registers the tables of a sweep in a metastore as external tables of a database:
        --   spark-sql -f external-tables.sql
        -- Every run writes this file again. If the folder was moved, forget the old tables first, which
        -- leaves the files alone: drop database %1$s cascade

        create database if not exists %1$s;
        """
            .formatted(script.quoted()));
    return script.define();
  }

  private String quoted() {
    return "`" + database + "`";
  }

  private String define() {
    if (tables.containsAll(TableNames.RESULTS)) {
      TableNames.RESULTS.forEach(table -> addFiles(table, table + STORED, false));
      addView(
          TableNames.TRIALS,
          "select newest.* from (select max_by(struct(*), attempt) as newest from %s group by trial_id)"
              .formatted(name(TableNames.TRIALS + STORED)));
      addView(
          TableNames.TRAJECTORIES,
          "select steps.* from %s steps left semi join (select trial_id, max(attempt) as attempt from %s group by trial_id) using (trial_id, attempt)"
              .formatted(name(TableNames.TRAJECTORIES + STORED), name(TableNames.TRIALS + STORED)));
    }
    TableNames.DERIVED.stream()
        .filter(tables::contains)
        .forEach(table -> addFiles(table, table, true));
    return text.toString();
  }

  private String name(String table) {
    return database == null ? table : quoted() + "." + table;
  }

  /** Adds a table of a folder's Parquet files. Columns that older builds lack are null. */
  private void addFiles(String table, String name, boolean described) {
    String columns =
        columns(table).stream()
            .map(
                column ->
                    "  %s %s%s"
                        .formatted(
                            column.column(),
                            column.type(),
                            described ? " comment " + literal(column.meaning()) : ""))
            .collect(Collectors.joining(",\n"));
    String path = literal(folder + "/" + table);
    if (database == null) { // such a view has no comment of its own
      text.append(
          """
          create or replace temporary view %s (
          %s
          ) using parquet options (path %s, `__globPaths__` 'false');
          """
              .formatted(name, columns, path));
    } else {
      text.append(
          """
          create table if not exists %s (
          %s
          ) using parquet options (`__globPaths__` 'false') location %s comment %s;
          """
              .formatted(name(name), columns, path, literal(MEANINGS.get(table))));
    }
  }

  /** Adds a view in which every trial occurs once, with its newest attempt. */
  private void addView(String table, String query) {
    String columns =
        columns(table).stream()
            .map(column -> "  %s comment %s".formatted(column.column(), literal(column.meaning())))
            .collect(Collectors.joining(",\n"));
    text.append(
        """
        create or replace %sview %s (
        %s
        ) comment %s as
        %s;
        """
            .formatted(
                database == null ? "temporary " : "",
                name(table),
                columns,
                literal(MEANINGS.get(table)),
                query));
  }

  private static List<ColumnDescription> columns(String table) {
    return ColumnDescription.of(table);
  }

  private static String literal(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
