package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.UtilEjml;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.junit.jupiter.api.Test;

/** The descent inequality and the rates of one step. */
class RateBoundTest {
  private static final double SLACK = 1e-12;

  @Test
  void descendedIsTheInequalityAtOrdinaryGaps() {
    RandomStream stream = RandomTasks.stream(1);
    for (int i = 0; i < 10_000; i++) {
      double gapStart = Math.exp(3 * stream.nextGaussian());
      RateBound bound = new RateBound(1e-3, gapStart);
      double gap = gapStart * Math.exp(-5 * stream.nextUniform());
      double next = gap * (1 - 0.2 * stream.nextGaussian());
      double decrease = 0.2 * gap * stream.nextUniform();
      if (Math.abs(next - gap + decrease) > 1e-10 * gap) {
        assertEquals(next < gap - decrease, bound.descended(gap, next, decrease));
      }
    }
  }

  @Test
  void roundingIsForgiven() {
    RateBound bound = new RateBound(1e-3, 2);
    assertTrue(bound.descended(1, 0.75, 0.25));
    assertTrue(bound.descended(1, 0.75 + 0.9 * SLACK, 0.25));
    assertFalse(bound.descended(1, 0.75 + 1e-9, 0.25));
    assertTrue(bound.descended(1, 1, 0));
  }

  @Test
  void atTheRoundingFloorEveryStepDescends() {
    RateBound bound = new RateBound(1e-3, 3);
    double floor = RoundingFloor.RELATIVE * 3;
    assertTrue(bound.descended(floor, 100 * floor, floor));
    assertTrue(bound.descended(0, 1, 1));
  }

  @Test
  void whatIsNotANumberDidNotDescend() {
    RateBound bound = new RateBound(1e-3, 3);
    assertFalse(bound.descended(1, Double.NaN, 0));
    assertFalse(bound.descended(1, Double.POSITIVE_INFINITY, 0));
    assertFalse(bound.descended(1, 0.5, Double.POSITIVE_INFINITY));
    assertFalse(bound.descended(1, 0.5, Double.NaN));
  }

  @Test
  void theLocalRateIsFourTimesThatOfTheBound() {
    RandomStream stream = RandomTasks.stream(2);
    for (int i = 0; i < 1000; i++) {
      int tokens = RandomTasks.between(2, 500, stream);
      double zeta = Math.exp(3 * stream.nextGaussian());
      double rate = stream.nextUniform() * tokens / zeta;
      double local = RateBound.localRate(rate, zeta, tokens);
      assertEquals(1 - rate * zeta / tokens, local);
      assertTrue(local >= -UtilEjml.EPS && local < 1);
      double perStep = -Math.expm1(-RateBound.of(rate, zeta, tokens, 1).perStep());
      assertEquals((1 - local) / 4, perStep, 1e-14);
    }
    assertEquals(1.0, RateBound.localRate(3, 0, 7));
  }
}
