package org.iclsweep.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.iclsweep.format.NumberFormatter;
import org.iclsweep.format.PrintableText;

/** A plain-text table: numbers are right-aligned, words left-aligned. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<String> header;
  private final List<List<String>> cells = new ArrayList<>();
  private final List<Boolean> numeric = new ArrayList<>();

  TextTable(List<String> header) {
    this.header = header;
    header.forEach(name -> numeric.add(true));
  }

  void add(List<Object> row) {
    cells.add(row.stream().map(NumberFormatter::cell).map(PrintableText::line).toList());
    for (int i = 0; i < row.size(); i++) {
      numeric.set(i, numeric.get(i) && (row.get(i) == null || row.get(i) instanceof Number));
    }
  }

  /** Prints the table at its full width. */
  void print(PrintStream out) {
    print(out, IntStream.range(0, header.size()).boxed().toList());
  }

  /**
   * Prints the table as stacked blocks that fit a width.
   *
   * @param width of a line, in characters; a block has at least one column besides the keys
   * @param keys the number of leading columns repeated in every block
   */
  void printBlocks(PrintStream out, int width, int keys) {
    List<Integer> first = IntStream.range(0, keys).boxed().toList();
    int next = keys;
    do {
      List<Integer> block = new ArrayList<>(first);
      while (next < header.size()
          && (block.size() == keys || width(block) + GAP.length() + width(next) <= width)) {
        block.add(next);
        next++;
      }
      print(out, block);
      if (next < header.size()) {
        out.println();
      }
    } while (next < header.size());
  }

  /**
   * Prints the table for a screen. If it is too wide, the values of a row are printed one per line.
   *
   * @param width of the screen, in characters; 0 if there is none
   */
  void printFor(PrintStream out, int width) {
    if (fits(width)) {
      print(out);
      return;
    }
    int names = header.stream().mapToInt(String::length).max().orElse(0);
    for (int row = 0; row < cells.size(); row++) {
      out.println("row " + (row + 1));
      for (int i = 0; i < header.size(); i++) {
        out.println(
            GAP
                + header.get(i)
                + " ".repeat(names - header.get(i).length())
                + GAP
                + cells.get(row).get(i));
      }
    }
  }

  /** Returns whether the table fits a width in characters; 0 means any width. */
  boolean fits(int width) {
    return width == 0 || width(IntStream.range(0, header.size()).boxed().toList()) <= width;
  }

  private int width(List<Integer> columns) {
    return columns.stream().mapToInt(this::width).sum() + GAP.length() * (columns.size() - 1);
  }

  private int width(int column) {
    return Math.max(
        header.get(column).length(),
        cells.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
  }

  private void print(PrintStream out, List<Integer> columns) {
    int[] widths = columns.stream().mapToInt(this::width).toArray();
    print(out, columns, widths, header);
    cells.forEach(row -> print(out, columns, widths, row));
  }

  private void print(PrintStream out, List<Integer> columns, int[] widths, List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(columns.get(i));
      String padding = " ".repeat(widths[i] - cell.length());
      line.append(i == 0 ? "" : GAP);
      line.append(numeric.get(columns.get(i)) ? padding + cell : cell + padding);
    }
    out.println(line.toString().stripTrailing());
  }
}
