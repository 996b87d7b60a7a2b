package org.iclsweep.theory;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;

/** A mixture of Student's t distributions of equal degrees of freedom. */
final class StudentMixture {
  /** Parts of less than this share of the largest do not move a quantile of 2.5% that matters. */
  private static final double LEAST_WEIGHT = 1e-3;

  /** How many scales from the mean a quantile is sought first, and how many further each time. */
  private static final double REACH = 3;

  /** Of the probability of a quantile. */
  private static final double ACCURACY = 1e-3;

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
   * The quantiles of the mixture, to 1e-3 of their probabilities.
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

  /**
   * By false position between ends that enclose it. The value at an end that stays is halved, and
   * every third point is the middle, so that no end stays for long.
   */
  private double quantile(double probability) {
    double weights = parts.stream().mapToDouble(Part::weight).sum();
    double mean = parts.stream().mapToDouble(p -> p.weight * p.mean).sum() / weights;
    double square =
        parts.stream()
            .mapToDouble(p -> p.weight * ((p.mean - mean) * (p.mean - mean) + p.scale * p.scale))
            .sum();
    double scale = Math.sqrt(square / weights);
    double low = mean;
    double atLow;
    do {
      low -= REACH * scale;
      atLow = below(low) / weights - probability;
    } while (atLow > 0);
    double high = mean;
    double atHigh;
    do {
      high += REACH * scale;
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

  /** The sum of the weights times the probability of at most x. */
  private double below(double x) {
    double sum = 0;
    for (Part part : parts) {
      sum += part.weight * student.cumulativeProbability((x - part.mean) / part.scale);
    }
    return sum;
  }
}
