package org.iclsweep.cli;

import org.iclsweep.format.PrintableText;

/** Messages on stderr: notes, which {@code --quiet} silences, and errors. */
final class Notes {
  private static final int MAX_CHARACTERS = 2000;

  private static volatile boolean quiet;

  private Notes() {}

  /** Silences notes or enables them. */
  static void setQuiet(boolean value) {
    quiet = value;
  }

  static boolean quiet() {
    return quiet;
  }

  /** Prints a note that requires no action. */
  static void say(String note) {
    if (!quiet) {
      System.err.println(note);
    }
  }

  /** Prints an error or a warning in one line. */
  static void warn(String message) {
    System.err.println(Terminal.red("icl-sweep: ") + printable(message));
  }

  /** Removes the middle of a long text and escapes invisible characters. */
  private static String printable(String text) {
    String shown = text;
    if (text.length() > MAX_CHARACTERS) {
      int half = MAX_CHARACTERS / 2;
      shown = text.substring(0, half) + " ... " + text.substring(text.length() - half);
    }
    return PrintableText.line(shown);
  }
}
