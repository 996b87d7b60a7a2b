package org.iclsweep.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.iclsweep.table.Column;
import org.iclsweep.table.Column.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoded rows are the rows, whoever decodes them. */
class EncodedRowsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 200, 999, 1000, 1001, 2500, 19_999, 20_000, 20_001, 45_000})
  void everyReaderFindsTheRows(int count) throws Exception {
    check(RandomTable.of(count, count));
  }

  @Test
  void everyReaderFindsManyRows() throws Exception {
    check(RandomTable.of(1, 100_000, 12));
  }

  private void check(RandomTable table) throws Exception {
    List<List<Object>> rows = table.stored();
    EncodedRows encoded = table.encoded();
    assertEquals(rows.size(), encoded.rows());
    assertEquals(rows, Stored.rows(encoded.file()));
    Stored.assertStatistics(encoded.file(), rows);
    Path file = folder.resolve("rows.parquet");
    Files.write(file, encoded.file().newStream().readAllBytes());
    assertEquals(encoded.bytes(), Files.size(file));
    try (Connection duck = Stored.duckDb()) {
      assertEquals(rows, Stored.rows(duck, file));
    }
  }

  @Test
  void theyAreTheSameOnAnotherMachine() throws Exception {
    RandomTable table = RandomTable.of(5, 300);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(sent)) {
      out.writeObject(table.encoded());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(sent.toByteArray()))) {
      EncodedRows received = (EncodedRows) in.readObject();
      assertEquals(300, received.rows());
      assertEquals(table.encoded().bytes(), received.bytes());
      assertEquals(table.stored(), Stored.rows(received.file()));
    }
  }

  @Test
  void aValueOfAnotherKindIsRejected() {
    for (Kind kind : Kind.values()) {
      List<Column<Object>> columns = List.of(new Column<>("c", kind, "", row -> row));
      Object wrong = kind == Kind.TEXT ? (Object) 1.0 : "1";
      assertThrows(
          ClassCastException.class,
          () -> EncodedRows.of("t", columns, List.of(wrong)),
          kind.name());
    }
  }
}
