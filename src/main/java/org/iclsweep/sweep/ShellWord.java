package org.iclsweep.sweep;

/** Words of commands that a user can paste into a shell. */
public final class ShellWord {
  private static final String PLAIN = "[-\\w./:@%+=,]+";

  private ShellWord() {}

  /** Returns a word, in single quotes if a shell would not take it literally. */
  public static String of(String word) {
    return word.matches(PLAIN) ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
