package org.iclsweep.cli;

/**
 * What is known of the screen, which submit.sh looks up: a JVM can be asked neither for its width
 * nor whether stderr is one.
 */
final class Terminal {
  /** The width of the terminal that stdout is, or 0 if it is none. */
  static final int OUT = Integer.getInteger("iclsweep.out.columns", 0);

  /** The width of the terminal that stderr is, or 0 if it is none. */
  static final int ERR = Integer.getInteger("iclsweep.err.columns", 0);

  private static final String NO_COLOR = System.getenv("NO_COLOR");

  private Terminal() {}

  private static boolean wanted() {
    return NO_COLOR == null || NO_COLOR.isEmpty();
  }

  /** Whether what goes to stdout may be coloured. */
  static boolean colouredOut() {
    return OUT > 0 && wanted();
  }

  /** A text for stderr in red where that is a terminal with colours. */
  static String red(String text) {
    return ERR > 0 && wanted() ? "\u001b[31m" + text + "\u001b[0m" : text;
  }
}
