package org.iclsweep.sweep;

/**
 * A mistake of the person who asked: its message is one line that names what is wrong and what is
 * allowed. The command line prints it and exits with 2.
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A mistake described in one line. */
  public UsageException(String message) {
    super(message);
  }

  /** A mistake described in one line, with what it came from. */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
