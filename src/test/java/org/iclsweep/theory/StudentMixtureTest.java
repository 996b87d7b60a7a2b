package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class StudentMixtureTest {
  /** The 97.5% quantiles of Student's t are those of tables. */
  @Test
  void aSinglePartHasTheQuantilesOfTheTables() {
    double[][] table = {{3, 3.182446}, {5, 2.570582}, {10, 2.228139}, {30, 2.042272}};
    for (double[] row : table) {
      StudentMixture mixture = new StudentMixture(row[0]);
      mixture.add(0.2, 7, 3);
      double[] q = mixture.quantiles(0.025, 0.5, 0.975);
      assertArrayEquals(new double[] {7 - 3 * row[1], 7, 7 + 3 * row[1]}, q, 0.003);
    }
  }

  /**
   * For two distant parts the median lies between them, and the outer quantiles are their 5%
   * quantiles.
   */
  @Test
  void partsCountByTheirWeights() {
    StudentMixture mixture = new StudentMixture(1e6);
    mixture.add(3, -100, 1);
    mixture.add(3, 100, 2);
    double q = new NormalDistribution().inverseCumulativeProbability(0.95);
    double[] quantiles = mixture.quantiles(0.025, 0.25, 0.975);
    assertEquals(-100 - q, quantiles[0], 0.01);
    assertEquals(-100, quantiles[1], 0.01);
    assertEquals(100 + 2 * q, quantiles[2], 0.01);
  }
}
