package org.iclsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * The stream behind stdout. A {@link PrintStream} swallows the exceptions of its stream. This
 * stream throws a {@link Failure}, which ends the command, if a result cannot be written.
 */
final class Output extends OutputStream {
  private final OutputStream stream;

  private Output(OutputStream stream) {
    this.stream = stream;
  }

  /** Creates a stdout that fails if a stream fails. */
  static PrintStream to(OutputStream stream) {
    return new PrintStream(new Output(stream), false, UTF_8);
  }

  /** Thrown if results could not be written. */
  static final class Failure extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    private Failure(IOException cause) {
      super(cause);
    }

    /** Whether the reader has closed the pipe, as {@code head} does when it has enough lines. */
    boolean closedPipe() {
      return getCause().getMessage() != null
          && getCause().getMessage().toLowerCase(Locale.ROOT).contains("pipe");
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private static void failing(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new Failure(e);
    }
  }

  @Override
  public void write(int b) {
    failing(() -> stream.write(b));
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    failing(() -> stream.write(bytes, from, length));
  }

  @Override
  public void flush() {
    failing(stream::flush);
  }
}
