package org.iclsweep.state;

import java.io.IOException;

/** An object that keeps data from one step to the next. */
public interface Resumable {
  /**
   * Writes the kept data to a state, or reads it from one. One method does both, so that they
   * agree.
   *
   * @throws IOException if the state cannot be written, or is damaged; after a failed read this
   *     object is unusable
   */
  void exchange(State state) throws IOException;
}
