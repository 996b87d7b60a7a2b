package org.iclsweep.sweep;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A run of the program that wrote to a sweep's folder.
 *
 * @param commandLine its command line, split into words
 * @param axes the text of each axis of its grid, by column
 * @param lets derived columns, each as {@code column = expression}
 * @param wheres filters
 * @param trials the number of trials of its grid
 * @param versions the version of each component, such as "Spark"
 * @param started the start time
 * @param finished the end time, or null if it did not end or has not ended yet
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

  /** Returns whether another run has the same grid. */
  public boolean sameGrid(SweepRun other) {
    return axes.equals(other.axes) && lets.equals(other.lets) && wheres.equals(other.wheres);
  }

  /**
   * Returns the requested sweep.
   *
   * @throws UsageException if this build cannot parse it
   */
  public SweepSpec spec() {
    try {
      List<SweepSpec.Let> derived = lets.stream().map(SweepSpec.Let::parse).toList();
      Map<Parameter, Axis> given = new EnumMap<>(Parameter.class);
      axes.forEach(
          (column, text) -> {
            Parameter parameter =
                Parameter.ofColumn(column)
                    .orElseThrow(
                        () -> new IllegalArgumentException(column + " is not a parameter"));
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
