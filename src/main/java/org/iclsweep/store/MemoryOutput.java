package org.iclsweep.store;

import java.io.ByteArrayOutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** An output file in memory. */
final class MemoryOutput implements OutputFile {
  private final ByteArrayOutputStream content;

  /**
   * Creates an empty file.
   *
   * @param expected the expected number of bytes; more can be written
   */
  MemoryOutput(int expected) {
    content = new ByteArrayOutputStream(expected);
  }

  /** The bytes written so far. */
  byte[] content() {
    return content.toByteArray();
  }

  @Override
  public PositionOutputStream create(long blockSize) {
    return new PositionOutputStream() {
      @Override
      public long getPos() {
        return content.size();
      }

      @Override
      public void write(int b) {
        content.write(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        content.write(bytes, offset, length);
      }
    };
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSize) {
    content.reset();
    return create(blockSize);
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }
}
