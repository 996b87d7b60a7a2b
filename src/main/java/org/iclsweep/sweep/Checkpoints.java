package org.iclsweep.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Where one trial keeps its last checkpoint. A trial does not fail for what goes wrong here; it
 * warns, and goes on without.
 */
public interface Checkpoints {
  /** Keeps nothing. */
  Checkpoints NONE =
      new Checkpoints() {
        @Override
        public Optional<InputStream> read() {
          return Optional.empty();
        }

        @Override
        public void write(Content content) {}

        @Override
        public void remove() {}
      };

  /**
   * Opens the last checkpoint, if there is one. Asked once, before training. The caller closes it.
   *
   * @throws IOException if there is one that cannot be opened
   */
  Optional<InputStream> read() throws IOException;

  /**
   * Replaces the last checkpoint. That should stay until the new one is complete.
   *
   * @param content writes the new one
   * @throws IOException if it cannot be written
   */
  void write(Content content) throws IOException;

  /**
   * Removes the last checkpoint, if there is one. Called once the trial has ended, unless it never
   * had one.
   *
   * @throws IOException if it cannot be removed
   */
  void remove() throws IOException;

  /**
   * Told that the trial goes on from its last checkpoint.
   *
   * @param step the steps that are done
   */
  default void resumed(long step) {}

  /**
   * Told what went wrong.
   *
   * @param warning one line
   */
  default void warn(String warning) {
    System.getLogger(Checkpoints.class.getName()).log(System.Logger.Level.WARNING, warning);
  }

  /** What is in a checkpoint. */
  @FunctionalInterface
  interface Content {
    /**
     * Writes it, a piece at a time.
     *
     * @param out Not closed.
     * @throws IOException if it cannot be written
     */
    void writeTo(OutputStream out) throws IOException;
  }
}
