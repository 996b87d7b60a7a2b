package org.iclsweep.cli;

/**
 * Properties of the terminal, detected by submit.sh: a JVM can determine neither its width nor
 * whether stderr is a terminal.
 */
final class Terminal {
  /** The width of the terminal on stdout, or 0 if stdout is not a terminal. */
  static final int OUT = Integer.getInteger("iclsweep.out.columns", 0);

  /** The width of the terminal on stderr, or 0 if stderr is not a terminal. */
  static final int ERR = Integer.getInteger("iclsweep.err.columns", 0);

  private static final String NO_COLOR = System.getenv("NO_COLOR");

  private Terminal() {}

  private static boolean wanted() {
    return NO_COLOR == null || NO_COLOR.isEmpty();
  }

  /** Whether output to stdout may be coloured. */
  static boolean colouredOut() {
    return OUT > 0 && wanted();
  }

  /** Colours a text for stderr red if stderr is a terminal with colours. */
  static String red(String text) {
    return ERR > 0 && wanted() ? "\u001b[31m" + text + "\u001b[0m" : text;
  }
}
