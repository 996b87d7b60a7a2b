package org.iclsweep.store;

import java.io.IOException;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;

/**
 * The contents of a Parquet file's footer.
 *
 * @param schema its columns
 * @param rows the number of rows
 * @param rowGroups the number of row groups
 * @param metadata key-value metadata from the writer
 */
record Footer(MessageType schema, long rows, int rowGroups, Map<String, String> metadata) {
  /** Reading Hadoop's settings takes longer than reading a footer, and none are needed. */
  private static final ParquetReadOptions OPTIONS =
      ParquetReadOptions.builder(new PlainParquetConfiguration()).build();

  /**
   * Reads the footer of a file.
   *
   * @throws IOException if the file cannot be read
   * @throws RuntimeException if it is not a Parquet file
   */
  static Footer of(InputFile file) throws IOException {
    try (SeekableInputStream stream = file.newStream()) {
      ParquetMetadata footer = read(file, stream);
      return new Footer(
          footer.getFileMetaData().getSchema(),
          footer.getBlocks().stream().mapToLong(BlockMetaData::getRowCount).sum(),
          footer.getBlocks().size(),
          footer.getFileMetaData().getKeyValueMetaData());
    }
  }

  /** Reads the footer as Parquet's own type, for callers that keep reading the stream. */
  static ParquetMetadata read(InputFile file, SeekableInputStream stream) throws IOException {
    return ParquetFileReader.readFooter(file, OPTIONS, stream);
  }
}
