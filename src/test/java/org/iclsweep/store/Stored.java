package org.iclsweep.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/** What is in Parquet files, as told by readers that share nothing with what is tested. */
final class Stored {
  /** Reading Hadoop's own settings takes longer than anything that is done here. */
  private static final Configuration CONF = new Configuration();

  private Stored() {}

  static InputFile input(Path file) throws IOException {
    return HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(file.toUri()), CONF);
  }

  static OutputFile output(Path file) throws IOException {
    return HadoopOutputFile.fromPath(new org.apache.hadoop.fs.Path(file.toUri()), CONF);
  }

  /** The rows of a file by Parquet's reader of records. */
  static List<List<Object>> rows(InputFile file) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        new ParquetReader.Builder<Group>(file, new PlainParquetConfiguration()) {
          @Override
          protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
          }
        }.build()) {
      for (Group group = reader.read(); group != null; group = reader.read()) {
        List<Object> row = new ArrayList<>();
        for (int i = 0; i < group.getType().getFieldCount(); i++) {
          row.add(group.getFieldRepetitionCount(i) == 0 ? null : value(group, i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static Object value(Group group, int field) {
    return switch (group.getType().getType(field).asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> group.getInteger(field, 0);
      case INT64 -> group.getLong(field, 0);
      case DOUBLE -> group.getDouble(field, 0);
      case FLOAT -> group.getFloat(field, 0);
      case BOOLEAN -> group.getBoolean(field, 0);
      default -> group.getString(field, 0);
    };
  }

  /** A database in memory that reads files with code of its own. */
  static Connection duckDb() throws SQLException {
    Properties offline = new Properties();
    offline.put("autoinstall_known_extensions", "false");
    return DriverManager.getConnection("jdbc:duckdb:", offline);
  }

  /** The rows of a file by DuckDB. */
  static List<List<Object>> rows(Connection duck, Path file) throws SQLException {
    return query(duck, "select * from '%s'".formatted(file));
  }

  static List<List<Object>> query(Connection duck, String sql) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    try (Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Checks minima, maxima and null counts of row groups and pages against the rows. */
  static void assertStatistics(InputFile file, List<List<Object>> rows) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
    try (ParquetFileReader reader = ParquetFileReader.open(file, options)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      int start = 0;
      for (BlockMetaData block : reader.getRowGroups()) {
        int end = start + Math.toIntExact(block.getRowCount());
        for (ColumnChunkMetaData chunk : block.getColumns()) {
          int column = schema.getFieldIndex(chunk.getPath().toDotString());
          Expected expected = Expected.of(rows.subList(start, end), column);
          Statistics<?> statistics = chunk.getStatistics();
          assertEquals(expected.nulls, statistics.getNumNulls(), chunk.toString());
          assertEquals(expected.min != null, statistics.hasNonNullValue(), chunk.toString());
          if (expected.min != null) {
            assertEquals(expected.min, plain(statistics.genericGetMin()), chunk.toString());
            assertEquals(expected.max, plain(statistics.genericGetMax()), chunk.toString());
          }
          assertPages(reader, chunk, rows.subList(start, end), column);
        }
        start = end;
      }
      assertEquals(rows.size(), start);
    }
  }

  private static void assertPages(
      ParquetFileReader reader, ColumnChunkMetaData chunk, List<List<Object>> rows, int column)
      throws IOException {
    ColumnIndex index = reader.readColumnIndex(chunk);
    OffsetIndex pages = reader.readOffsetIndex(chunk);
    if (index == null) {
      return; // as in row groups that were copied
    }
    for (int page = 0; page < pages.getPageCount(); page++) {
      int start = Math.toIntExact(pages.getFirstRowIndex(page));
      int end = Math.toIntExact(pages.getLastRowIndex(page, rows.size())) + 1;
      assertTrue(end - start <= 21_000, "rows of a page: " + (end - start));
      Expected expected = Expected.of(rows.subList(start, end), column);
      assertEquals(expected.nulls, index.getNullCounts().get(page));
      assertEquals(expected.min == null, index.getNullPages().get(page));
      if (expected.min instanceof Double) {
        assertEquals(expected.min, littleEndian(index.getMinValues().get(page)));
        assertEquals(expected.max, littleEndian(index.getMaxValues().get(page)));
      }
    }
  }

  private static Object littleEndian(ByteBuffer value) {
    return value.duplicate().order(ByteOrder.LITTLE_ENDIAN).getDouble();
  }

  private static Object plain(Object value) {
    return value instanceof Binary text ? text.toStringUsingUTF8() : value;
  }

  private record Expected(long nulls, Object min, Object max) {
    static Expected of(List<List<Object>> rows, int column) {
      long nulls = 0;
      Object min = null;
      Object max = null;
      for (List<Object> row : rows) {
        Object value = row.get(column);
        if (value == null) {
          nulls++;
        } else {
          min = min == null || compare(value, min) < 0 ? value : min;
          max = max == null || compare(value, max) > 0 ? value : max;
        }
      }
      // A reader may look for either zero.
      if (min instanceof Double zero && zero == 0) {
        min = -0.0;
      }
      if (max instanceof Double zero && zero == 0) {
        max = 0.0;
      }
      return new Expected(nulls, min, max);
    }

    private static int compare(Object one, Object other) {
      if (one instanceof Double number) {
        return number.compareTo((Double) other);
      }
      if (one instanceof Integer number) {
        return number.compareTo((Integer) other);
      }
      if (one instanceof Long number) {
        return number.compareTo((Long) other);
      }
      if (one instanceof Boolean flag) {
        return flag.compareTo((Boolean) other);
      }
      return Arrays.compareUnsigned(
          ((String) one).getBytes(StandardCharsets.UTF_8),
          ((String) other).getBytes(StandardCharsets.UTF_8));
    }
  }
}
