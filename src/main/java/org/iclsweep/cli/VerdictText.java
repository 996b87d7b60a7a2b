package org.iclsweep.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iclsweep.claim.Claim;
import org.iclsweep.claim.Evidence;
import org.iclsweep.claim.Finding;
import org.iclsweep.claim.Verdict;

/** The verdicts on claims as text. */
final class VerdictText {
  private static final String GAP = "  ";

  private VerdictText() {}

  /** Returns the verdicts with their evidence, then their counts. */
  static String of(List<Finding> findings) {
    int width =
        Stream.of(Verdict.values()).mapToInt(verdict -> verdict.word().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (Finding finding : findings) {
      String verdict = finding.verdict().word();
      String indentation = " ".repeat(width) + GAP;
      List<String> text = new ArrayList<>(wrapped(sentence(finding.claim())));
      text.addAll(wrapped(Evidence.text(finding.evidence())));
      for (int i = 0; i < text.size(); i++) {
        String first = verdict + " ".repeat(width - verdict.length()) + GAP;
        lines.add((i == 0 ? first : indentation) + text.get(i));
      }
    }
    lines.add(counts(findings));
    return lines.stream().map(line -> line.stripTrailing() + "\n").collect(Collectors.joining());
  }

  private static String sentence(Claim claim) {
    return claim.source().isEmpty() ? claim.sentence() : claim.source() + ": " + claim.sentence();
  }

  private static List<String> wrapped(String text) {
    return text.isEmpty() ? List.of() : Wrapping.lines(Arrays.asList(text.split(" ")));
  }

  private static String counts(List<Finding> findings) {
    return findings.size()
        + (findings.size() == 1 ? " claim: " : " claims: ")
        + Stream.of(Verdict.values())
            .map(verdict -> count(findings, verdict) + " " + verdict.word())
            .collect(Collectors.joining(", "));
  }

  /** Returns the number of claims with a verdict. */
  static long count(List<Finding> findings, Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }
}
