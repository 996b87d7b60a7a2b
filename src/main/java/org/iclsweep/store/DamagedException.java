package org.iclsweep.store;

/**
 * Says that a file of a sweep is missing or not what was written. Its message is one line that
 * names the file, what is wrong with it and what to do.
 */
public final class DamagedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Damage described in one line. */
  public DamagedException(String message) {
    super(message);
  }
}
