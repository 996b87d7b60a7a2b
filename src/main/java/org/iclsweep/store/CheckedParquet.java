package org.iclsweep.store;

import java.io.IOException;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;

/** Opens Parquet files so that altered pages and failed connections are noticed. */
final class CheckedParquet {
  // Object stores do not repeat a vectored read whose connection is cut.
  private static final ParquetReadOptions OPTIONS =
      ParquetReadOptions.builder(new PlainParquetConfiguration())
          .usePageChecksumVerification()
          .withUseHadoopVectoredIo(false)
          .build();

  private CheckedParquet() {}

  /**
   * Opens a file; each page read later is compared with its checksum.
   *
   * @throws IOException if the file cannot be read
   * @throws RuntimeException if it is not a Parquet file
   */
  static ParquetFileReader open(InputFile file) throws IOException {
    return ParquetFileReader.open(file, OPTIONS);
  }
}
