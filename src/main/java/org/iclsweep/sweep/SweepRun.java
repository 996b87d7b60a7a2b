package org.iclsweep.sweep;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A run of the program that wrote to a sweep's folder.
 *
 * @param commandLine the words of its command line
 * @param axes the text of each axis of its grid, by column
 * @param lets derived columns, each as {@code column = expression}
 * @param wheres filters
 * @param trials the number of trials of its grid
 * @param versions what it ran with, such as "Spark" and its version
 * @param started when it began
 * @param finished when it ended; null if it did not or has not yet
 */
public record SweepRun(
    List<String> commandLine,
    Map<String, String> axes,
    List<String> lets,
    List<String> wheres,
    long trials,
    Map<String, String> versions,
    String started,
    String finished) {

  /** Whether another run was asked for the same grid. */
  public boolean sameGrid(SweepRun other) {
    return axes.equals(other.axes) && lets.equals(other.lets) && wheres.equals(other.wheres);
  }

  /**
   * What it was asked to run.
   *
   * @throws UsageException if this build does not understand it
   */
  public SweepSpec spec() {
    try {
      List<SweepSpec.Let> derived = lets.stream().map(SweepSpec.Let::parse).toList();
      Map<Parameter, Axis> given = new EnumMap<>(Parameter.class);
      axes.forEach(
          (column, text) -> {
            Parameter parameter =
                Parameter.ofColumn(column)
                    .orElseThrow(() -> new IllegalArgumentException(column + " is no parameter"));
            // The axis of a derived parameter is its default, which has no effect.
            if (derived.stream().noneMatch(let -> let.parameter() == parameter)) {
              given.put(parameter, Axis.parse(parameter, text));
            }
          });
      return new SweepSpec(given, derived, wheres);
    } catch (IllegalArgumentException e) {
      throw new UsageException("sweep.json: the grid is not understood: " + e.getMessage(), e);
    }
  }
}
