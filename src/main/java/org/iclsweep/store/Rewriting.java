package org.iclsweep.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.DummyRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * Copies the rows of files, possibly in many small row groups, into one file with large ones.
 *
 * <p>An uncompressed row group that is already large is copied byte for byte if all its rows are
 * kept and its schema is that of the new file. It may end up ahead of rows that precede it in its
 * file, because rows of smaller groups are buffered.
 *
 * <p>One row group of the new file and one of an old file are held in memory.
 */
final class Rewriting {
  /** Encoded bytes at which a row group ends. */
  static final long ROW_GROUP_BYTES = 16L << 20;

  /** Minimum rows of a large row group; readers would gain little from larger ones. */
  static final int LARGE_GROUP_ROWS = 10_000;

  private static final String TRIAL_ID = "trial_id";
  private static final String ATTEMPT = "attempt";

  /** Selects the rows to copy. */
  interface Filter {
    /** Returns whether the rows of this attempt at a trial are copied. */
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
    this.group = new RowGroup(target, Integer.MAX_VALUE);
  }

  /**
   * Copies the rows of some files. Columns missing from a file are null.
   *
   * @param filter selects the rows; null for all of them
   * @throws IllegalArgumentException if a file's schema does not {@linkplain ParquetSchema#fits
   *     fit} the table's, or if there is a filter and a file has no columns {@code trial_id} and
   *     {@code attempt}; rows already copied remain in the table
   * @throws IOException if a file cannot be read or the table cannot be written
   */
  static void copy(List<InputFile> sources, ParquetTable table, Filter filter) throws IOException {
    Rewriting rewriting = new Rewriting(table, filter);
    for (InputFile source : sources) {
      rewriting.copy(source);
    }
    rewriting.endRowGroup();
  }

  private void endRowGroup() throws IOException {
    table.add(group);
    group = new RowGroup(target, Integer.MAX_VALUE);
  }

  private void copy(InputFile source) throws IOException {
    try (ParquetFileReader file = CheckedParquet.open(source)) {
      MessageType schema = file.getFileMetaData().getSchema();
      if (!ParquetSchema.fits(schema, target)) {
        throw new IllegalArgumentException(schema + " does not fit " + target);
      }
      if (filter != null && !ResultFiles.hasKeys(schema)) {
        throw new IllegalArgumentException(schema + " does not tell whose rows they are");
      }
      for (int i = 0; i < file.getRowGroups().size(); i++) {
        int rows = Math.toIntExact(file.getRowGroups().get(i).getRowCount());
        // Parquet cannot read a row group without rows.
        boolean[] kept = rows == 0 ? new boolean[0] : kept(file, i, rows);
        int count = count(kept, 0, rows);
        BlockMetaData rowGroup = file.getRowGroups().get(i);
        if (count == rows && schema.equals(target) && large(rowGroup)) {
          table.append(source, rowGroup);
        } else if (count > 0) {
          copy(file, i, kept);
        }
      }
    }
  }

  private static boolean large(BlockMetaData rowGroup) {
    return rowGroup.getRowCount() >= LARGE_GROUP_ROWS
        && rowGroup.getColumns().stream()
            .allMatch(chunk -> chunk.getCodec() == CompressionCodecName.UNCOMPRESSED);
  }

  /** Returns, for each row of a row group, whether it is copied. */
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
    ColumnReadStore readers = readers(file, pages(file, rowGroup), keys);
    ColumnReader ids = readers.getColumnReader(keys.getColumns().get(0));
    ColumnReader attempts = readers.getColumnReader(keys.getColumns().get(1));
    Binary id = null;
    int attempt = 0;
    boolean keep = true;
    for (int row = 0; row < rows; row++) {
      if (DecodedColumn.isNull(ids) || DecodedColumn.isNull(attempts)) {
        // The trial of the row is unknown, so the row must not be dropped.
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

  private static PageReadStore pages(ParquetFileReader file, int rowGroup) throws IOException {
    try {
      return file.readRowGroup(rowGroup);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "%s is damaged: %s; ./submit.sh repair sets it aside and keeps what can be read"
              .formatted(file.getFile(), FirstLine.of(e)),
          e);
    }
  }

  /** Returns readers of the columns of a schema, each at its first row. */
  static ColumnReadStore readers(ParquetFileReader file, PageReadStore pages, MessageType schema) {
    return new ColumnReadStoreImpl(
        pages,
        new DummyRecordConverter(schema).getRootConverter(),
        schema,
        file.getFileMetaData().getCreatedBy());
  }

  private void copy(ParquetFileReader file, int rowGroup, boolean[] kept) throws IOException {
    List<SourceColumn> from = columns(file, rowGroup);
    for (int start = 0; start < kept.length; start += RowGroup.SLICE) {
      int end = Math.min(start + RowGroup.SLICE, kept.length);
      for (int i = 0; i < from.size(); i++) {
        from.get(i).copy(kept, start, end, group, i);
      }
      group.endRows(count(kept, start, end));
      if (group.bytes() >= ROW_GROUP_BYTES) {
        endRowGroup();
      }
    }
  }

  /** Returns the columns of a row group in the new file's order. */
  private List<SourceColumn> columns(ParquetFileReader file, int rowGroup) throws IOException {
    MessageType schema = file.getFileMetaData().getSchema();
    file.setRequestedSchema(schema);
    PageReadStore pages = pages(file, rowGroup);
    ColumnReadStore readers = readers(file, pages, schema);
    Map<String, SourceColumn> columns = new HashMap<>();
    for (ColumnChunkMetaData chunk : file.getRowGroups().get(rowGroup).getColumns()) {
      ColumnDescriptor column = schema.getColumnDescription(chunk.getPath().toArray());
      columns.put(
          chunk.getPath().toDotString(),
          PlainDoubles.canRead(chunk)
              ? new PlainDoubles(column, pages.getPageReader(column))
              : new DecodedColumn(readers.getColumnReader(column)));
    }
    return target.getFields().stream()
        .map(field -> columns.getOrDefault(field.getName(), Rewriting::copyNulls))
        .toList();
  }

  private static void copyNulls(boolean[] kept, int start, int end, RowGroup to, int column)
      throws IOException {
    for (int i = count(kept, start, end); i > 0; i--) {
      to.addNull(column);
    }
  }

  private static int count(boolean[] kept, int start, int end) {
    int count = 0;
    for (int row = start; row < end; row++) {
      count += kept[row] ? 1 : 0;
    }
    return count;
  }
}
