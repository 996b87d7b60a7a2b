package org.iclsweep.bench;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sizes of a problem to time.
 *
 * @param name the name in results
 * @param promptLength N
 * @param tokens K
 * @param dim d
 * @param m m
 * @param heads H
 */
public record Size(String name, int promptLength, int tokens, int dim, int m, int heads) {
  /** The named sizes: the paper's, a small and a large one. */
  public static final List<Size> NAMED =
      List.of(
          new Size("S1", 30, 200, 100, 20, 64),
          new Size("S2", 10, 50, 20, 8, 16),
          new Size("S3", 100, 200, 100, 100, 128));

  private static final Pattern GIVEN = Pattern.compile("(\\d+)x(\\d+)x(\\d+)x(\\d+)x(\\d+)");

  /**
   * Parses a size given by its name or as N x K x d x m x H, e.g. {@code 30x200x100x20x64}.
   *
   * @throws IllegalArgumentException with a message that lists the allowed values
   */
  public static Size parse(String text) {
    for (Size size : NAMED) {
      if (size.name.equalsIgnoreCase(text)) {
        return size;
      }
    }
    Matcher given = GIVEN.matcher(text);
    if (given.matches()) {
      try {
        return new Size(
            text,
            Integer.parseInt(given.group(1)),
            Integer.parseInt(given.group(2)),
            Integer.parseInt(given.group(3)),
            Integer.parseInt(given.group(4)),
            Integer.parseInt(given.group(5)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(refusal(text), e);
      }
    }
    throw new IllegalArgumentException(refusal(text));
  }

  private static String refusal(String text) {
    return "'%s' is not a size; it takes S1, S2, S3 or N x K x d x m x H such as 30x200x100x20x64"
        .formatted(text);
  }
}
