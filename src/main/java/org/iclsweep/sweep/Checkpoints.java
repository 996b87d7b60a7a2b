package org.iclsweep.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Storage of the last checkpoint of one trial. Errors here do not fail the trial: it warns and
 * continues without a checkpoint.
 */
public interface Checkpoints {
  /** Stores nothing. */
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
   * Opens the last checkpoint, if any. Called once, before training. The caller closes the stream.
   *
   * @throws IOException if there is a checkpoint that cannot be opened
   */
  Optional<InputStream> read() throws IOException;

  /**
   * Replaces the last checkpoint, which should remain until the new one is complete.
   *
   * @param content writes the new checkpoint
   * @throws IOException if it cannot be written
   */
  void write(Content content) throws IOException;

  /**
   * Removes the last checkpoint, if any. Called when the trial has ended, unless it never had one.
   *
   * @throws IOException if it cannot be removed
   */
  void remove() throws IOException;

  /**
   * Called when the trial resumes from its last checkpoint.
   *
   * @param step the number of completed steps
   */
  default void resumed(long step) {}

  /**
   * Returns whether the trial is to write a checkpoint and stop, because it will resume on another
   * machine. Asked after each step.
   */
  default boolean moving() {
    return false;
  }

  /**
   * Reports a problem.
   *
   * @param warning the message, one line
   */
  default void warn(String warning) {
    System.getLogger(Checkpoints.class.getName()).log(System.Logger.Level.WARNING, warning);
  }

  /** The content of a checkpoint. */
  @FunctionalInterface
  interface Content {
    /**
     * Writes the content, one piece at a time.
     *
     * @param out the destination; not closed
     * @throws IOException if it cannot be written
     */
    void writeTo(OutputStream out) throws IOException;
  }
}
