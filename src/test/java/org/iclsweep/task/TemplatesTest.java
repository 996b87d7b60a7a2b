package org.iclsweep.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The distributions of templates: their moments, support and bits. */
class TemplatesTest {
  private static final int SAMPLES = 200_000;

  private static double[] draw(Templates templates, int count, Templates.Moments domain) {
    double[] template = new double[count];
    templates.draw(template, domain, new RandomStream(4, "templates"));
    return template;
  }

  private static double[] standard(Templates templates, int count) {
    return draw(templates, count, Templates.Moments.IN_DOMAIN);
  }

  /** E u = 0, E u^2 = 1, E u^3 = 0, and E u^4 = 3, 1 or 9/5; neighbours are not correlated. */
  @ParameterizedTest
  @CsvSource({"GAUSSIAN, 3", "RADEMACHER, 1", "UNIFORM, 1.8"})
  void entriesHaveTheMomentsOfTheirDistribution(Templates templates, double fourth) {
    double[] entries = standard(templates, SAMPLES);
    double[] expected = {0, 1, 0, fourth};
    for (int power = 1; power <= 4; power++) {
      SampleMean mean = new SampleMean();
      for (double entry : entries) {
        mean.add(Math.pow(entry, power));
      }
      mean.assertIs(expected[power - 1], "E u^" + power);
    }
    SampleMean products = new SampleMean();
    for (int i = 1; i < SAMPLES; i++) {
      products.add(entries[i] * entries[i - 1]);
    }
    products.assertIs(0, "E u_i u_{i+1}");
  }

  @Test
  void rademacherEntriesAreSigns() {
    for (double entry : standard(Templates.RADEMACHER, SAMPLES)) {
      assertEquals(1.0, Math.abs(entry));
    }
  }

  /** Each tenth of the interval holds a binomial number of samples, of variance 0.09 SAMPLES. */
  @Test
  void uniformEntriesFillTheirIntervalEvenly() {
    int[] tenths = new int[10];
    for (double entry : standard(Templates.UNIFORM, SAMPLES)) {
      assertTrue(Math.abs(entry) <= Math.sqrt(3));
      tenths[(int) Math.min(9, Math.floor(10 * (entry / Math.sqrt(3) + 1) / 2))]++;
    }
    for (int count : tenths) {
      assertEquals(SAMPLES / 10, count, 4 * Math.sqrt(0.09 * SAMPLES));
    }
  }

  @ParameterizedTest
  @EnumSource(Templates.class)
  void domainsShiftAndScaleTheSameEntries(Templates templates) {
    double[] standard = standard(templates, 50);
    double[] shifted = draw(templates, 50, new Templates.Moments(-3, 0.5));
    double[] expected = Arrays.stream(standard).map(entry -> -3 + 0.5 * entry).toArray();
    assertArrayEquals(expected, shifted);
    double[] constant = new double[50];
    Arrays.fill(constant, 0.25);
    assertArrayEquals(constant, draw(templates, 50, new Templates.Moments(0.25, 0)));
  }

  /** Another program, written from the definitions, gives the same numbers to 1e-14. */
  @Test
  void entriesKeepTheirBits() {
    assertArrayEquals(
        new double[] {
          0x1.3303c299fa050p+0, -0x1.44d1fb15f9e13p+0, -0x1.d9e1d80b36137p-4, -0x1.493a6813ec63fp-1
        },
        standard(Templates.GAUSSIAN, 4));
    assertArrayEquals(
        new double[] {1, -1, -1, -1, -1, -1, 1, -1, 1, 1, -1, 1, 1, -1, -1, 1},
        standard(Templates.RADEMACHER, 16));
    assertArrayEquals(
        new double[] {
          -0x1.f47bca60e94b6p-1, 0x1.4893cf0db7f54p+0, 0x1.10f7588d4e78ap+0, 0x1.89277f071642bp-1
        },
        standard(Templates.UNIFORM, 4));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void meansThatAreNotFiniteAreRefused(double mean) {
    assertRefused("mean of a template is " + mean, mean, 1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, -Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY})
  void deviationsThatAreNegativeOrNotFiniteAreRefused(double deviation) {
    assertRefused("standard deviation of a template is " + deviation, 0, deviation);
  }

  private static void assertRefused(String reason, double mean, double deviation) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> new Templates.Moments(mean, deviation));
    assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
  }
}
