package org.iclsweep.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.iclsweep.table.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rewritten files have the same rows. */
class RewritingTest {
  @TempDir private Path folder;

  private InputFile file(String name, RandomTable table, int... ends) throws IOException {
    Path file = folder.resolve(name);
    try (ParquetTable out =
        new ParquetTable(Stored.output(file), ParquetSchema.of("table", table.columns()))) {
      int start = 0;
      for (int end : ends) {
        out.append(EncodedRows.of("table", table.columns(), table.rows().subList(start, end)));
        start = end;
      }
      out.finish(Map.of());
    }
    return Stored.input(file);
  }

  private InputFile rewritten(MessageType schema, Rewriting.Filter filter, InputFile... sources)
      throws IOException {
    Path file = folder.resolve("rewritten.parquet");
    try (ParquetTable out = new ParquetTable(Stored.output(file), schema)) {
      Rewriting.copy(List.of(sources), out, filter);
      out.finish(Map.of());
    }
    return Stored.input(file);
  }

  private static int[] steps(int step, int rows) {
    int[] ends = new int[(rows + step - 1) / step];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = Math.min((i + 1) * step, rows);
    }
    return ends;
  }

  @Test
  void manySmallRowGroupsBecomeOne() throws Exception {
    RandomTable one = RandomTable.of(1, 26_000);
    RandomTable two = RandomTable.of(2, 25_000);
    RandomTable none = RandomTable.of(3, 0);
    MessageType schema = ParquetSchema.of("table", one.columns());
    InputFile file =
        rewritten(
            schema,
            null,
            file("1", one, steps(197, 26_000)),
            file("2", none, 0),
            file("3", two, steps(8500, 25_000)));
    List<List<Object>> expected = new ArrayList<>(one.stored());
    expected.addAll(two.stored());
    assertEquals(expected, Stored.rows(file));
    Stored.assertStatistics(file, expected);
    try (Connection duck = Stored.duckDb()) {
      assertEquals(expected, Stored.rows(duck, folder.resolve("rewritten.parquet")));
    }
    assertEquals(1, Footer.of(file).rowGroups());
  }

  @Test
  void largeRowGroupsAreCopiedAsTheyAre() throws Exception {
    RandomTable table = RandomTable.of(7, 62_000);
    List<List<Object>> rows = table.stored();
    MessageType schema = ParquetSchema.of("table", table.columns());
    InputFile source = file("1", table, 1000, 31_000, 32_000, 62_000);
    InputFile file = rewritten(schema, null, source);
    List<List<Object>> expected = new ArrayList<>(rows.subList(1000, 31_000));
    expected.addAll(rows.subList(32_000, 62_000));
    expected.addAll(rows.subList(0, 1000));
    expected.addAll(rows.subList(31_000, 32_000));
    assertEquals(expected, Stored.rows(file));
    Stored.assertStatistics(file, expected);
    assertEquals(bytes(source, 1), bytes(file, 0));
    assertEquals(bytes(source, 3), bytes(file, 1));
    try (Connection duck = Stored.duckDb()) {
      assertEquals(expected, Stored.rows(duck, folder.resolve("rewritten.parquet")));
    }

    Object dropped = rows.get(40_000).get(0);
    InputFile without = rewritten(schema, (id, attempt) -> !id.equals(dropped), source);
    expected.removeIf(row -> row.get(0).equals(dropped));
    assertEquals(sorted(expected), sorted(Stored.rows(without)));
  }

  private static List<String> sorted(List<List<Object>> rows) {
    return rows.stream().map(List::toString).sorted().toList();
  }

  /** The bytes of a row group, as text, by which they can be compared. */
  private static String bytes(InputFile file, int rowGroup) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(file);
        SeekableInputStream stream = file.newStream()) {
      BlockMetaData group = reader.getRowGroups().get(rowGroup);
      byte[] bytes = new byte[Math.toIntExact(group.getCompressedSize())];
      stream.seek(group.getStartingPos());
      stream.readFully(bytes);
      return HexFormat.of().formatHex(bytes);
    }
  }

  @Test
  void aRowGroupEndsAtItsSize() throws Exception {
    List<Column<Object[]>> columns = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String text = "%0200d ".formatted(i);
      columns.add(new Column<>("c" + i, Column.Kind.TEXT, "", row -> text + row[0]));
    }
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      rows.add(new Object[] {i});
    }
    RandomTable table = new RandomTable(columns, rows);
    MessageType schema = ParquetSchema.of("table", columns);
    InputFile file = rewritten(schema, null, file("1", table, steps(100, 5000)));
    assertEquals(table.stored(), Stored.rows(file));
    Stored.assertStatistics(file, table.stored());
    long bytes = file.getLength();
    assertTrue(bytes > 2 * Rewriting.ROW_GROUP_BYTES, "bytes: " + bytes);
    assertEquals(1 + bytes / Rewriting.ROW_GROUP_BYTES, Footer.of(file).rowGroups());
  }

  @Test
  void rowsOfDroppedAttemptsAreLeftOut() throws Exception {
    RandomTable table = RandomTable.of(4, 30_000);
    MessageType schema = ParquetSchema.of("table", table.columns());
    Rewriting.Filter filter = (id, attempt) -> id.hashCode() % 3 != 0 && attempt != 2;
    List<List<Object>> kept =
        table.stored().stream()
            .filter(row -> filter.keeps((String) row.get(0), (Integer) row.get(1)))
            .toList();
    assertTrue(kept.size() > 5000 && kept.size() < 25_000, "" + kept.size());
    InputFile file = rewritten(schema, filter, file("1", table, steps(7000, 30_000)));
    assertEquals(kept, Stored.rows(file));
    Stored.assertStatistics(file, kept);
    assertEquals(
        0, Footer.of(rewritten(schema, (id, attempt) -> false, file("1", table, 30_000))).rows());
  }

  @Test
  void columnsThatASourceLacksAreNull() throws Exception {
    RandomTable narrow = RandomTable.of(5, 3000, 14);
    List<Column<Object[]>> columns = new ArrayList<>(narrow.columns());
    for (Column.Kind kind : Column.Kind.values()) {
      columns.add(columns.size() / 2, new Column<>("new" + kind, kind, "", row -> null));
    }
    RandomTable wide = new RandomTable(columns, narrow.rows());
    InputFile source = file("1", narrow, 1000, 3000);
    MessageType schema = ParquetSchema.of("table", columns);
    assertTrue(ParquetSchema.fits(Footer.of(source).schema(), schema));
    assertEquals(wide.stored(), Stored.rows(rewritten(schema, null, source)));
    assertThrows(
        IllegalArgumentException.class,
        () -> rewritten(ParquetSchema.of("table", narrow.columns()), null, file("2", wide, 3000)));
  }

  /** Parquet's own writers make other encodings and pages, and NaN is a value to them. */
  @ParameterizedTest
  @EnumSource(WriterVersion.class)
  void filesOfOtherWritersAreRewritten(WriterVersion version) throws Exception {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message other {
              optional int32 attempt;
              optional double few;
              optional double many;
              optional double nan;
              optional double late_nan;
              optional float single;
              optional binary trial_id (STRING);
            }""");
    Path file = folder.resolve("other.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(Stored.output(file))
            .withType(schema)
            .withConf(new PlainParquetConfiguration())
            .withWriterVersion(version)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .build()) {
      for (int i = 0; i < 50_000; i++) {
        Group row = new SimpleGroup(schema);
        row.append("trial_id", "t" + i / 200);
        row.append("few", i % 3 == 0 ? -0.0 : i % 3);
        if (i % 7 != 0) {
          row.append("many", Math.sqrt(i));
        }
        row.append("nan", i % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY);
        row.append("late_nan", i == 30_000 ? Double.NaN : i);
        row.append("single", (float) i);
        writer.write(row);
      }
    }
    InputFile source = Stored.input(file);
    assertTrue(ParquetSchema.fits(schema, schema));
    List<List<Object>> rows = Stored.rows(source);
    assertEquals(rows, Stored.rows(rewritten(schema, null, source)));
    // Whose attempt is unknown is kept.
    InputFile file2 = rewritten(schema, (id, attempt) -> false, source);
    assertEquals(rows, Stored.rows(file2));
    try (ParquetFileReader reader = ParquetFileReader.open(file2)) {
      List<ColumnChunkMetaData> chunks = reader.getRowGroups().get(0).getColumns();
      assertEquals(-0.0, chunks.get(1).getStatistics().genericGetMin());
      assertEquals(2.0, chunks.get(1).getStatistics().genericGetMax());
      assertEquals(7143, chunks.get(2).getStatistics().getNumNulls());
      assertTrue(chunks.get(6).getEncodings().stream().anyMatch(Encoding::usesDictionary));
      // Readers do not agree on where NaN is in the order.
      assertTrue(chunks.get(3).getStatistics().isEmpty());
      assertTrue(chunks.get(4).getStatistics().isEmpty());
      assertNull(reader.readColumnIndex(chunks.get(4)));
    }
  }

  @Test
  void aFilterNeedsItsColumns() throws Exception {
    RandomTable table = RandomTable.of(6, 10, 5);
    List<Column<Object[]>> columns = table.columns().subList(1, 5);
    InputFile source = file("1", new RandomTable(columns, table.rows()), 10);
    assertThrows(
        IllegalArgumentException.class,
        () -> rewritten(ParquetSchema.of("table", columns), (id, attempt) -> true, source));
  }
}
