package org.iclsweep.cli;

/** What is said on stderr beside results: notes, which {@code --quiet} silences, and mistakes. */
final class Notes {
  private static volatile boolean quiet;

  private Notes() {}

  /** From now on notes are said or not. */
  static void setQuiet(boolean value) {
    quiet = value;
  }

  static boolean quiet() {
    return quiet;
  }

  /** Says something that nobody needs to act on. */
  static void say(String note) {
    if (!quiet) {
      System.err.println(note);
    }
  }

  /** Says what is wrong. */
  static void warn(String message) {
    System.err.println(Terminal.red("icl-sweep: ") + message);
  }
}
