package org.iclsweep.sweep;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Small grids for tests. */
public final class Grids {
  private Grids() {}

  /** A grid from words like {@code heads=1,2}. */
  public static SweepSpec spec(String... axes) {
    return spec(List.of(), List.of(), axes);
  }

  /** A grid with derived columns like {@code heads = 2 * m} and filters. */
  public static SweepSpec spec(List<String> lets, List<String> wheres, String... axes) {
    Map<Parameter, Axis> given = new EnumMap<>(Parameter.class);
    for (String axis : axes) {
      String[] parts = axis.split("=", 2);
      Parameter parameter = Parameter.ofColumn(parts[0]).orElseThrow();
      given.put(parameter, Axis.parse(parameter, parts[1]));
    }
    return new SweepSpec(given, lets.stream().map(SweepSpec.Let::parse).toList(), wheres);
  }

  /** All trials of a grid without expressions. */
  public static List<TrialConfig> trials(String... axes) {
    SweepSpec spec = spec(axes);
    List<TrialConfig> trials = new ArrayList<>();
    for (long i = 0; i < spec.combinations().longValueExact(); i++) {
      trials.add(new TrialConfig(spec.combination(i)));
    }
    return trials;
  }

  /** The only trial of a grid. */
  public static TrialConfig trial(String... axes) {
    List<TrialConfig> trials = trials(axes);
    if (trials.size() != 1) {
      throw new IllegalArgumentException(trials.size() + " trials");
    }
    return trials.get(0);
  }
}
