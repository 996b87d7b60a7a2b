package org.iclsweep.store;

/** The description of an exception in one line. */
public final class FirstLine {
  private FirstLine() {}

  /** Returns the first line of the message, or the class if there is no message. */
  public static String of(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.lines().findFirst().orElse(e.toString());
  }
}
