package org.iclsweep.claim;

/** The result of evaluating a claim. */
public enum Verdict {
  /** The results agree with the claim. */
  HOLDS("holds"),
  /** The results contradict the claim. */
  REFUTED("refuted"),
  /** The results do not decide the claim, or it was not evaluated. */
  OPEN("open");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /**
   * Returns the verdict for the value of a column {@code holds}.
   *
   * @param holds null if the results do not decide the claim
   */
  public static Verdict of(Boolean holds) {
    if (holds == null) {
      return OPEN;
    }
    return holds ? HOLDS : REFUTED;
  }

  /** The verdict as it is printed and stored. */
  public String word() {
    return word;
  }
}
