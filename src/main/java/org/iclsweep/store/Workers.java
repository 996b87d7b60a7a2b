package org.iclsweep.store;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Runs work that reads and writes many rows, on the executors of a cluster or in this process. */
public interface Workers {
  /**
   * Runs work and waits for it.
   *
   * @param work independent pieces; each may run more than once, but only one result is used
   * @return the results of the pieces, in order
   * @throws IOException if a piece failed permanently
   */
  <T extends Serializable> List<T> run(List<? extends Work<T>> work) throws IOException;

  /**
   * A piece of work on the files of a sweep.
   *
   * @param <T> the type of its result
   */
  interface Work<T extends Serializable> extends Serializable {
    /**
     * Performs the work.
     *
     * @param whole the sweep's file system
     * @throws IOException if a file cannot be read or written
     */
    T run(WholeFiles whole) throws IOException;
  }

  /**
   * Returns workers that run the pieces one by one in this process.
   *
   * @param folder the folder that contains the files
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
