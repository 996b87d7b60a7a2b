package org.iclsweep.store;

/** What an exception says, in one line. */
public final class FirstLine {
  private FirstLine() {}

  /** The first line of its message, or its class where it has none. */
  public static String of(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.lines().findFirst().orElse(e.toString());
  }
}
