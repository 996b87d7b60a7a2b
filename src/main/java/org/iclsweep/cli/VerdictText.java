package org.iclsweep.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iclsweep.claim.Verdict;
import org.iclsweep.format.PrintableText;
import org.iclsweep.report.data.ClaimRow;

/** The verdicts on claims as text. */
final class VerdictText {
  private static final String GAP = "  ";

  /** The length of the longest verdict. */
  private static final int LONGEST =
      Stream.of(Verdict.values()).mapToInt(verdict -> verdict.word().length()).max().orElse(0);

  private VerdictText() {}

  /** Returns the verdicts with their evidence, then their counts. */
  static String of(List<ClaimRow> claims) {
    List<String> lines = new ArrayList<>();
    for (ClaimRow claim : claims) {
      String verdict = claim.verdict();
      String indentation = " ".repeat(LONGEST) + GAP;
      List<String> text = new ArrayList<>(wrapped(sentence(claim)));
      text.addAll(wrapped(claim.evidence()));
      for (int i = 0; i < text.size(); i++) {
        String first = verdict + " ".repeat(LONGEST - verdict.length()) + GAP;
        lines.add((i == 0 ? first : indentation) + text.get(i));
      }
    }
    lines.add(counts(claims));
    return lines.stream().map(line -> line.stripTrailing() + "\n").collect(Collectors.joining());
  }

  private static String sentence(ClaimRow claim) {
    return claim.source().isEmpty() ? claim.claim() : claim.source() + ": " + claim.claim();
  }

  private static List<String> wrapped(String text) {
    return text.isEmpty()
        ? List.of()
        : Wrapping.lines(
            Arrays.asList(PrintableText.line(text).split(" ")), Wrapping.WIDTH - LONGEST);
  }

  private static String counts(List<ClaimRow> claims) {
    long holding = count(claims, Verdict.HOLDS);
    return "%d claim%s: %d hold%s, %d refuted, %d open"
        .formatted(
            claims.size(),
            claims.size() == 1 ? "" : "s",
            holding,
            holding == 1 ? "s" : "",
            count(claims, Verdict.REFUTED),
            count(claims, Verdict.OPEN));
  }

  /** Returns the number of claims with a verdict. */
  static long count(List<ClaimRow> claims, Verdict verdict) {
    return claims.stream().filter(claim -> claim.verdict().equals(verdict.word())).count();
  }
}
