package org.iclsweep.store;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A file that is being written.
 *
 * <p>An object store shows a file once it is closed, even if only half of it was written. A file
 * closed without {@link #complete} is therefore given up where that is possible: on an object store
 * nothing appears, and an older file of the same name remains.
 */
final class NewFile implements OutputFile, AutoCloseable {
  private final FSDataOutputStream file;
  private boolean closed;

  /**
   * Takes over an open stream.
   *
   * @param file the stream; nothing has been written to it
   */
  NewFile(FSDataOutputStream file) {
    this.file = file;
  }

  /** Returns the stream to write to. Closing it has no effect. */
  PositionOutputStream stream() {
    return new PositionOutputStream() {
      @Override
      public long getPos() {
        return file.getPos();
      }

      @Override
      public void write(int value) throws IOException {
        file.write(value);
      }

      @Override
      public void write(byte[] bytes, int start, int length) throws IOException {
        file.write(bytes, start, length);
      }
    };
  }

  /**
   * Closes the file with everything written so far. Must be called once, at the end.
   *
   * @throws IOException if it cannot be written; on an object store it then does not appear
   */
  void complete() throws IOException {
    closed = true;
    file.close();
  }

  /** Gives up the file unless it is complete. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (file.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
      var unused = file.abort();
    }
    file.close();
  }

  @Override
  public PositionOutputStream create(long blockSize) {
    return stream();
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSize) {
    return stream();
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
