package org.iclsweep.store;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.internal.hadoop.metadata.IndexReference;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * Identifies a Parquet file by its length and a checksum of its end, the part not covered by page
 * checksums. A comparison reads only the end.
 *
 * @param rows the number of rows
 * @param bytes the length of the file
 * @param tail the number of bytes at the end: page indexes, footer and trailer
 * @param crc32 the checksum of those bytes
 */
record Fingerprint(long rows, long bytes, long tail, long crc32) implements Serializable {
  private static final int BUFFER = 1 << 16;

  /** The bytes after a footer: its length and Parquet's magic number. */
  private static final int TRAILER = 8;

  /**
   * Computes the fingerprint of a file.
   *
   * @throws IOException if it cannot be read
   * @throws RuntimeException if it is not a Parquet file
   */
  static Fingerprint of(InputFile file) throws IOException {
    try (SeekableInputStream stream = file.newStream()) {
      ParquetMetadata footer = Footer.read(file, stream);
      long bytes = file.getLength();
      long end = endOfPages(footer, footerStart(stream, bytes));
      return new Fingerprint(
          footer.getBlocks().stream().mapToLong(BlockMetaData::getRowCount).sum(),
          bytes,
          bytes - end,
          crc(stream, end, bytes));
    }
  }

  private static long footerStart(SeekableInputStream stream, long bytes) throws IOException {
    byte[] trailer = new byte[TRAILER];
    stream.seek(bytes - TRAILER);
    stream.readFully(trailer);
    int length = ByteBuffer.wrap(trailer).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return bytes - TRAILER - length;
  }

  private static long endOfPages(ParquetMetadata footer, long footerStart) {
    long end = footerStart;
    for (BlockMetaData block : footer.getBlocks()) {
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        end = Math.min(end, start(chunk.getColumnIndexReference(), end));
        end = Math.min(end, start(chunk.getOffsetIndexReference(), end));
      }
    }
    return end;
  }

  private static long start(IndexReference index, long otherwise) {
    return index == null ? otherwise : index.getOffset();
  }

  private static long crc(SeekableInputStream stream, long from, long to) throws IOException {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[BUFFER];
    stream.seek(from);
    for (long at = from; at < to; at += buffer.length) {
      int length = (int) Math.min(buffer.length, to - at);
      stream.readFully(buffer, 0, length);
      crc.update(buffer, 0, length);
    }
    return crc.getValue();
  }

  /**
   * Returns how a file differs from the fingerprinted one, as far as can be determined without
   * reading all of it.
   *
   * @return a phrase that follows the file's name, or null if there is no difference
   * @throws IOException if it cannot be read
   */
  String difference(FileStatus file, Configuration conf) throws IOException {
    if (file.isDirectory()) {
      return "is a folder";
    }
    if (file.getLen() != bytes) {
      return "has %d bytes instead of %d".formatted(file.getLen(), bytes);
    }
    try (SeekableInputStream stream = HadoopInputFile.fromStatus(file, conf).newStream()) {
      return crc(stream, bytes - tail, bytes) == crc32 ? null : "was altered";
    }
  }
}
