package org.iclsweep.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iclsweep.sweep.UsageException;

/**
 * Splits a claims file into blocks. It knows only as much SQL as that takes: comments and quotes,
 * in which a semicolon does not end a block. Spark parses the queries.
 */
final class ClaimsParser {
  private static final Pattern SOURCE = Pattern.compile("([^:]{1,80}): +(.+)");
  private static final String REFUTED_BY = "refuted by";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String file;
  private final String text;
  private final List<Claim> claims = new ArrayList<>();
  private int at;

  ClaimsParser(String file, String text) {
    this.file = file;
    this.text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  List<Claim> parse() {
    List<String> comment = comment();
    while (at < text.length() || !comment.isEmpty()) {
      claims.add(claim(comment));
      comment = comment();
    }
    if (claims.isEmpty()) {
      throw new UsageException(
          "%s: it holds no claim; write a sentence as a comment, then a SELECT and a semicolon"
              .formatted(file));
    }
    return List.copyOf(claims);
  }

  /**
   * Skips white space and comments before a query.
   *
   * @return the lines of the last comment, without the comment sign and blank lines
   */
  private List<String> comment() {
    List<String> lines = new ArrayList<>();
    boolean blank = false;
    while (at < text.length()) {
      if (text.startsWith("--", at)) {
        if (blank) {
          lines.clear();
        }
        int end = endOf("\n");
        lines.add(text.substring(at + 2, end).strip());
        at = Math.min(text.length(), end + 1);
        blank = false;
      } else if (text.startsWith("/*", at)) {
        at = endOf("*/") + 2;
      } else if (Character.isWhitespace(text.charAt(at))) {
        blank |= text.charAt(at) == '\n';
        at++;
      } else {
        break;
      }
    }
    lines.removeIf(String::isEmpty);
    return lines;
  }

  private int endOf(String sign) {
    int end = text.indexOf(sign, at);
    return end < 0 ? text.length() : end;
  }

  private Claim claim(List<String> comment) {
    int number = claims.size() + 1;
    List<String> lines = new ArrayList<>(comment);
    boolean counterexamples =
        !lines.isEmpty() && lines.get(lines.size() - 1).equalsIgnoreCase(REFUTED_BY);
    if (counterexamples) {
      lines.remove(lines.size() - 1);
    }
    String whole = String.join(" ", lines);
    Matcher source = SOURCE.matcher(whole);
    boolean named = source.matches();
    String sentence = named ? source.group(2) : whole;
    int start = Math.min(at, text.length());
    String place = "%s, line %d".formatted(file, line(start));
    if (sentence.isEmpty()) {
      throw new UsageException(
          place + ": the query has no sentence; write one as a comment above it");
    }
    String label = "%s, %s".formatted(place, Claim.label(number, sentence));
    skipStatement();
    String query = text.substring(start, Math.min(at, text.length())).strip();
    if (query.isEmpty()) {
      throw new UsageException(label + ": it has no SQL; write a SELECT below the sentence");
    }
    if (at >= text.length()) {
      throw new UsageException(label + ": its query does not end with a semicolon");
    }
    at++;
    return new Claim(
        number,
        line(start),
        start - text.lastIndexOf('\n', start - 1) - 1,
        named ? source.group(1) : "",
        sentence,
        counterexamples,
        query);
  }

  private int line(int position) {
    return 1 + (int) text.substring(0, position).chars().filter(c -> c == '\n').count();
  }

  /** Advances to the semicolon that ends a statement, or to the end of the text. */
  private void skipStatement() {
    while (at < text.length() && text.charAt(at) != ';') {
      char c = text.charAt(at);
      if (text.startsWith("--", at)) {
        at = endOf("\n");
      } else if (text.startsWith("/*", at)) {
        at = endOf("*/") + 2;
      } else if (c == '\'' || c == '"' || c == '`') {
        skipQuoted(c);
      } else {
        at++;
      }
    }
  }

  /** Advances beyond a quoted text. A backslash escapes a character except in names. */
  private void skipQuoted(char quote) {
    at++;
    while (at < text.length() && text.charAt(at) != quote) {
      at += text.charAt(at) == '\\' && quote != '`' ? 2 : 1;
    }
    at++;
  }
}
