package org.iclsweep.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.iclsweep.sweep.ShellWord;

/** Messages on damaged files, and the folder to which they are moved. */
final class Damage {
  /** The folder to which damaged and foreign files of a sweep are moved. */
  static final String FOLDER = "damaged";

  private Damage() {}

  /** Returns the path of a local folder, or else the URI. */
  static String name(Path folder) {
    return "file".equals(folder.toUri().getScheme()) ? folder.toUri().getPath() : folder.toString();
  }

  /** Returns the command that repairs a folder, quoted for a shell. */
  static String command(Path folder) {
    return "./submit.sh repair --out " + ShellWord.of(name(folder));
  }

  /**
   * Describes damage in one line.
   *
   * @param damage the problems, each a phrase that begins with a file; not empty
   */
  static String of(Path folder, List<String> damage) {
    return "--out %s: %s%s; %s keeps what can be read, and the next run trains the rest"
        .formatted(
            name(folder),
            damage.get(0),
            damage.size() == 1 ? "" : " (and %d more)".formatted(damage.size() - 1),
            command(folder));
  }

  /**
   * Moves a file or folder into the folder of damaged files, under an unused name.
   *
   * @param what a path in the folder of a sweep
   * @return whether it existed
   */
  static boolean setAside(WholeFiles whole, Path folder, String what) throws IOException {
    FileSystem files = whole.files();
    Path from = new Path(folder, what);
    try {
      files.getFileStatus(from);
    } catch (FileNotFoundException e) {
      return false;
    }
    Path aside = new Path(folder, FOLDER);
    Path to = new Path(aside, what);
    for (int i = 2; files.exists(to); i++) {
      to = new Path(aside, what + "-" + i);
    }
    files.mkdirs(to.getParent());
    if (!files.rename(from, to)) {
      throw new IOException("cannot move " + from + " to " + to);
    }
    return true;
  }
}
