package org.iclsweep.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Files that readers see whole or not at all.
 *
 * <p>Where renaming is one step, a file is written under a hidden name and renamed. Elsewhere, on
 * object stores, it is written under its own name: there it appears when it is closed, and a rename
 * would be a copy.
 */
public final class WholeFiles {
  private static final Set<String> RENAMING = Set.of("file", "hdfs", "viewfs", "webhdfs");

  private final FileSystem files;
  private final boolean renames;

  /** Files of a file system, written as its scheme asks for. */
  WholeFiles(FileSystem files) {
    this(files, RENAMING.contains(files.getUri().getScheme()));
  }

  WholeFiles(FileSystem files, boolean renames) {
    this.files = files;
    this.renames = renames;
  }

  /**
   * The files of the file system that a path is on.
   *
   * @throws IOException if there is none for it
   */
  public static WholeFiles of(Path path, Configuration conf) throws IOException {
    FileSystem files = path.getFileSystem(conf);
    if (files instanceof LocalFileSystem local) {
      local.setWriteChecksum(false);
    }
    return new WholeFiles(files);
  }

  FileSystem files() {
    return files;
  }

  /** Whether a rename is one step that nobody sees half done. */
  boolean renames() {
    return renames;
  }

  /** Whether this is the machine's own file system, which Java can ask for more than Hadoop can. */
  boolean local() {
    return files.getUri().getScheme().equals("file");
  }

  /** Where to write a file that is to appear as {@code file}. */
  Path staged(Path file) {
    return renames ? hidden(file) : file;
  }

  /**
   * A hidden name, new each time, for a file that is to appear as {@code file} and that must not
   * appear when it is closed, wherever it is.
   */
  Path hidden(Path file) {
    return new Path(file.getParent(), "." + file.getName() + "-" + UUID.randomUUID());
  }

  /**
   * Makes a file appear, in place of an older one of its name.
   *
   * @param staged where {@link #staged} or {@link #hidden} had it written; it is closed
   */
  void publish(Path staged, Path file) throws IOException {
    if (staged.equals(file)) {
      return;
    }
    if (local()
        && files.exists(file)
        && files.getFileStatus(file).isDirectory()
        && !files.getFileStatus(staged).isDirectory()) {
      throw new IOException(file + " is a folder; move it away"); // it would be moved into it
    }
    // FileContext would delete the older file of a local one before it renames.
    if (local() || !renames) {
      if (!files.rename(staged, file)) {
        throw new IOException("cannot rename " + staged + " to " + file);
      }
    } else {
      FileContext.getFileContext(files.getUri(), files.getConf())
          .rename(staged, file, Options.Rename.OVERWRITE);
    }
  }

  /** Deletes a file that may be gone already. */
  void delete(Path file) throws IOException {
    try {
      if (!files.delete(file, false) && files.exists(file)) {
        throw new IOException("cannot delete " + file);
      }
    } catch (FileNotFoundException e) {
      return; // what was wanted
    }
  }
}
