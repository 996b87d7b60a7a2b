package org.iclsweep.format;

/** Escapes characters that a terminal would not show, or would obey. */
public final class PrintableText {
  private PrintableText() {}

  /** Returns a text in one line; invisible characters become escapes such as {@code \}{@code n}. */
  public static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(c -> line.append(visible(c) ? Character.toString(c) : escaped(c)));
    return line.toString();
  }

  /** Returns a text of several lines, in which only line breaks are left as they are. */
  public static String lines(String text) {
    StringBuilder lines = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> lines.append(c == '\n' || visible(c) ? Character.toString(c) : escaped(c)));
    return lines.toString();
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
