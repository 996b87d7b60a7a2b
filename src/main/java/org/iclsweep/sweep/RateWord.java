package org.iclsweep.sweep;

import java.util.List;

/** The words that a learning rate may be instead of a number. */
public final class RateWord {
  /** The learning rate that is settled from the spectrum at the start of the trial. */
  public static final String AUTO = "auto";

  /** The learning rate that is proved to lower the gap. */
  public static final String THEORY = "theory";

  /** The automatic learning rate, halved until no step raises the gap, at most ten times. */
  public static final String DESCENT = "descent";

  static final List<String> ALL = List.of(AUTO, THEORY, DESCENT);

  private RateWord() {}
}
