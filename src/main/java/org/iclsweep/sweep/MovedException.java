package org.iclsweep.sweep;

/** Ends a part of a trial that resumes from its checkpoint on another machine. */
public final class MovedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MovedException(String message) {
    super(message);
  }
}
