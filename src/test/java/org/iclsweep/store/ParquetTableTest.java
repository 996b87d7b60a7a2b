package org.iclsweep.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  void readersThatSkipRowGroupsAndPagesFindTheSame() throws Exception {
    RandomTable all = RandomTable.of(2, 50_000, 12);
    Path file = folder.resolve("rows.parquet");
    try (ParquetTable table =
        new ParquetTable(Stored.output(file), ParquetSchema.of("table", all.columns()))) {
      for (int start = 0; start < 5000; start += 200) {
        table.append(
            EncodedRows.of("table", all.columns(), all.rows().subList(start, start + 200)));
      }
      table.write(all.columns(), all.rows().subList(5000, 50_000));
      table.finish(Map.of());
    }
    try (Connection duck = Stored.duckDb()) {
      for (String column : List.of("c2_double", "c7_double")) {
        int index = all.columns().stream().map(c -> c.name()).toList().indexOf(column);
        List<Double> values =
            all.stored().stream()
                .map(row -> (Double) row.get(index))
                .filter(v -> v != null)
                .toList();
        for (Double value : new ArrayList<>(values).subList(0, Math.min(20, values.size()))) {
          assertEquals(
              values.stream().filter(v -> v.doubleValue() == value).count(),
              Stored.query(
                      duck,
                      "select count(*) from '%s' where %s = %s".formatted(file, column, value))
                  .get(0)
                  .get(0));
        }
      }
    }
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
