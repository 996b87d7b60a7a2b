package org.iclsweep.cli;

/** What is said on stderr beside results: notes, which {@code --quiet} silences, and mistakes. */
final class Notes {
  private static final int MOST_CHARACTERS = 2000;

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

  /** Says what is wrong, in one line. */
  static void warn(String message) {
    System.err.println(Terminal.red("icl-sweep: ") + printable(message));
  }

  /** A text without its middle, if it is long, and with escapes for what cannot be seen. */
  private static String printable(String text) {
    String shown = text;
    if (text.length() > MOST_CHARACTERS) {
      int half = MOST_CHARACTERS / 2;
      shown = text.substring(0, half) + " ... " + text.substring(text.length() - half);
    }
    StringBuilder line = new StringBuilder();
    shown.codePoints().forEach(c -> line.append(visible(c) ? Character.toString(c) : escaped(c)));
    return line.toString();
  }

  private static boolean visible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static String escaped(int c) {
    return c == '\n' ? "\\n" : "\\u%04x".formatted(c);
  }
}
