package org.iclsweep.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system, which from some changing call on refuses every other one, as it looks to
 * the disk when a process is killed and to the process when the disk is full. A file is there from
 * its creation, and then one that is never closed is half a file, or appears when it is closed.
 */
public final class DyingFileSystem extends LocalFiles.Raw {
  /** What a refused call says. */
  static final String MESSAGE = "No space left on device";

  private static final String AT_ONCE = "dying.at-once";

  private static final AtomicInteger LEFT = new AtomicInteger(Integer.MAX_VALUE);
  private static volatile String needle = "";

  private URI uri;

  /** From now on lets so many changing calls pass. */
  static void dieAfter(int calls) {
    dieAfter(calls, "");
  }

  /** The same for paths that contain a text; others always pass. */
  static void dieAfter(int calls, String part) {
    needle = part;
    LEFT.set(calls);
  }

  static void live() {
    dieAfter(Integer.MAX_VALUE);
  }

  static boolean dead() {
    return LEFT.get() < 0;
  }

  /** A local file system whose files are there at once or from their closing. */
  static FileSystem open(boolean atOnce) throws IOException {
    Configuration conf = new Configuration(StoredRows.CONF);
    conf.setBoolean(AT_ONCE, atOnce);
    conf.setClass("fs.file.impl", DyingFileSystem.class, FileSystem.class);
    conf.setBoolean("fs.file.impl.disable.cache", true);
    return FileSystem.get(URI.create("file:///"), conf);
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    uri = URI.create(name.getScheme() + ":///");
  }

  @Override
  public URI getUri() {
    return uri == null ? super.getUri() : uri;
  }

  private static boolean refuses(Path path) {
    return path.toString().contains(needle) && LEFT.getAndUpdate(n -> Math.max(n - 1, -1)) <= 0;
  }

  private static void change(Path path) throws IOException {
    if (refuses(path)) {
      LEFT.set(-1);
      throw new IOException(MESSAGE);
    }
  }

  private OutputStream reallyCreate(Path path) throws IOException {
    return super.create(path, true, 4096, (short) 1, 1L << 25, null);
  }

  private FSDataOutputStream creating(Path path) throws IOException {
    change(path);
    boolean atOnce = getConf().getBoolean(AT_ONCE, false);
    OutputStream file = atOnce ? reallyCreate(path) : null;
    OutputStream content =
        new ByteArrayOutputStream() {
          private boolean closed;

          @Override
          public void close() throws IOException {
            if (closed) {
              return;
            }
            closed = true;
            boolean refused = refuses(path);
            try (OutputStream out = atOnce || refused ? file : reallyCreate(path)) {
              if (out != null) {
                out.write(buf, 0, refused ? count / 2 : count);
              }
            }
            if (refused) {
              LEFT.set(-1);
              throw new IOException(MESSAGE);
            }
          }
        };
    return new FSDataOutputStream(content, null);
  }

  @Override
  public FSDataOutputStream create(
      Path path, boolean overwrite, int buffer, short copies, long block, Progressable progress)
      throws IOException {
    return creating(path);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short copies,
      long block,
      Progressable progress)
      throws IOException {
    return creating(path);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    change(from);
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    change(path);
    return super.delete(path, recursive);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    change(path);
    return super.mkdirs(path);
  }
}
