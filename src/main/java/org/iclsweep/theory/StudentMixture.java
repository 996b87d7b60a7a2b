package org.iclsweep.theory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;

/** A mixture of Student's t distributions with equal degrees of freedom. */
final class StudentMixture {
  /** The maximum fraction of the total weight to drop, smallest parts first. */
  private static final double MAX_DROPPED_FRACTION = 1e-3;

  /**
   * The first stride from the mean in the search for a quantile, in scales; each further one
   * doubles.
   */
  private static final double REACH = 3;

  /** The accuracy of the probability p of a quantile, relative to min(p, 1 - p). */
  private static final double ACCURACY = 1e-3;

  private static final int STEPS = 60;

  private final TDistribution student;
  private final List<Part> parts = new ArrayList<>();

  private record Part(double weight, double mean, double scale) {}

  /**
   * Creates an empty mixture.
   *
   * @param freedom the degrees of freedom, positive
   */
  StudentMixture(double freedom) {
    student = new TDistribution(null, freedom);
  }

  /**
   * Adds a part.
   *
   * @param weight at least 0, relative to the other parts
   * @param mean finite
   * @param scale positive
   */
  void add(double weight, double mean, double scale) {
    parts.add(new Part(weight, mean, scale));
  }

  /**
   * Returns the quantiles of the mixture, to 1e-3 of the total probability. No part may be added
   * afterwards.
   *
   * @param probabilities increasing, in (0, 1)
   * @return the quantiles, in the same order
   */
  double[] quantiles(double... probabilities) {
    dropSmallest();
    double[] quantiles = new double[probabilities.length];
    double minimum = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < quantiles.length; i++) {
      minimum = Math.max(minimum, quantile(probabilities[i]));
      quantiles[i] = minimum;
    }
    return quantiles;
  }

  private void dropSmallest() {
    parts.sort(Comparator.comparingDouble(Part::weight).reversed());
    double allowed = MAX_DROPPED_FRACTION * sum(Part::weight);
    double dropped = 0;
    while (parts.size() > 1 && dropped + parts.get(parts.size() - 1).weight <= allowed) {
      dropped += parts.remove(parts.size() - 1).weight;
    }
  }

  private double sum(ToDoubleFunction<Part> value) {
    double sum = 0;
    for (Part part : parts) {
      sum += value.applyAsDouble(part);
    }
    return sum;
  }

  /**
   * Finds a quantile by false position in a bracketing interval. The value at a retained end is
   * halved, and every third point is the midpoint. Neither end is therefore retained for long.
   */
  private double quantile(double probability) {
    double weights = sum(Part::weight);
    double mean = sum(part -> part.weight * part.mean) / weights;
    double square = sum(p -> p.weight * ((p.mean - mean) * (p.mean - mean) + p.scale * p.scale));
    double scale = Math.sqrt(square / weights);
    double step = Math.max(REACH * scale, Math.ulp(mean));
    double low = mean;
    double atLow;
    double reach = step;
    do {
      low -= reach;
      reach *= 2;
      atLow = below(low) / weights - probability;
    } while (atLow > 0);
    double high = mean;
    double atHigh;
    reach = step;
    do {
      high += reach;
      reach *= 2;
      atHigh = below(high) / weights - probability;
    } while (atHigh < 0);
    double tolerance = ACCURACY * Math.min(probability, 1 - probability);
    int side = 0;
    for (int i = 1; i <= STEPS; i++) {
      double x = i % 3 == 0 ? (low + high) / 2 : low - atLow * (high - low) / (atHigh - atLow);
      double value = below(x) / weights - probability;
      if (Math.abs(value) < tolerance) {
        return x;
      }
      if (value < 0) {
        low = x;
        atLow = value;
        atHigh = side < 0 ? atHigh / 2 : atHigh;
        side = -1;
      } else {
        high = x;
        atHigh = value;
        atLow = side > 0 ? atLow / 2 : atLow;
        side = 1;
      }
    }
    return (low + high) / 2;
  }

  /** The sum over all parts of the weight times the probability of at most x. */
  private double below(double x) {
    double sum = 0;
    for (Part part : parts) {
      sum += part.weight * student.cumulativeProbability((x - part.mean) / part.scale);
    }
    return sum;
  }
}
