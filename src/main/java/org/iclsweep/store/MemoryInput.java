package org.iclsweep.store;

import java.io.ByteArrayInputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** An input file backed by a byte array. */
final class MemoryInput implements InputFile {
  private final byte[] content;

  MemoryInput(byte[] content) {
    this.content = content;
  }

  @Override
  public long getLength() {
    return content.length;
  }

  @Override
  public SeekableInputStream newStream() {
    Cursor cursor = new Cursor(content);
    return new DelegatingSeekableInputStream(cursor) {
      @Override
      public long getPos() {
        return cursor.position();
      }

      @Override
      public void seek(long position) {
        cursor.seek(Math.toIntExact(position));
      }
    };
  }

  private static final class Cursor extends ByteArrayInputStream {
    Cursor(byte[] content) {
      super(content);
    }

    int position() {
      return pos;
    }

    void seek(int position) {
      pos = position;
    }
  }
}
