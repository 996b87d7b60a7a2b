package org.iclsweep.sweep;

/**
 * A user error. The message is one line that names the error and the allowed values. The command
 * line prints it and exits with status 2.
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a one-line message. */
  public UsageException(String message) {
    super(message);
  }

  /** Creates an exception with a one-line message and a cause. */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
