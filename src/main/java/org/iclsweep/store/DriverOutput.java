package org.iclsweep.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * The output of a driver that runs somewhere on a cluster: files in the sweep's folder {@code
 * driver}, named by the id of the application. They are replaced as a whole, so that they can be
 * read on every file system while the driver runs.
 */
public final class DriverOutput {
  /** The folder of the files. */
  static final String FOLDER = "driver";

  private static final Pattern EXIT_CODE = Pattern.compile("[0-9]{1,3}\n");
  private static final int MAX_EXIT_BYTES = 4;

  /** A text of a driver. */
  public enum Part {
    /** Its stdout. */
    OUT,
    /** Its stderr. */
    ERR,
    /** Its exit code. */
    EXIT
  }

  private final WholeFiles whole;
  private final Path folder;
  private final String application;

  DriverOutput(WholeFiles whole, Path folder, String application) {
    this.whole = whole;
    this.folder = folder;
    this.application = application;
  }

  private Path file(Part part) {
    String ending = part.name().toLowerCase(Locale.ROOT);
    return new Path(new Path(folder, FOLDER), application + "." + ending);
  }

  /** The path of a file, or its URI if it is not local. */
  public String path(Part part) {
    return Damage.name(file(part));
  }

  /**
   * Reads a file.
   *
   * @return its content; nothing if there is no file
   * @throws IOException if it cannot be read
   */
  public byte[] read(Part part) throws IOException {
    try (InputStream in = whole.files().open(file(part))) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      return new byte[0];
    }
  }

  /** The size of a file, or 0 if it does not exist. */
  public long size(Part part) throws IOException {
    try {
      return whole.files().getFileStatus(file(part)).getLen();
    } catch (FileNotFoundException e) {
      return 0;
    }
  }

  /**
   * Writes a file, replacing an older one.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Part part, byte[] content) throws IOException {
    whole.write(file(part), out -> out.write(content));
  }

  /**
   * Returns the exit code, or empty if the driver has not written one.
   *
   * @throws IOException if it cannot be read, or the file holds something else
   */
  public OptionalInt exitCode() throws IOException {
    String text = size(Part.EXIT) > MAX_EXIT_BYTES ? "long" : new String(read(Part.EXIT), UTF_8);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!EXIT_CODE.matcher(text).matches()) {
      throw new IOException(path(Part.EXIT) + " holds no exit code");
    }
    return OptionalInt.of(Integer.parseInt(text.strip()));
  }

  /**
   * Writes the exit code, which is the last that a driver writes.
   *
   * @throws IOException if it cannot be written
   */
  public void writeExitCode(int code) throws IOException {
    write(Part.EXIT, (code + "\n").getBytes(UTF_8));
  }
}
