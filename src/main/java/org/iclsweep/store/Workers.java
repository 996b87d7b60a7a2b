package org.iclsweep.store;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Those who read and write many rows: the executors of a cluster, or this process. */
public interface Workers {
  /**
   * Has some work done and waits for it.
   *
   * @param work independent pieces; each may be done more than once, and what it gives counts once
   * @return what each gave, in their order
   * @throws IOException if a piece failed for good
   */
  <T extends Serializable> List<T> run(List<? extends Work<T>> work) throws IOException;

  /**
   * A piece of work on the files of a sweep.
   *
   * @param <T> what it gives
   */
  interface Work<T extends Serializable> extends Serializable {
    /**
     * Does it.
     *
     * @param whole the sweep's file system
     * @throws IOException if a file cannot be read or written
     */
    T run(WholeFiles whole) throws IOException;
  }

  /**
   * Has the work done here, one piece after the other.
   *
   * @param folder whose files are worked on
   */
  static Workers here(SweepFolder folder) {
    WholeFiles whole = folder.whole();
    return new Workers() {
      @Override
      public <T extends Serializable> List<T> run(List<? extends Work<T>> work) throws IOException {
        List<T> results = new ArrayList<>();
        for (Work<T> piece : work) {
          results.add(piece.run(whole));
        }
        return results;
      }
    };
  }
}
