package org.iclsweep.cli;

import java.util.ArrayList;
import java.util.List;

/** Wraps words into lines that fit a terminal. */
final class Wrapping {
  private static final int WIDTH = 96;

  private Wrapping() {}

  static List<String> lines(List<String> words) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (line.length() > 0 && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
