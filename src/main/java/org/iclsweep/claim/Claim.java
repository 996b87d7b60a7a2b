package org.iclsweep.claim;

/**
 * A claim: a sentence and a query that can refute it.
 *
 * @param number its position in the file, from 1
 * @param line the line of the file on which the query begins, from 1
 * @param column the column at which the query begins, from 0
 * @param source the origin of the claim, such as "Theorem 1"; empty if the file names none
 * @param sentence the claim in words, without its source
 * @param counterexamples whether the query returns counterexamples instead of a row with a column
 *     {@code holds}
 * @param query the text of the query, without its semicolon
 */
public record Claim(
    int number,
    int line,
    int column,
    String source,
    String sentence,
    boolean counterexamples,
    String query) {
  private static final int MAX_CHARACTERS = 60;

  /** The query, preceded by white space such that Spark reports positions in the file. */
  public String positionedQuery() {
    return "\n".repeat(line - 1) + " ".repeat(column) + query;
  }

  /** The name of the claim in a message: its number and the beginning of its sentence. */
  public String label() {
    return label(number, sentence);
  }

  static String label(int number, String sentence) {
    String shown =
        sentence.length() <= MAX_CHARACTERS
            ? sentence
            : sentence.substring(0, MAX_CHARACTERS).strip() + "...";
    return "claim %d (%s)".formatted(number, shown);
  }
}
