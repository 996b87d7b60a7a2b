package org.iclsweep.cli;

import java.util.ArrayList;
import java.util.List;

/** Wraps words into lines that fit a terminal. */
final class Wrapping {
  /** Maximum length of a line that is indented a little, in characters. */
  static final int WIDTH = 96;

  private Wrapping() {}

  /** Joins words to lines of at most a width, unless a word is longer. */
  static List<String> lines(List<String> words, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
