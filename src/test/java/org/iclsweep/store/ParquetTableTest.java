package org.iclsweep.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of copied and of encoded row groups. */
class ParquetTableTest {
  @TempDir private Path folder;

  @Test
  void copiedAndEncodedRowsAreFoundInTheirOrder() throws Exception {
    Path file = folder.resolve("rows.parquet");
    RandomTable all = RandomTable.of(1, 60_000);
    MessageType schema = ParquetSchema.of("table", all.columns());
    int[] ends = {0, 1, 1, 201, 30_000, 30_000, 59_000, 60_000};
    try (ParquetTable table = new ParquetTable(Stored.output(file), schema)) {
      for (int i = 1; i < ends.length; i++) {
        List<Object[]> rows = all.rows().subList(ends[i - 1], ends[i]);
        if (i % 2 == 0) {
          table.append(EncodedRows.of("table", all.columns(), rows));
        } else {
          table.write(all.columns(), rows);
        }
        assertEquals(ends[i], table.rows());
      }
      table.finish(Map.of("key", "v\u00e4lue", "empty", ""));
    }
    assertEquals(all.stored(), Stored.rows(Stored.input(file)));
    Stored.assertStatistics(Stored.input(file), all.stored());
    try (Connection duck = Stored.duckDb()) {
      assertEquals(all.stored(), Stored.rows(duck, file));
    }
    assertEquals(
        new Footer(schema, 60_000, 5, Map.of("key", "v\u00e4lue", "empty", "")),
        Footer.of(Stored.input(file)));
  }

  @Test
  void aReaderThatSkipsRowGroupsFindsTheSameRows() throws Exception {
    RandomTable all = RandomTable.of(2, 20_000);
    List<List<Object>> rows = all.stored();
    Path file = folder.resolve("rows.parquet");
    try (ParquetTable table =
        new ParquetTable(Stored.output(file), ParquetSchema.of("table", all.columns()))) {
      for (int start = 0; start < 4000; start += 200) {
        table.append(
            EncodedRows.of("table", all.columns(), all.rows().subList(start, start + 200)));
      }
      table.write(all.columns(), all.rows().subList(4000, 20_000));
      table.finish(Map.of());
    }
    try (Connection duck = Stored.duckDb()) {
      for (int i = 0; i < all.columns().size(); i++) {
        int column = i;
        String name = all.columns().get(i).name();
        for (int row = 0; row < 20_000; row += 4999) {
          Object value = rows.get(row).get(column);
          try (PreparedStatement statement =
              duck.prepareStatement(
                  "select count(*) from '%s' where %s %s"
                      .formatted(file, name, value == null ? "is null" : "= ?"))) {
            if (value != null) {
              statement.setObject(1, value);
            }
            try (ResultSet result = statement.executeQuery()) {
              assertTrue(result.next());
              assertEquals(
                  rows.stream().filter(r -> equal(value, r.get(column))).count(),
                  result.getLong(1),
                  name + " = " + value);
            }
          }
        }
      }
    }
  }

  /** As in SQL, where zero is equal to its negative; and null to null. */
  private static boolean equal(Object one, Object other) {
    if (one instanceof Double number && other instanceof Double same) {
      return number.doubleValue() == same.doubleValue();
    }
    return Objects.equals(one, other);
  }

  @Test
  void anUnfinishedFileIsNone() throws Exception {
    Path file = folder.resolve("rows.parquet");
    RandomTable rows = RandomTable.of(3, 100);
    try (ParquetTable table =
        new ParquetTable(Stored.output(file), ParquetSchema.of("table", rows.columns()))) {
      table.append(rows.encoded());
    }
    assertThrows(RuntimeException.class, () -> Footer.of(Stored.input(file)));
  }

  @Test
  void otherColumnsAreRejectedAndHarmNothing() throws Exception {
    Path file = folder.resolve("rows.parquet");
    RandomTable rows = RandomTable.of(4, 100, 10);
    RandomTable fewer = RandomTable.of(4, 100, 9);
    try (ParquetTable table =
        new ParquetTable(Stored.output(file), ParquetSchema.of("table", rows.columns()))) {
      table.append(rows.encoded());
      assertThrows(IllegalArgumentException.class, () -> table.append(fewer.encoded()));
      assertThrows(
          IllegalArgumentException.class, () -> table.write(fewer.columns(), fewer.rows()));
      table.write(rows.columns(), rows.rows());
      table.finish(Map.of());
    }
    List<List<Object>> twice = new ArrayList<>(rows.stored());
    twice.addAll(rows.stored());
    assertEquals(twice, Stored.rows(Stored.input(file)));
    try (ParquetTable table =
        new ParquetTable(Stored.output(file), ParquetSchema.of("table", fewer.columns()))) {
      assertThrows(IllegalArgumentException.class, () -> table.append(rows.encoded()));
    }
  }
}
