package org.iclsweep.sweep;

import java.util.List;

/** The words allowed in place of a number for a learning rate. */
public final class LearningRateWord {
  /** The automatic learning rate, computed from the spectrum at the start of the trial. */
  public static final String AUTO = "auto";

  /** The learning rate that provably lowers the gap. */
  public static final String THEORY = "theory";

  /** The automatic learning rate, halved until no step raises the gap, at most ten times. */
  public static final String DESCENT = "descent";

  static final List<String> ALL = List.of(AUTO, THEORY, DESCENT);

  private LearningRateWord() {}
}
