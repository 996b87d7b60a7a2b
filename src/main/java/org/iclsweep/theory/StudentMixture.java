package org.iclsweep.theory;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;

/** A mixture of Student's t distributions of equal degrees of freedom. */
final class StudentMixture {
  /** Parts of less than this share of the largest do not move a quantile of 2.5% that matters. */
  private static final double LEAST_WEIGHT = 1e-3;

  /** How many scales from every mean a quantile is sought. */
  private static final double REACH = 12;

  /** Of the width of an interval. */
  private static final double ACCURACY = 1e-4;

  private static final int STEPS = 60;

  private final TDistribution student;
  private final List<Part> parts = new ArrayList<>();

  private record Part(double weight, double mean, double scale) {}

  /**
   * A mixture of nothing yet.
   *
   * @param freedom positive
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
   * The quantiles of the mixture, to 1e-4 of its standard scale.
   *
   * @param probabilities increasing, in (0, 1)
   * @return in the same order
   */
  double[] quantiles(double... probabilities) {
    double largest = parts.stream().mapToDouble(Part::weight).max().orElseThrow();
    parts.removeIf(part -> part.weight < LEAST_WEIGHT * largest);
    double[] quantiles = new double[probabilities.length];
    double least = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < quantiles.length; i++) {
      least = Math.max(least, quantile(probabilities[i]));
      quantiles[i] = least;
    }
    return quantiles;
  }

  /** By false position, with the older end's value halved where the same end moves twice. */
  private double quantile(double probability) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double scale = Double.POSITIVE_INFINITY;
    for (Part part : parts) {
      low = Math.min(low, part.mean - REACH * part.scale);
      high = Math.max(high, part.mean + REACH * part.scale);
      scale = Math.min(scale, part.scale);
    }
    double atLow = -probability;
    double atHigh = 1 - probability;
    int side = 0;
    for (int i = 0; i < STEPS && high - low > ACCURACY * scale; i++) {
      double middle = i % 3 == 2 ? (low + high) / 2 : low - atLow * (high - low) / (atHigh - atLow);
      double value = below(middle) - probability;
      if (Math.abs(value) < ACCURACY * Math.min(probability, 1 - probability)) {
        return middle;
      }
      if (value < 0) {
        low = middle;
        atLow = value;
        atHigh = side < 0 ? atHigh / 2 : atHigh;
        side = -1;
      } else {
        high = middle;
        atHigh = value;
        atLow = side > 0 ? atLow / 2 : atLow;
        side = 1;
      }
    }
    return (low + high) / 2;
  }

  private double below(double x) {
    double sum = 0;
    double weights = 0;
    for (Part part : parts) {
      sum += part.weight * student.cumulativeProbability((x - part.mean) / part.scale);
      weights += part.weight;
    }
    return sum / weights;
  }
}
