package org.iclsweep.report.data;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.iclsweep.sweep.Parameter;

/**
 * The effect of each varying parameter on convergence: the fraction of the variance of log rate
 * that the means over the parameter's values explain, adjusted for their number (the adjusted R² of
 * a one-way analysis of variance). Values are medians over seeds. If fewer than half of the
 * configurations have a rate, the gap at the end takes its place.
 */
public final class Effects {
  private final Measure measure;
  private final Map<Parameter, Double> effects = new EnumMap<>(Parameter.class);

  private Effects(Measure measure) {
    this.measure = measure;
  }

  /** Computes the effects of all varying parameters. */
  public static Effects of(SweepResults results) {
    List<ConfigurationSummary> all = results.configurations();
    Measure measure =
        2 * all.stream().filter(c -> c.has(Measure.RATE)).count() >= all.size()
            ? Measure.RATE
            : Measure.GAP_END;
    List<ConfigurationSummary> measured =
        all.stream().filter(c -> c.has(measure) && c.measure(measure).median() > 0).toList();
    Effects effects = new Effects(measure);
    for (Parameter parameter : results.varying().keySet()) {
      effects.effects.put(parameter, effect(measured, parameter, measure));
    }
    return effects;
  }

  /** The measure of convergence: the rate, or the gap at the end. */
  public Measure measure() {
    return measure;
  }

  /** The effect of a varying parameter, from 0 (none) to 1. */
  public double of(Parameter parameter) {
    return effects.get(parameter);
  }

  /** The varying parameters, those with the largest effect first. */
  public List<Parameter> largestFirst() {
    return effects.keySet().stream().sorted(Comparator.comparing(p -> -effects.get(p))).toList();
  }

  private static double effect(
      List<ConfigurationSummary> measured, Parameter parameter, Measure measure) {
    Map<Object, Mean> byValue = new HashMap<>();
    Mean all = new Mean();
    for (ConfigurationSummary configuration : measured) {
      double value = Math.log(configuration.measure(measure).median());
      all.add(value);
      byValue.computeIfAbsent(configuration.values().get(parameter), v -> new Mean()).add(value);
    }
    double within = byValue.values().stream().mapToDouble(mean -> mean.squares).sum();
    long free = all.count - byValue.size();
    if (!(all.squares > 0) || byValue.size() < 2 || free < 1) {
      return 0;
    }
    return Math.max(0, 1 - within / free * (all.count - 1) / all.squares);
  }

  /** The mean of numbers and the sum of squared deviations from it (Welford). */
  private static final class Mean {
    private long count;
    private double mean;
    private double squares;

    private void add(double value) {
      count++;
      double deviation = value - mean;
      mean += deviation / count;
      squares += deviation * (value - mean);
    }
  }
}
