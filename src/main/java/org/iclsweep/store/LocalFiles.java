package org.iclsweep.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system without its overhead for each new file: a file of checksums, and a
 * process that runs {@code chmod} where Hadoop's native library is not installed.
 */
public final class LocalFiles extends LocalFileSystem {
  /** The settings with which Hadoop uses this class for local paths. The cache may hold its own. */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "fs.file.impl",
          LocalFiles.class.getName(),
          "fs.file.impl.disable.cache",
          Boolean.toString(true));

  /** Creates an instance, as Hadoop does. */
  public LocalFiles() {
    super(new Raw());
    setWriteChecksum(false);
  }

  /** Returns settings with {@link #SETTINGS}. */
  static Configuration settings(Configuration conf) {
    Configuration own = new Configuration(conf);
    SETTINGS.forEach(own::set);
    return own;
  }

  /** The files without checksums. */
  static class Raw extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      PosixFileAttributeView view =
          Files.getFileAttributeView(pathToFile(path).toPath(), PosixFileAttributeView.class);
      if (view == null || permission.getStickyBit()) {
        super.setPermission(path, permission); // Java cannot do it
      } else {
        view.setPermissions(PosixFilePermissions.fromString(permission.toString()));
      }
    }
  }
}
