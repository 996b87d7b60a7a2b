package org.iclsweep.state;

import java.io.IOException;

/** What keeps something from one step to the next. */
public interface Resumable {
  /**
   * Gives what is kept to a state that is written, or takes it from one that is read. One method
   * does both, so that they agree.
   *
   * @throws IOException if the state cannot be written, or is damaged; what was to be read into is
   *     then of no more use
   */
  void exchange(State state) throws IOException;
}
