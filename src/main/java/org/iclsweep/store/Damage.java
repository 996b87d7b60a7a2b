package org.iclsweep.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What is said of damaged files, and the folder that they are moved to. */
final class Damage {
  /** Where damaged and foreign files of a sweep are moved to. */
  static final String FOLDER = "damaged";

  private static final String PLAIN = "[-\\w./:@%+=,]+";

  private Damage() {}

  /** How people write a folder. */
  static String name(Path folder) {
    return "file".equals(folder.toUri().getScheme()) ? folder.toUri().getPath() : folder.toString();
  }

  /** The command that repairs a folder, ready for a shell. */
  static String command(Path folder) {
    String name = name(folder);
    String quoted = name.matches(PLAIN) ? name : "'" + name.replace("'", "'\\''") + "'";
    return "./submit.sh repair --out " + quoted;
  }

  /**
   * One line on damage.
   *
   * @param damage what is wrong, each as words that begin with a file; not empty
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
   * Moves something out of the way, into the folder of damaged files, under a name that is not
   * taken.
   *
   * @param what a path in the folder of a sweep
   * @return whether anything was there
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
