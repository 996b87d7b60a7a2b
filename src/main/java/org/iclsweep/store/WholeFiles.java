package org.iclsweep.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Atomic writes of files: readers see a complete file or none.
 *
 * <p>Where renames are atomic, a file is written under a hidden name and renamed. On object stores
 * it is written under its own name, because it appears when it is closed and a rename would be a
 * copy.
 */
public final class WholeFiles {
  private static final Set<String> RENAMING = Set.of("file", "hdfs", "viewfs", "webhdfs");

  private final FileSystem files;
  private final boolean renames;

  /** Creates an instance for a file system; its scheme determines whether files are renamed. */
  WholeFiles(FileSystem files) {
    this(files, RENAMING.contains(files.getUri().getScheme()));
  }

  WholeFiles(FileSystem files, boolean renames) {
    this.files = files;
    this.renames = renames;
  }

  /**
   * Returns an instance for the file system of a path.
   *
   * @throws IOException if there is no file system for the path
   */
  public static WholeFiles of(Path path, Configuration conf) throws IOException {
    FileSystem files = path.getFileSystem(conf);
    if (files.getClass() != LocalFileSystem.class) {
      return new WholeFiles(files);
    }
    files.setWriteChecksum(false); // Spark writes derived tables with it
    return new WholeFiles(path.getFileSystem(LocalFiles.settings(conf)));
  }

  FileSystem files() {
    return files;
  }

  /** Returns whether renames are atomic. */
  boolean renames() {
    return renames;
  }

  /** Returns whether something other than a folder exists at a path. */
  boolean isFile(Path path) throws IOException {
    try {
      return !files.getFileStatus(path).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Returns whether this is the local file system, for which Java offers more than Hadoop. */
  boolean local() {
    return files.getUri().getScheme().equals("file");
  }

  /** Returns the path at which to write a file that will appear as {@code file}. */
  Path staged(Path file) {
    return renames ? hidden(file) : file;
  }

  /**
   * Returns a new hidden path for a file that will appear as {@code file}. On every file system it
   * stays hidden when closed.
   */
  Path hidden(Path file) {
    return new Path(file.getParent(), "." + file.getName() + "-" + UUID.randomUUID());
  }

  /**
   * Makes a file appear, replacing an older one of the same name.
   *
   * @param staged the path from {@link #staged} or {@link #hidden} of the closed file
   */
  void publish(Path staged, Path file) throws IOException {
    if (staged.equals(file)) {
      return;
    }
    if (local()
        && files.exists(file)
        && files.getFileStatus(file).isDirectory()
        && !files.getFileStatus(staged).isDirectory()) {
      throw new IOException(file + " is a folder; move it away"); // it would move into it
    }
    // On a local file system FileContext would delete the older file before renaming.
    if (local() || !renames) {
      if (!files.rename(staged, file)) {
        throw new IOException("cannot rename " + staged + " to " + file);
      }
    } else {
      FileContext.getFileContext(files.getUri(), files.getConf())
          .rename(staged, file, Options.Rename.OVERWRITE);
    }
  }

  /**
   * Starts a file, replacing an older one.
   *
   * @param path a path from {@link #staged} or {@link #hidden}
   * @throws IOException if it cannot be created
   */
  NewFile create(Path path) throws IOException {
    return new NewFile(files.create(path, true));
  }

  /** Writes the content of a file. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file, replacing an older one.
   *
   * @throws IOException if it cannot be written; the older file then remains
   */
  void write(Path file, Content content) throws IOException {
    Path staged = staged(file);
    try (NewFile out = create(staged)) {
      content.writeTo(out.stream());
      out.complete();
    }
    publish(staged, file);
  }

  /** Deletes a file if it exists. */
  void delete(Path file) throws IOException {
    try {
      if (!files.delete(file, false) && files.exists(file)) {
        throw new IOException("cannot delete " + file);
      }
    } catch (FileNotFoundException e) {
      return; // already deleted
    }
  }
}
