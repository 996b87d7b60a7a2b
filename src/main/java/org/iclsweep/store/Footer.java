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
 * What the end of a Parquet file tells of it.
 *
 * @param schema its columns
 * @param rows how many rows it has
 * @param rowGroups how many row groups they are in
 * @param metadata what its writer noted beside
 */
record Footer(MessageType schema, long rows, int rowGroups, Map<String, String> metadata) {
  /** Reading the settings of Hadoop takes longer than reading a footer, and none is needed. */
  private static final ParquetReadOptions OPTIONS =
      ParquetReadOptions.builder(new PlainParquetConfiguration()).build();

  /**
   * Reads the end of a file.
   *
   * @throws IOException if the file cannot be read
   * @throws RuntimeException if it is no Parquet file
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

  /** The same in Parquet's terms, for who goes on reading the stream. */
  static ParquetMetadata read(InputFile file, SeekableInputStream stream) throws IOException {
    return ParquetFileReader.readFooter(file, OPTIONS, stream);
  }
}
