package org.iclsweep.report.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.iclsweep.table.ColumnDescription;
import org.iclsweep.table.TableNames;

/** The rows of {@code trials} that a report shows, column by column. */
public final class TrialTable {
  private final Map<String, TrialColumn> columns = new LinkedHashMap<>();

  /**
   * Reads rows.
   *
   * @param order the order of the rows in SQL
   * @param limit the maximum number of rows
   */
  static TrialTable read(SqlSource tables, String order, int limit) {
    TrialTable table = new TrialTable();
    for (ColumnDescription column : ColumnDescription.of(TableNames.TRIALS)) {
      table.columns.put(column.column(), new TrialColumn(column));
    }
    String names = table.columns.keySet().stream().collect(Collectors.joining(", "));
    tables.query(
        "select %s from trials order by %s limit %d".formatted(names, order, limit),
        row -> table.columns.forEach((name, column) -> column.add(row.get(name))));
    return table;
  }

  private TrialTable() {}

  /** The columns, in the order of the stored table. */
  public List<TrialColumn> columns() {
    return List.copyOf(columns.values());
  }

  /** A column by its name. */
  public TrialColumn column(String name) {
    return columns.get(name);
  }

  /** The number of rows. */
  public int size() {
    return column("trial_id").size();
  }
}
