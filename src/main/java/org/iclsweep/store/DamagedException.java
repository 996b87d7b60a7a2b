package org.iclsweep.store;

/**
 * Thrown if a file of a sweep is missing or was altered. The message is one line that names the
 * file, the damage and the remedy.
 */
public final class DamagedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a one-line message. */
  public DamagedException(String message) {
    super(message);
  }
}
