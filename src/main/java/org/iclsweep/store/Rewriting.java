package org.iclsweep.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.DummyRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;

/**
 * Copies the rows of files, which may have many small row groups, into one file with large ones.
 *
 * <p>It holds a row group of the new file and one of an old file in memory.
 */
final class Rewriting {
  /** A row group ends when it has so many encoded bytes. */
  static final long ROW_GROUP_BYTES = 16L << 20;

  private static final String TRIAL_ID = "trial_id";
  private static final String ATTEMPT = "attempt";

  /** Says which rows are copied. */
  interface Filter {
    /** Whether the rows of this attempt at a trial are copied. */
    boolean keeps(String trialId, int attempt);
  }

  private final MessageType target;
  private final ParquetTable table;
  private final Filter filter;
  private RowGroup group;

  private Rewriting(ParquetTable table, Filter filter) {
    this.target = table.schema();
    this.table = table;
    this.filter = filter;
    this.group = new RowGroup(target);
  }

  /**
   * Copies the rows of some files, in their order. Columns that a file lacks are null.
   *
   * @param filter says which rows; null for all of them
   * @throws IllegalArgumentException if a file's schema does not {@linkplain ParquetSchema#fits
   *     fit} the table's, or if there is a filter and a file has no columns {@code trial_id} and
   *     {@code attempt}; what was copied before is in the table
   * @throws IOException if a file cannot be read or the table cannot be written
   */
  static void copy(List<InputFile> sources, ParquetTable table, Filter filter) throws IOException {
    Rewriting rewriting = new Rewriting(table, filter);
    try {
      for (InputFile source : sources) {
        rewriting.copy(source);
      }
      rewriting.endRowGroup();
    } finally {
      rewriting.group.close();
    }
  }

  private void endRowGroup() throws IOException {
    table.add(group);
    group.close();
    group = new RowGroup(target);
  }

  private void copy(InputFile source) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
    try (ParquetFileReader file = ParquetFileReader.open(source, options)) {
      MessageType schema = file.getFileMetaData().getSchema();
      if (!ParquetSchema.fits(schema, target)) {
        throw new IllegalArgumentException(schema + " does not fit " + target);
      }
      for (int i = 0; i < file.getRowGroups().size(); i++) {
        int rows = Math.toIntExact(file.getRowGroups().get(i).getRowCount());
        if (rows > 0) {
          copy(file, i, kept(file, i, rows));
        }
      }
    }
  }

  /** Which rows of a row group are copied. */
  private boolean[] kept(ParquetFileReader file, int rowGroup, int rows) throws IOException {
    boolean[] kept = new boolean[rows];
    if (filter == null) {
      Arrays.fill(kept, true);
      return kept;
    }
    MessageType schema = file.getFileMetaData().getSchema();
    MessageType keys =
        new MessageType(schema.getName(), schema.getType(TRIAL_ID), schema.getType(ATTEMPT));
    file.setRequestedSchema(keys);
    List<ColumnReader> readers = readers(file, file.readRowGroup(rowGroup), keys);
    ColumnReader ids = readers.get(0);
    ColumnReader attempts = readers.get(1);
    Binary id = null;
    int attempt = 0;
    boolean keep = true;
    for (int row = 0; row < rows; row++) {
      if (isNull(ids) || isNull(attempts)) {
        // Whose row it is nobody knows, so nobody may drop it.
        kept[row] = true;
      } else {
        Binary nextId = ids.getBinary();
        int nextAttempt = attempts.getInteger();
        if (!nextId.equals(id) || nextAttempt != attempt) {
          id = nextId;
          attempt = nextAttempt;
          keep = filter.keeps(id.toStringUsingUTF8(), attempt);
        }
        kept[row] = keep;
      }
      ids.consume();
      attempts.consume();
    }
    return kept;
  }

  private static boolean isNull(ColumnReader column) {
    return column.getCurrentDefinitionLevel() < column.getDescriptor().getMaxDefinitionLevel();
  }

  /** Readers of all columns of a schema in their order, each at its first row. */
  private static List<ColumnReader> readers(
      ParquetFileReader file, PageReadStore pages, MessageType schema) {
    ColumnReadStore store =
        new ColumnReadStoreImpl(
            pages,
            new DummyRecordConverter(schema).getRootConverter(),
            schema,
            file.getFileMetaData().getCreatedBy());
    return schema.getColumns().stream().map(store::getColumnReader).toList();
  }

  private void copy(ParquetFileReader file, int rowGroup, boolean[] kept) throws IOException {
    MessageType schema = file.getFileMetaData().getSchema();
    file.setRequestedSchema(schema);
    List<ColumnReader> readers = readers(file, file.readRowGroup(rowGroup), schema);
    // The readers in the order of the new file's columns, null for a column that the old one lacks.
    ColumnReader[] from = new ColumnReader[target.getFieldCount()];
    for (ColumnReader reader : readers) {
      from[target.getFieldIndex(reader.getDescriptor().getPath()[0])] = reader;
    }
    for (int start = 0; start < kept.length; start += RowGroup.SLICE) {
      int end = Math.min(start + RowGroup.SLICE, kept.length);
      int count = 0;
      for (int row = start; row < end; row++) {
        count += kept[row] ? 1 : 0;
      }
      for (int i = 0; i < from.length; i++) {
        if (target.getType(i).asPrimitiveType().getPrimitiveTypeName()
            == PrimitiveTypeName.DOUBLE) {
          copyDoubles(from[i], group.doubles(i), kept, start, end, count);
        } else {
          copyOthers(
              from[i],
              group.others(i),
              target.getType(i).isRepetition(Repetition.OPTIONAL) ? 1 : 0,
              kept,
              start,
              end,
              count);
        }
      }
      group.endRows(count);
      if (group.bytes() >= ROW_GROUP_BYTES) {
        endRowGroup();
      }
    }
  }

  private static void copyDoubles(
      ColumnReader from, DoubleColumn to, boolean[] kept, int start, int end, int count)
      throws IOException {
    to.expect(count);
    if (from == null) {
      for (int i = 0; i < count; i++) {
        to.addNull();
      }
      return;
    }
    int present = from.getDescriptor().getMaxDefinitionLevel();
    for (int row = start; row < end; row++) {
      boolean isNull = from.getCurrentDefinitionLevel() < present;
      if (!kept[row]) {
        if (!isNull) from.skip();
      } else if (isNull) {
        to.addNull();
      } else {
        to.add(from.getDouble());
      }
      from.consume();
    }
  }

  private static void copyOthers(
      ColumnReader from,
      ColumnWriter to,
      int toPresent,
      boolean[] kept,
      int start,
      int end,
      int count) {
    if (from == null) {
      for (int i = 0; i < count; i++) {
        to.writeNull(0, 0);
      }
      return;
    }
    int present = from.getDescriptor().getMaxDefinitionLevel();
    PrimitiveTypeName type = from.getDescriptor().getPrimitiveType().getPrimitiveTypeName();
    for (int row = start; row < end; row++) {
      boolean isNull = from.getCurrentDefinitionLevel() < present;
      if (!kept[row]) {
        if (!isNull) from.skip();
      } else if (isNull) {
        to.writeNull(0, 0);
      } else {
        switch (type) {
          case INT32 -> to.write(from.getInteger(), 0, toPresent);
          case INT64 -> to.write(from.getLong(), 0, toPresent);
          case BOOLEAN -> to.write(from.getBoolean(), 0, toPresent);
          case FLOAT -> to.write(from.getFloat(), 0, toPresent);
          default -> to.write(from.getBinary(), 0, toPresent);
        }
      }
      from.consume();
    }
  }
}
